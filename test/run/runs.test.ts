// These run the built files, as users do: dist/cli.js and dist/runner.js.
import assert from 'node:assert/strict';
import { fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { isUnderWay, readRuns } from '../../src/backtest/results/runFiles';
import type { RunSummary } from '../../src/backtest/results/runSummary';
import { readSummary } from '../../src/backtest/results/summaryFile';
import { DAY } from '../../src/common/timeframe';
import { LOCAL_OLLAMA } from '../../src/decision/ollama/ollamaHost';
import { barsToCsv } from '../../src/market/barsCsv';
import { syntheticMarket } from '../../src/market/syntheticMarket';
import { readArchive } from '../../src/memory/archive/quarterArchive';
import { loadOutcomes } from '../../src/memory/store/memoryFolder';
import type { ReportBundle } from '../../src/report/reportProtocol';
import { startBacktest } from '../../src/run/process/backtestClient';
import { setUpWorkspace } from '../../src/workspace/sample/sampleWorkspace';
import { newOutcomes } from '../newOutcomes';
import { tempFolder } from '../tempFolder';

const CLI = resolve('dist/cli.js');
const RUNNER = resolve('dist/runner.js');

/** The summary that `run --json` has written. */
function summaryIn(stdout: string): RunSummary {
  const { data, error } = readSummary(JSON.parse(stdout).run);
  assert.ok(data, error?.message);
  return data;
}

describe('a backtest from files to files', function () {
  this.timeout(60_000);
  let folder: string;
  let definition: string;
  let memory: string;
  let sample: string;
  let sampleDefinition: string;
  before(async () => {
    sample = tempFolder('sample');
    sampleDefinition = relative(sample, await setUpWorkspace(sample));
  });
  beforeEach(() => {
    folder = tempFolder('runs');
    cpSync(sample, folder, { recursive: true });
    definition = join(folder, sampleDefinition);
    memory = join(folder, 'data/memory');
  });

  const run = (...args: string[]) => spawnSync(process.execPath, [CLI, 'run', ...args], { encoding: 'utf8' });
  const change = (changes: object) => {
    const content = JSON.parse(readFileSync(definition, 'utf8'));
    writeFileSync(definition, JSON.stringify({ ...content, ...changes }));
  };

  it('leaves as many outcomes as trades, and money that adds up', async () => {
    const { status, stdout } = run(definition, '--json');
    assert.equal(status, 0);
    const summary = summaryIn(stdout);
    assert.ok(summary.total);
    const { outcomes } = await loadOutcomes(memory);
    const lines = readFileSync(join(folder, 'data/runs', summary.run, 'trades.csv'), 'utf8')
      .trim()
      .split('\n');
    assert.equal(outcomes.length, lines.length - 1);
    assert.ok(outcomes.length > 100);
    const pnl = outcomes.reduce((sum, outcome) => sum + outcome.pnl, 0);
    assert.ok(Math.abs(summary.total.finalEquity - summary.capital - pnl) < 1e-6 * summary.capital);
    assert.equal(summary.quarters.length, 4);
    assert.ok(
      Object.values(summary.regimeWeights).some((one) => Object.values(one).some((weight) => weight !== 1)),
      'weights are learned',
    );
    assert.ok(outcomes.every(({ tags }) => tags.includes('synthetic')));
    // What each decision was shown had ended before it was taken, in an earlier quarter.
    const byId = new Map(outcomes.map((outcome) => [outcome.decision_id, outcome]));
    const shown = outcomes.flatMap((outcome) =>
      outcome.memories.map(({ decision_id }) => [outcome, byId.get(decision_id)] as const),
    );
    assert.ok(shown.length > 100);
    for (const [outcome, seen] of shown) {
      assert.ok(seen && seen.exit_time <= outcome.decision_time && seen.quarter < outcome.quarter);
    }
  });

  it('is exported with the bars of its own time and some beside it, not with all of the file', () => {
    change({ from: '2025-05-01', to: '2025-06-30' });
    const summary = summaryIn(run(definition, '--json').stdout);
    const file = join(folder, 'report.html');
    const { status, stderr } = spawnSync(
      process.execPath,
      [CLI, 'report', summary.run, '--out', file, '--workspace', folder],
      { encoding: 'utf8' },
    );
    assert.equal(status, 0, stderr);
    const [, text] = /id="bundle">(.*?)<\/script>/s.exec(readFileSync(file, 'utf8')) ?? [];
    const bundle: ReportBundle = JSON.parse(text);
    const bars = bundle.prices[summary.run].BTCUSD;
    assert.ok('time' in bars);
    assert.deepEqual(
      [bars.time[0], bars.time.at(-1)].map((time) => new Date(time ?? 0).toISOString().slice(0, 7)),
      ['2025-03', '2025-07'],
    );
  });

  it('leaves the curves that it is held against, on its own clock, ending as the summary says', () => {
    change({ to: '2025-02-28' });
    const summary = summaryIn(run(definition, '--json').stdout);
    const rows = (name: string) =>
      readFileSync(join(folder, 'data/runs', summary.run, name), 'utf8')
        .trim()
        .split('\n')
        .map((line) => line.split(','));
    const [header, ...benchmarks] = rows('benchmarks.csv');
    const times = (table: string[][]) => table.map(([time]) => time);
    assert.deepEqual(header, ['time', 'buy_and_hold', 'equal_weights']);
    assert.deepEqual(times(benchmarks), times(rows('equity.csv').slice(1)));
    const { buyAndHold, equalWeights } = summary.benchmarks ?? {};
    assert.deepEqual(benchmarks.at(-1)?.slice(1).map(Number), [
      buyAndHold?.finalEquity,
      equalWeights?.finalEquity,
    ]);
  });

  /** Runs the definition twice, compares every byte but the run id, and returns the second summary. */
  const runTwice = () => {
    const summaries = [1, 2].map(() => summaryIn(run(definition, '--json').stdout));
    const [first, second] = summaries.map((summary) => summary.run);
    const trades = (id: string) =>
      readFileSync(join(folder, 'data/runs', id, 'trades.csv'), 'utf8').replaceAll(id, 'RUN');
    assert.equal(trades(first), trades(second));
    const archived = join(memory, 'archive', first);
    const active = readdirSync(memory).filter((name) => name.startsWith('outcome_'));
    assert.equal(active.length, readdirSync(archived).length);
    for (const name of active) {
      const before = readFileSync(join(archived, name.replace(second, first)), 'utf8');
      const after = readFileSync(join(memory, name), 'utf8');
      assert.equal(after.replaceAll(second, 'RUN'), before.replaceAll(first, 'RUN'));
    }
    return { summary: summaries[1], rows: trades(second).trim().split('\n').length - 1 };
  };

  it('gives the same bytes twice, the run id apart', () => {
    change({ to: '2025-04-30' });
    runTwice();
  });

  it('goes through hours of three markets, one closed at weekends, and the same from its log', async () => {
    const market = syntheticMarket({ seed: 9, from: Date.UTC(2023, 5, 1), to: Date.UTC(2024, 3, 1) });
    const symbols = market.map((bars) => {
      // Bars count as made up by the name of their file alone.
      const file = `data/market/${bars.symbol}-1h.csv`;
      writeFileSync(join(folder, file), barsToCsv(bars));
      return { symbol: bars.symbol, file };
    });
    change({ symbols, from: '2023-09-01', to: '2024-03-31', memory: { cap: 1_000_000 } });
    const summary = summaryIn(run(definition, '--json').stdout);
    const replayed = spawnSync(process.execPath, [CLI, 'replay', summary.run, '--workspace', folder]);
    assert.equal(replayed.status, 0);
    const text = readFileSync(join(folder, 'data/runs', summary.run, 'trades.csv'), 'utf8');
    const rows = text.trim().split('\n').length - 1;
    const { outcomes } = await loadOutcomes(memory);
    assert.equal(summary.quarters.length, 3);
    assert.equal(summary.synthetic, false);
    assert.ok(rows > 100);
    assert.equal(outcomes.length, rows);
    const pnl = outcomes.reduce((sum, outcome) => sum + outcome.pnl, 0);
    assert.ok(Math.abs((summary.total?.finalEquity ?? 0) - summary.capital - pnl) < 1e-6 * summary.capital);
  });

  it('remembers and keeps no more than its cap, and loses nothing of the rest', async () => {
    change({ to: '2025-06-30', memory: { cap: 60 } });
    const summary = summaryIn(run(definition, '--json').stdout);
    const { outcomes: active } = await loadOutcomes(memory);
    const { outcomes: archived, damaged } = await readArchive(memory);
    assert.equal(active.length, 60);
    assert.deepEqual(damaged, []);
    assert.equal(active.length + archived.length, summary.total?.trades);
    assert.ok(active[0].exit_time >= (archived.at(-1)?.exit_time ?? ''));
    const everything = [...archived, ...active];
    for (const { decision_time, memories } of active) {
      const known = everything.filter(({ exit_time }) => exit_time <= decision_time);
      const ids = new Set(known.map(({ decision_id }) => decision_id));
      assert.ok(memories.every(({ decision_id }) => ids.has(decision_id)));
    }

    // A run that includes it remembers the same, wherever its outcomes lie.
    const second = join(folder, 'backtests/second.backtest.json');
    const content = JSON.parse(readFileSync(definition, 'utf8'));
    const including = { from: '2025-07-01', to: '2025-08-15', memory: { cap: 1000, include: [summary.run] } };
    writeFileSync(second, JSON.stringify({ ...content, ...including }));
    const shown = () => {
      const later = summaryIn(run(second, '--json').stdout);
      const text = readFileSync(join(folder, 'data/runs', later.run, 'trades.csv'), 'utf8');
      return text.replaceAll(later.run, 'RUN');
    };
    const archivedMostly = shown();
    const restored = spawnSync(process.execPath, [CLI, 'restore', summary.run, '--workspace', folder]);
    assert.equal(restored.status, 0);
    assert.equal(shown(), archivedMostly);
  });

  it('says what is wrong with its input, and ends with 2', () => {
    change({ capital: -1, colour: 'red' });
    const { status, stderr } = run(definition);
    assert.equal(status, 2);
    assert.match(stderr, /backtest\.json:1:\d+: "capital" must be more than 0\. Write a larger one\./);
    assert.match(stderr, /"colour" is not a field of a definition/);
    assert.equal(run(join(folder, 'none.backtest.json')).status, 2);
    assert.equal(spawnSync(process.execPath, [CLI, 'nonsense', 'x']).status, 2);
  });

  it('says how it is used, and what each command does stands in one column', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, 'run', '--help'], {
      encoding: 'utf8',
    });
    assert.equal(status, 0);
    assert.equal(stderr, '');
    const [, ...lines] = stdout.split('\n');
    for (const line of lines.filter((one) => one.startsWith('  backtest-memory')))
      assert.match(line, /^.{39} {2}\S|^\s+backtest-memory [^ ]+( [<[][^ ]+)+$/);
    assert.match(stdout, /^ {2}backtest-memory decide <definition> <symbol>\n {41}what the ensemble/m);
  });

  it('writes nothing when its bars are damaged', () => {
    writeFileSync(
      join(folder, 'data/market/BTCUSD-1h.synthetic.csv'),
      'timestamp,open,high,low,close\n2025-01-01,1,0.5,1,1\n',
    );
    const { status, stderr } = run(definition);
    assert.equal(status, 2);
    assert.match(stderr, /BTCUSD-1h\.synthetic\.csv:2: high lies below another price of its bar/);
    assert.deepEqual(readdirSync(join(folder, 'data/runs')), []);
  });

  it('is cancelled by Ctrl-C with 130, every closed trade on disk', async () => {
    const child = spawn(process.execPath, [CLI, 'run', definition, '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    let stdout = '';
    child.stdout.on('data', (text) => {
      stdout += text;
    });
    await newOutcomes(memory, 5);
    child.kill('SIGINT');
    const [code] = await once(child, 'close');
    assert.equal(code, 130);
    const { run: summary } = JSON.parse(stdout);
    assert.equal(summary.state, 'cancelled');
    assert.equal((await loadOutcomes(memory)).outcomes.length, summary.total.trades);
  });

  for (const count of [1, 60]) {
    it(`killed after ${count} trades, leaves whole outcomes and a clean start`, async () => {
      const child = spawn(process.execPath, [CLI, 'run', definition], { stdio: 'ignore' });
      await newOutcomes(memory, count);
      child.kill('SIGKILL');
      await once(child, 'exit');
      const { outcomes, damaged } = await loadOutcomes(memory);
      assert.equal(damaged.length, 0);
      assert.ok(outcomes.length >= count);
      const { runs } = await readRuns(folder);
      assert.deepEqual(
        runs.map((one) => [one.state, isUnderWay(one)]),
        [['running', false]],
      );
      change({ to: '2025-01-31' });
      assert.equal(run(definition).status, 0);
      assert.equal(readdirSync(join(memory, 'archive', runs[0].run)).length, outcomes.length);
    });
  }

  it('refuses a second run of the same definition', async () => {
    const child = spawn(process.execPath, [CLI, 'run', definition], { stdio: 'ignore' });
    await newOutcomes(memory, 1);
    const { status, stderr } = run(definition);
    assert.equal(status, 2);
    assert.match(stderr, /is running already/);
    child.kill('SIGKILL');
    await once(child, 'exit');
  });

  it('runs in a child process that tells progress and can be cancelled', async () => {
    let told = 0;
    const cancel = new AbortController();
    const end = await startBacktest({
      runnerFile: RUNNER,
      workspace: folder,
      task: { kind: 'fresh', definition },
      ollama: LOCAL_OLLAMA,
      events: {
        progress: ({ done, time, trades }) => {
          told += 1;
          assert.ok(done >= 0 && done <= 1 && time >= Date.UTC(2025, 0, 1) - DAY);
          const onDisk = readdirSync(memory).filter((name) => /^outcome_.*\.json$/.test(name));
          assert.ok(onDisk.length >= trades, 'it tells only of trades that are on disk');
          if (trades > 0) cancel.abort();
        },
        estimate: () => {},
        log: () => {},
      },
      signal: cancel.signal,
    });
    assert.equal(end.state, 'cancelled');
    assert.ok(told > 0);
  });

  it('leaves no orphan when its parent is killed', async () => {
    // A parent that forks the runner, starts it and is then killed.
    const script = `
      const child = require('node:child_process').fork(${JSON.stringify(RUNNER)}, [], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
      child.send({ t: 'q', i: '1', m: 'start', a: ${JSON.stringify([folder, { kind: 'fresh', definition }, LOCAL_OLLAMA, false])}, cancellable: true });
      process.send(child.pid);`;
    const file = join(folder, 'parent.cjs');
    writeFileSync(file, script);
    const parent = fork(file, [], { execArgv: [], stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
    const [pid] = (await once(parent, 'message')) as [number];
    await newOutcomes(memory, 2);
    parent.kill('SIGKILL');
    // The runner holds the same pipe: it closes only when both are gone.
    parent.stdout?.resume();
    await once(parent, 'close');
    const { runs } = await readRuns(folder);
    assert.deepEqual(
      runs.map((one) => [one.pid, one.state]),
      [[pid, 'running']],
      'it ended in mid-run, not at the end',
    );
    assert.equal((await loadOutcomes(memory)).damaged.length, 0);
  });
});
