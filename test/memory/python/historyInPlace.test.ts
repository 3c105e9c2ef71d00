import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importPython } from '../../../src/memory/python/importPython';
import { OutcomeStore } from '../../../src/memory/store/outcomeStore';
import { tempFolder } from '../../tempFolder';

const trade = (id: string, pnl: number | null) => ({
  decision_id: id,
  asset_pair: 'EURUSD',
  action: 'BUY',
  entry_timestamp: '2024-05-01T10:00:00',
  exit_timestamp: pnl === null ? null : '2024-05-02T10:00:00',
  entry_price: 100,
  exit_price: pnl === null ? null : 100 + pnl,
  position_size: 1,
  realized_pnl: pnl,
  decision_confidence: 70,
});

describe('the histories of the Python engine', () => {
  let folder: string;
  const path = (name: string) => join(folder, name);
  const write = (name: string, content: unknown) => writeFileSync(path(name), JSON.stringify(content));
  const shown = (store: OutcomeStore) => store.rows.map(({ id, pnl }) => [id, pnl]);
  beforeEach(() => {
    folder = tempFolder('history');
  });

  it('open in place, beside what has a file of its own, until they are imported', async () => {
    const store = new OutcomeStore(folder);
    await store.refresh();
    assert.deepEqual(shown(store), []);
    write('portfolio_memory.json', { trade_history: [trade('a', 3), trade('b', 4), trade('open', null)] });
    write('vectors.json', {
      version: '2.0',
      vectors: [[1, 0]],
      metadata: { c: { text: 'c', metadata: { outcome: trade('c', 5) } } },
      ids: ['c'],
    });
    write('outcome_a.json', trade('a', 3));
    const before = ['portfolio_memory.json', 'vectors.json', 'outcome_a.json'].map((name) => [
      name,
      readFileSync(path(name), 'utf8'),
    ]);
    assert.equal(await store.refresh(), true);
    assert.deepEqual(shown(store), [
      ['a', 3],
      ['b', 4],
      ['c', 5],
    ]);
    assert.equal(store.legacy, 4, 'the open one is told of too');
    assert.equal(store.fileOf('b'), path('portfolio_memory.json'));
    assert.equal((await store.find('b'))?.exit_price, 104);
    assert.equal(store.fileOf('nobody'), null);
    assert.equal(await store.refresh(), false, 'and are not read again');

    await importPython(folder, folder);
    await store.refresh();
    assert.deepEqual(shown(store), [
      ['a.python', 3],
      ['b', 4],
      ['c', 5],
    ]);
    assert.ok(store.rows.every(({ tags }) => !tags.includes('not-imported')));
    for (const [name, text] of before) assert.equal(readFileSync(path(name), 'utf8'), text);
    rmSync(path('vectors.json'));
    rmSync(path('portfolio_memory.json'));
    await store.refresh(new Set(['portfolio_memory.json']));
    assert.equal(store.rows.length, 3);
  });

  it('that would run something, or are damaged, are told of and nothing of them is run', async () => {
    writeFileSync(path('vectors.pkl'), Buffer.from('\x80\x04cos\nsystem\n\x8c\x04true\x85R.', 'latin1'));
    write('portfolio_memory.json', { trade_history: [trade('a', 3)] });
    const store = new OutcomeStore(folder);
    await store.refresh();
    assert.deepEqual(shown(store), [['a', 3]]);
    assert.deepEqual(store.damaged, [], 'the file stays where it is: it is not ours');
    assert.equal(store.legacy, 2);
    const { rows } = await importPython(folder, mkdtempSync(join(folder, 'into-')));
    assert.ok(rows.some(({ file, note }) => file === 'vectors.pkl' && /os\.system/.test(note)));
  });
});
