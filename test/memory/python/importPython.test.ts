import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { InputError } from '../../../src/common/inputError';
import { archiveOutcomes } from '../../../src/memory/archive/archive';
import { rowOf } from '../../../src/memory/outcomeRow';
import { importPython, reportText } from '../../../src/memory/python/importPython';
import { readPythonFolder } from '../../../src/memory/python/pythonFolder';
import { loadOutcomes } from '../../../src/memory/store/memoryFolder';
import { tempFolder } from '../../tempFolder';
import { WRITTEN_BY_PYTHON } from './pickleFixtures';

const SAMPLES = 'test/fixtures/python';

const trade = (id: string | null, changes: object = {}) => ({
  ...(id === null ? {} : { decision_id: id }),
  asset_pair: 'BTCUSD',
  action: 'BUY',
  entry_timestamp: '2025-01-01T00:00:00',
  exit_timestamp: '2025-01-02T00:00:00',
  entry_price: 100,
  exit_price: 110,
  position_size: 1,
  realized_pnl: 10,
  pnl_percentage: 10,
  ai_provider: 'local',
  decision_confidence: 70,
  ...changes,
});

describe('a memory folder of the Python engine', () => {
  let folder: string;
  let into: string;
  beforeEach(() => {
    folder = tempFolder('python');
    into = join(tempFolder('into'), 'data', 'memory');
  });

  const put = (name: string, content: unknown) => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content),
    );
  };
  /** All files, with content and time of change. */
  const state = (root: string) =>
    readdirSync(root, { recursive: true, encoding: 'utf8' })
      .sort()
      .map((name) => {
        const stat = statSync(join(root, name));
        const hash = stat.isFile()
          ? createHash('sha256')
              .update(readFileSync(join(root, name)))
              .digest('hex')
          : '';
        return [name, stat.mtimeMs, hash];
      });

  it('is found in a workspace, and imported once however often', async () => {
    put('data/memory/outcome_a.json', trade('a'));
    put('data/decisions/memory/outcome_b.json', trade('b'));
    put('data/memory/portfolio_memory.json', { version: '1.0', trade_history: [trade('a'), trade('c')] });
    put('data/memory/outcome_ours.json', { schema_version: 1 });
    const before = state(folder);
    const first = await importPython(folder, into);
    assert.deepEqual([first.saved, first.already], [['a', 'b', 'c'], []]);
    const after = state(into);
    const second = await importPython(folder, into);
    assert.deepEqual([second.saved, second.already], [[], ['a', 'b', 'c']]);
    assert.deepEqual(second.rows, first.rows);
    assert.deepEqual(state(into), after);
    assert.deepEqual(state(folder), before);
    const { outcomes, damaged } = await loadOutcomes(into);
    assert.deepEqual([outcomes.map(({ decision_id }) => decision_id), damaged], [['a', 'b', 'c'], []]);
    await archiveOutcomes(into, outcomes.map(rowOf));
    assert.deepEqual((await importPython(folder, into)).saved, []);
    assert.ok(
      first.rows.some(
        ({ file, trade, note }) =>
          file === 'data/memory/portfolio_memory.json' &&
          trade === 'a' &&
          note === 'the same trade is in data/memory/outcome_a.json: merged',
      ),
    );
  });

  it('may be the very folder imported into: old files stay as they are', async () => {
    put('outcome_a.json', trade('a'));
    const old = readFileSync(join(folder, 'outcome_a.json'));
    assert.deepEqual((await importPython(folder, folder)).saved, ['a.python']);
    assert.deepEqual((await importPython(folder, folder)).saved, []);
    assert.deepEqual(readFileSync(join(folder, 'outcome_a.json')), old);
    assert.deepEqual(readdirSync(folder).sort(), ['outcome_a.json', 'outcome_a.python.json']);
    const { outcomes, legacy } = await loadOutcomes(folder);
    assert.deepEqual([outcomes.length, legacy], [1, 1]);
  });

  it('does not write over a damaged file or another outcome', async () => {
    put('outcome_a.json', trade('a'));
    mkdirSync(into, { recursive: true });
    writeFileSync(join(into, 'outcome_a.json'), '{"half');
    const { saved, rows } = await importPython(folder, into);
    assert.deepEqual(saved, []);
    assert.equal(rows.at(-1)?.fate, 'impossible');
    assert.equal(readFileSync(join(into, 'outcome_a.json'), 'utf8'), '{"half');
  });

  it('has one trade where two files say the same, and what they say otherwise is kept', async () => {
    put('outcome_a.json', trade('a', { volatility: null, market_sentiment: 'bullish' }));
    put('portfolio_memory.json', {
      trade_history: [trade('a', { volatility: 3, market_sentiment: 'bearish' })],
      experience_buffer: [trade('a', { volatility: 3, market_sentiment: 'bearish' })],
    });
    const { outcomes, rows } = await readPythonFolder(folder);
    assert.equal(outcomes.length, 1);
    const legacy = outcomes[0].legacy as Record<string, unknown>;
    assert.deepEqual(
      [legacy.volatility, legacy.market_sentiment, legacy.other_files],
      [3, 'bullish', { 'portfolio_memory.json': { market_sentiment: 'bearish' } }],
    );
    assert.ok(rows.some(({ field, note }) => field === 'market_sentiment' && /differs/.test(note)));
  });

  it('keeps different trades of one id apart, also where case does not count', async () => {
    const later = { entry_timestamp: '2025-01-01T06:00:00' };
    put('portfolio_memory.json', {
      trade_history: [trade('unknown'), trade('unknown', later), trade('Unknown'), trade(null), trade('a/b')],
    });
    const { outcomes } = await readPythonFolder(folder);
    const ids = outcomes.map(({ decision_id }) => decision_id);
    assert.equal(new Set(ids.map((id) => id.toLowerCase())).size, 5);
    assert.ok(ids.includes('unknown'));
    await importPython(folder, into);
    assert.equal((await loadOutcomes(into)).outcomes.length, 5);
  });

  it('gives outcomes that only its vectors remember', async () => {
    const metadata = {
      a: { text: 'Asset: BTCUSD', metadata: { outcome: trade('a') } },
      x: { text: 'x', metadata: {} },
    };
    put('vectors.json', {
      version: '2.0',
      vectors: [
        [1, 2],
        [3, 4],
      ],
      metadata,
      ids: ['a', 'x'],
    });
    put('vectors.pkl', Buffer.from(WRITTEN_BY_PYTHON[4], 'base64'));
    const { outcomes, vectors } = await readPythonFolder(folder);
    assert.deepEqual(
      outcomes.map(({ decision_id }) => decision_id),
      ['a'],
    );
    assert.deepEqual(
      vectors.map(({ id, text, values }) => [id, text, [...values]]),
      [
        ['a', 'Asset: BTCUSD', [1, 2]],
        ['x', 'x', [3, 4]],
        ['b', '', [1.5, 2, -0.75]],
      ],
    );
  });

  it('is read as far as it goes where files are damaged', async () => {
    put('outcome_good.json', trade('good'));
    put(
      'outcome_nan.json',
      JSON.stringify(trade('nan', { note: 'NaN "Infinity"', volatility: 8.5 })).replace(':8.5', ':NaN'),
    );
    put('outcome_half.json', '{"half');
    put('outcome_list.json', []);
    put('outcome_open.json', trade('open', { exit_timestamp: null, exit_price: null, realized_pnl: null }));
    put('portfolio_memory.json', { trade_history: {} });
    put('vectors.pkl', '\x80\x04cos\nsystem\n(X\x01\x00\x00\x00xtR.');
    put('vectors.json', { vectors: [[1], [2, 3]], metadata: {}, ids: ['a'] });
    symlinkSync('/etc/hostname', join(folder, 'outcome_link.json'));
    const { outcomes, rows } = await readPythonFolder(folder);
    assert.deepEqual(
      outcomes.map(({ decision_id }) => decision_id),
      ['good', 'nan'],
    );
    assert.deepEqual((outcomes[1].legacy as Record<string, unknown>).note, 'NaN "Infinity"');
    const impossible = rows
      .filter(({ fate }) => fate === 'impossible')
      .map(({ file, note }) => `${file}: ${note}`);
    for (const problem of [
      /outcome_half\.json: it is not valid JSON/,
      /outcome_list\.json: it does not hold an outcome/,
      /outcome_link\.json: .*links are not followed/,
      /outcome_open\.json: the position is open/,
      /portfolio_memory\.json: it has no trade_history/,
      /vectors\.json: it has 2 vectors and 1 id/,
    ])
      assert.ok(
        impossible.some((one) => problem.test(one)),
        `${problem} in ${impossible.join('\n')}`,
      );
    assert.ok(impossible.some((one) => /vectors\.pkl: /.test(one)));
    const text = reportText(await importPython(folder, into));
    assert.match(text, /^Imported 2 outcomes from /);
    assert.match(
      text,
      /Not converted:\n(.*\n)*? {2}outcome_open\.json, open, exit_timestamp: the position is open/,
    );
  });

  it('that is none is refused, naming what to look for', async () => {
    await assert.rejects(readPythonFolder(folder), InputError);
    await assert.rejects(readPythonFolder(join(folder, 'nowhere')), /no memory of the Python engine/);
    put('file', '');
    await assert.rejects(readPythonFolder(join(folder, 'file')), InputError);
  });

  it('that the engine itself could have written is imported whole', async () => {
    for (const name of ['v1', 'v1-with-vectors'])
      cpSync(join(SAMPLES, name), join(folder, name), { recursive: true });
    const files = await importPython(join(folder, 'v1'), into);
    assert.deepEqual(files.saved, ['trade-001', 'trade-002', 'trade-003', 'trade-004', 'trade-005']);
    const rest = await importPython(join(folder, 'v1-with-vectors'), into);
    assert.deepEqual([rest.saved, rest.vectors], [['d0', 'd1', 'd2', 'tz'], 5]);
    assert.deepEqual(rest.already, files.saved);
    assert.ok([...files.rows, ...rest.rows].every(({ fate }) => fate !== 'impossible'));
    const { outcomes, damaged } = await loadOutcomes(into);
    assert.deepEqual([outcomes.length, damaged.length], [9, 0]);
    const profit = outcomes.reduce((sum, { pnl }) => sum + pnl, 0);
    assert.equal(profit, 300 - 100 + 180 + 100 - 100 + 31);
  });
});
