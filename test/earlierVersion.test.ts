// What version 0.1.0 left is opened, shown and gone on with by this version, or refused by name: test/fixtures/version-0.1.0.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { BarCache } from '../src/cards/barCache';
import { TradeCards } from '../src/cards/tradeCards';
import { logFile, memoryFolder, runFile, runFolder } from '../src/common/files/workspacePaths';
import { isProblem } from '../src/common/problem';
import { loadOutcomes } from '../src/memory/store/memoryFolder';
import { verifyMemory } from '../src/memory/store/verify';
import { ReportService } from '../src/report/reportData';
import { readTrades } from '../src/report/runTables';
import { DecisionTrails, promptOfDecision } from '../src/run/decisionTrail';
import { replayRun } from '../src/run/replayRun';
import { OverviewService } from '../src/workspace/overview';
import { tempFolder } from './tempFolder';

const CLI = resolve('dist/cli.js');
const RULES = 'rules-20261201-044031';
const OWN_CODE = 'own-code-20261201-044032';
const { signal } = new AbortController();

describe('a workspace as version 0.1.0 left it', function () {
  this.timeout(30_000);
  let folder: string;
  before(() => {
    folder = tempFolder('earlier');
    cpSync('test/fixtures/version-0.1.0', folder, { recursive: true });
  });
  const cli = (...args: string[]) =>
    spawnSync(process.execPath, [CLI, ...args, '--workspace', folder], { encoding: 'utf8' });
  const reportOf = async (run: string) => {
    const overview = new OverviewService(folder);
    const report = await new ReportService(folder, () => overview.known()).report(run, null);
    assert.ok(report && !isProblem(report));
    return report;
  };

  it('is opened with all its runs and outcomes, and nothing of it is called damaged', async () => {
    const overview = await new OverviewService(folder).overview('quarter');
    assert.deepEqual(overview.damaged, []);
    const runs = overview.definitions.flatMap((row) => row.runs);
    assert.deepEqual(runs.map(({ summary, state }) => [summary.run, state]).sort(), [
      [OWN_CODE, 'done'],
      [RULES, 'done'],
    ]);
    assert.deepEqual(
      overview.groups.map(({ name, trades, wins }) => [name, trades, wins]),
      [
        ['2025-Q1', 8, 2],
        ['2025-Q2', 19, 5],
        ['2025-Q3', 17, 6],
      ],
    );
    const { findings, checked } = await verifyMemory(memoryFolder(folder));
    assert.equal(checked, 44);
    assert.deepEqual(
      findings.filter(({ kind }) => kind !== 'outdated'),
      [],
    );
  });

  it('has reports with the figures of then', async () => {
    const { summary, state, trades, problems } = await reportOf(RULES);
    assert.equal(state, 'done');
    assert.deepEqual(problems, []);
    assert.equal(trades.length, 36);
    const then = JSON.parse(readFileSync(runFile(folder, RULES, 'summary'), 'utf8'));
    assert.ok(summary.state === 'done');
    assert.equal(summary.total.finalEquity, then.total.finalEquity);
    assert.equal(summary.total.winRate, then.total.winRate);
    assert.deepEqual(
      summary.quarters.map(({ quarter, totalReturn }) => [quarter, totalReturn]),
      then.quarters.map((one: { quarter: string; totalReturn: number }) => [one.quarter, one.totalReturn]),
    );
    assert.deepEqual(summary.regimeWeights, then.regimeWeights);
  });

  it('tells of its trades over their ids, their table and their run', async () => {
    const cards = new TradeCards(folder, new OverviewService(folder), new BarCache(folder, Date.now));
    const { outcomes } = await loadOutcomes(memoryFolder(folder));
    const last = outcomes.findLast(({ run_id }) => run_id === RULES);
    assert.ok(last);
    const card = await cards.card(last.decision_id, signal);
    assert.equal(card?.trade.pnl, last.pnl);
    assert.equal(card?.known, 19);
    const file = runFile(folder, RULES, 'trades');
    const lines = readFileSync(file, 'utf8').split('\n');
    const line = lines.findIndex((text) => text.startsWith(last.decision_id));
    assert.deepEqual(await cards.cardAt({ file, text: null }, line, 0, signal), card);
    assert.equal((await cards.runCard(RULES))?.trades, 36);
  });

  it('shows what a program and a script were asked and said', async () => {
    const trails = new DecisionTrails(logFile(folder, OWN_CODE));
    const [trade] = await readTrades(runFolder(folder, OWN_CODE));
    const trail = await trails.at(trade.id);
    assert.deepEqual(
      trail?.replies.map(({ reply }) => reply.provider),
      ['script:strategies/follow.ts', 'command:python3 strategies/mean_revert.py'],
    );
    assert.match(await promptOfDecision(folder, OWN_CODE, trade.id), /"bars"/);
  });

  it('refuses to go on with a run of it, and to play it again, by both versions’ names', async () => {
    const refusal =
      /made by version 0\.1\.0, and this is version \d+\.\d+\.\d+.*Run the definition afresh, or install version 0\.1\.0/s;
    await assert.rejects(
      replayRun(folder, RULES, () => Date.UTC(2026, 11, 1)),
      refusal,
    );
    const file = runFile(folder, OWN_CODE, 'summary');
    const done = readFileSync(file, 'utf8');
    writeFileSync(file, done.replace('"state": "done"', '"state": "cancelled"'));
    const { status, stderr } = cli('resume', OWN_CODE);
    writeFileSync(file, done);
    assert.equal(status, 2);
    assert.match(stderr, refusal);
    assert.doesNotMatch(stderr, /\n\s+at /);
  });

  it('runs its definitions to the trades of then, and keeps what a run before made', () => {
    const then = readFileSync(runFile(folder, RULES, 'trades'), 'utf8');
    const { status, stderr } = cli('run', join(folder, 'backtests/rules.backtest.json'));
    assert.equal(status, 0, stderr);
    const fresh = readdirSync(join(folder, 'data/runs')).find(
      (run) => run.startsWith('rules-') && run !== RULES,
    );
    assert.ok(fresh);
    const now = readFileSync(runFile(folder, fresh, 'trades'), 'utf8').replaceAll(fresh, RULES);
    assert.deepEqual(rowsOf(now, then), rowsOf(then, then));
    const archived = readdirSync(join(memoryFolder(folder), 'archive', RULES));
    assert.equal(archived.length, 36);
  });
});

/**
 * The rows of a table by the columns of one that 0.1.0 wrote, which said BUY and SELL for long and short. Numbers to ten
 * digits: a later version may learn the same weights with another last digit.
 */
function rowsOf(table: string, earlier: string): string[][] {
  const [header, ...rows] = table
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const [first] = earlier.split('\n');
  const places = first
    .split(',')
    .map((name) => Math.max(header.indexOf(name), name === 'action' ? header.indexOf('side') : -1));
  const SIDES: Record<string, string> = { BUY: 'long', SELL: 'short' };
  const plain = (cell: string) => (/^-?\d+(\.\d+)?$/.test(cell) ? Number(cell).toPrecision(10) : cell);
  return rows.map((row) => places.map((place) => SIDES[row[place]] ?? plain(row[place])));
}
