import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { quarterOf } from '../../../src/common/calendar';
import { InputError } from '../../../src/common/inputError';
import { archiveOutcomes } from '../../../src/memory/archive/archive';
import { ArchivedRows } from '../../../src/memory/archive/archivedRows';
import { archiveBeyond } from '../../../src/memory/archive/quarterArchive';
import { rowOf } from '../../../src/memory/outcomeRow';
import { performanceOf } from '../../../src/memory/performance';
import { OutcomeIndex } from '../../../src/memory/similar/similarity';
import { loadOutcomes, saveOutcomes } from '../../../src/memory/store/memoryFolder';
import { OutcomeStore } from '../../../src/memory/store/outcomeStore';
import { setNote } from '../../../src/memory/store/setNote';
import { tempFolder } from '../../tempFolder';
import { someOutcome, someRow } from '../someOutcome';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5);

describe('a note', () => {
  let folder: string;
  const file = () => join(folder, 'outcome_a.json');
  const text = () => readFileSync(file(), 'utf8');
  beforeEach(() => {
    folder = tempFolder('note');
  });

  it('is added, changed and taken away; all other bytes stay', async () => {
    // Numbers, blanks and escapes as no program of ours writes them, and fields that nobody knows.
    const odd = JSON.stringify(someOutcome('a', { extra: { deep: [1, 2] } }), null, 4)
      .replace('"pnl": 10,', '"pnl" :  1.0e1 , "mine": "\\u00e9",')
      .replaceAll('\n', '\r\n');
    const withMark = `\uFEFF${odd}\r\n`;
    writeFileSync(file(), withMark);
    chmodSync(file(), 0o640);
    await setNote(folder, 'a', 'Chased it.\n"Again" \u2028', NOW);
    const { note } = (await loadOutcomes(folder)).outcomes[0];
    assert.deepEqual(note, { text: 'Chased it.\n"Again" \u2028', written: '2026-01-02T03:04:05Z' });
    const added = /,\s+"note": \{[^}]*\}/;
    assert.equal(text().replace(added, ''), withMark);
    await setNote(folder, 'a', 'No.', NOW);
    assert.equal((await loadOutcomes(folder)).outcomes[0].note?.text, 'No.');
    assert.equal(text().replace(added, ''), withMark);
    await setNote(folder, 'a', ' \n', NOW);
    assert.equal(text(), withMark);
    assert.equal(statSync(file()).mode & 0o777, 0o640);
  });

  it('is read by the store, whatever it says', async () => {
    await saveOutcomes(folder, [someOutcome('a'), someOutcome('b')]);
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }), async (said) => {
        fc.pre(said.trim() !== '');
        await setNote(folder, 'a', said, NOW);
        const store = new OutcomeStore(folder);
        await store.refresh();
        assert.deepEqual(
          store.rows.map(({ note }) => note),
          [said, null],
        );
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it('is written where the cap has archived the outcome; every other line stays', async () => {
    const left = (exit: string) => ({ exit_time: exit, quarter: quarterOf(Date.parse(exit)) });
    const trades = [
      someOutcome('a', { ...left('2025-02-01T00:00:00Z'), extra: { deep: [1] } }),
      someOutcome('b', left('2025-02-02T00:00:00Z')),
      someOutcome('c', left('2025-05-01T00:00:00Z')),
      someOutcome('d', left('2025-08-01T00:00:00Z')),
    ];
    await saveOutcomes(folder, trades);
    await archiveBeyond(new OutcomeStore(folder), 1);
    const archive = (name: string) => readFileSync(join(folder, 'archive', `${name}.jsonl.gz`));
    const lines = (name: string) => gunzipSync(archive(name)).toString('utf8').split('\n');
    const [first, second] = ['2025-Q1', '2025-Q2'].map(archive);
    const before = lines('2025-Q1');
    await setNote(folder, 'a', 'Chased it.', NOW);
    const [own, ...others] = lines('2025-Q1');
    const note = { text: 'Chased it.', written: '2026-01-02T03:04:05Z' };
    assert.deepEqual(JSON.parse(own), { ...trades[0], note });
    assert.deepEqual(others, before.slice(1));
    assert.deepEqual(archive('2025-Q2'), second);
    const seen = new ArchivedRows(folder);
    assert.equal((await seen.find('a'))?.note?.text, 'Chased it.');
    await setNote(folder, 'a', ' ', NOW);
    assert.deepEqual(archive('2025-Q1'), first);
    assert.equal((await seen.find('a'))?.note, undefined, 'whoever knew it looks again');
    assert.ok(!existsSync(file()), 'it is not brought back');
    writeFileSync(join(folder, 'archive/2025-Q1.jsonl.gz'), first.subarray(0, 40));
    await assert.rejects(setNote(folder, 'b', 'x', NOW), /it cannot be unpacked/);
    assert.deepEqual(archive('2025-Q1'), first.subarray(0, 40));
  });

  it('that cannot be written is refused, and the file stays as it is', async () => {
    await saveOutcomes(folder, [someOutcome('a'), someOutcome('gone')]);
    await archiveOutcomes(folder, [someRow('gone')]);
    writeFileSync(
      join(folder, 'outcome_old.json'),
      '{"decision_id":"old","entry_timestamp":"2025-01-01","realized_pnl":1}',
    );
    writeFileSync(join(folder, 'outcome_torn.json'), '{');
    const before = text();
    const refused: [id: string, note: string, message: RegExp][] = [
      ['a', 'x'.repeat(10_001), /10001 characters does not fit/],
      ['gone', 'x', /no such outcome, in active memory or beyond its cap\. Restore its run/],
      ['../a', 'x', /is not the id of an outcome/],
      ['old', 'x', /of the Python engine, which is not written to\. Import it/],
      ['torn', 'x', /not valid JSON/],
    ];
    for (const [id, note, message] of refused)
      await assert.rejects(setNote(folder, id, note, NOW), (error) => {
        assert.ok(error instanceof InputError);
        assert.match(error.message, message);
        return true;
      });
    assert.equal(text(), before);
    const twice = before.replace('{', '{"note": {"text": "a", "written": "2026-01-01T00:00:00Z"},');
    writeFileSync(
      file(),
      twice.replace(/}\n$/, ',"note": {"text": "b", "written": "2026-01-01T00:00:00Z"}}'),
    );
    await assert.rejects(setNote(folder, 'a', 'c', NOW), /it has two notes/);
  });

  it('changes nothing that a decision, a weight or a figure is made of', () => {
    const trades = Array.from({ length: 20 }, (_, index) =>
      someOutcome(`o${index}`, { pnl: (index % 3) - 1, features: { trend: index, rsi: 100 - index } }),
    );
    const noted = trades.map((trade) => ({
      ...trade,
      note: { text: 'downtrend', written: '2026-01-01T00:00:00Z' },
    }));
    const [plain, annotated] = [trades, noted].map((some) => {
      const rows = some.map(rowOf);
      const situation = { features: { trend: 3 }, regime: null, side: null };
      const found = new OutcomeIndex(rows).search({ situation, text: null, time: NOW }, 5);
      const scores = found.map(({ outcome, ...parts }) => [outcome.id, parts]);
      return [scores, performanceOf(rows)];
    });
    assert.deepEqual(plain, annotated);
  });
});
