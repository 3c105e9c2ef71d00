import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRun, readRuns, stateOf, writeRun } from '../../../src/backtest/results/runFiles';
import type { RunSummary } from '../../../src/backtest/results/runSummary';
import { readSummary, summaryJson } from '../../../src/backtest/results/summaryFile';

const EARLIER = 'test/fixtures/version-0.1.0';

/** Names of fields, at any depth; the keys of records, such as providers and regimes, are data and hold no field of ours. */
function names(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...names(inner)]);
}

describe('run.json', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'summary-'));
    cpSync(EARLIER, folder, { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const textOf = (run: string) => readFileSync(join(folder, 'data/runs', run, 'run.json'), 'utf8');
  const done = async () => {
    const summary = (await readRuns(folder)).runs.find(({ definition }) => definition === 'rules');
    assert.equal(summary?.state, 'done');
    return summary as Extract<RunSummary, { state: 'done' }>;
  };

  it('of version 0.1.0 is read, and says what it said', async () => {
    const { runs, damaged } = await readRuns(folder);
    assert.deepEqual(damaged, []);
    assert.deepEqual(runs.map(({ run }) => run).sort(), readdirSync(join(folder, 'data/runs')).sort());
    for (const summary of runs) {
      const { schema_version, ...old } = JSON.parse(textOf(summary.run));
      assert.equal(schema_version, 1);
      assert.equal(stateOf(summary), 'done');
      assert.deepEqual(summary, { ...old, schema_version: 2 });
    }
  });

  it('is snake_case throughout, and read back as it was', async () => {
    const summary = await done();
    await writeRun(folder, summary);
    const { quarters, ...written } = JSON.parse(textOf(summary.run));
    const records = { weights: {}, regime_weights: {}, tables: {}, asked: {}, failures: {} };
    const own = names({
      ...written,
      ...records,
      quarters: quarters.map((one: object) => ({ ...one, ...records })),
    });
    assert.deepEqual(
      own.filter((name) => /[A-Z]/.test(name)),
      [],
    );
    assert.ok(
      own.includes('win_rate_interval') && own.includes('buy_and_hold') && own.includes('ambiguous_share'),
    );
    assert.deepEqual(Object.keys(written.tables.symbols), Object.keys(summary.tables.symbols));
    assert.deepEqual(await findRun(folder, summary.run), summary);
  });

  it('keeps names that are data, however they are written', async () => {
    const summary = await done();
    const symbols = { aBc: { trades: 1, wins: 1, win_rate: 1, win_rate_interval: null, pnl: 1 } };
    const weights = { 'script:myOwn': 1.5 };
    const changed = { ...summary, weights, tables: { ...summary.tables, symbols } };
    assert.deepEqual(readSummary(JSON.parse(JSON.stringify(summaryJson(changed)))).data, changed);
  });

  it('that is done cannot lack totals, one that failed cannot lack its problem', async () => {
    const summary = await done();
    const file: object = summaryJson(summary);
    for (const wrong of [
      { total: null },
      { benchmarks: null },
      { finished: null },
      { state: 'failed' },
      { state: 'running' },
      { state: 'ended' },
    ])
      assert.equal(readSummary({ ...file, ...wrong }).success, false, JSON.stringify(wrong));
    const nothing = { total: null, regret: null, tables: null, costs: [], benchmarks: null, log: null };
    const without = { ...file, ...nothing, ambiguous_share: null };
    assert.equal(readSummary({ ...without, state: 'failed', problem: 'the disk is full' }).success, true);
    assert.equal(readSummary({ ...without, state: 'failed' }).success, false);
    assert.equal(readSummary({ ...without, state: 'running', finished: null }).success, true);
  });

  it('that is wrong is told by the name in the file', async () => {
    const summary = await done();
    const file = join(folder, 'data/runs', summary.run, 'run.json');
    writeFileSync(file, JSON.stringify({ ...summaryJson(summary), refused_entries: 'none' }));
    await assert.rejects(findRun(folder, summary.run), /"refused_entries" Invalid input/);
  });

  it('of a run that 0.1.0 left unfinished has nothing to show', () => {
    const old = JSON.parse(
      readFileSync(
        join(EARLIER, 'data/runs', readdirSync(join(EARLIER, 'data/runs'))[0], 'run.json'),
        'utf8',
      ),
    );
    for (const changes of [
      { state: 'running', finished: null },
      { state: 'failed', problem: 'the disk is full' },
    ]) {
      const { data } = readSummary({ ...old, ...changes });
      assert.equal(data?.state, changes.state);
      assert.equal(data?.total, null);
    }
    assert.equal(readSummary({ ...old, state: 'cancelled' }).data?.total?.trades, old.total.trades);
  });
});
