// What version 0.1.0 left is opened, shown and gone on with by this version, or refused by name: test/fixtures/version-0.1.0.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { TradeCards } from '../src/cards/tradeCards';
import { logFile, memoryFolder, runFile } from '../src/common/files/workspacePaths';
import { isProblem } from '../src/common/problem';
import { loadOutcomes } from '../src/memory/store/memoryFolder';
import { verifyMemory } from '../src/memory/store/verify';
import { readTrades } from '../src/memory/tradeTable';
import { ReportService } from '../src/report/reportData';
import { DecisionTrails } from '../src/run/decisionTrail';
import { promptOfDecision } from '../src/run/promptText';
import { replayRun } from '../src/run/replayRun';
import { OverviewService } from '../src/workspace/overview';

const CLI = resolve('dist/cli.js');
const RULES = 'rules-20261201-044031';
const OWN_CODE = 'own-code-20261201-044032';
const { signal } = new AbortController();

describe('a workspace as version 0.1.0 left it', function () {
  this.timeout(30_000);
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'earlier-'));
    cpSync('test/fixtures/version-0.1.0', folder, { recursive: true });
  });
  after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
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
    assert.equal(summary.total.final_equity, then.total.finalEquity);
    assert.equal(summary.total.win_rate, then.total.winRate);
    assert.deepEqual(
      summary.quarters.map(({ quarter, total_return }) => [quarter, total_return]),
      then.quarters.map((one: { quarter: string; totalReturn: number }) => [one.quarter, one.totalReturn]),
    );
    assert.deepEqual(summary.regime_weights, then.regimeWeights);
    // What 0.1.0 did not record is unknown, not 0.
    assert.ok(trades.every(({ mae, mfe }) => mae === null && mfe === null));
  });

  it('tells of its trades over their ids, their table and their run', async () => {
    const cards = new TradeCards(folder, new OverviewService(folder));
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
    const [trade] = await readTrades(runFile(folder, OWN_CODE, 'trades'));
    const trail = await trails.at(trade.id);
    assert.deepEqual(
      trail?.replies.map(({ reply }) => reply.provider),
      ['script:strategies/follow.ts', 'command:python3 strategies/mean_revert.py'],
    );
    assert.match(await promptOfDecision(folder, OWN_CODE, trade.id), /"bars"/);
  });

  it('refuses to go on with a run of it, and to play it again, by both versions’ names', async () => {
    await assert.rejects(
      replayRun(folder, RULES, () => Date.UTC(2026, 11, 1)),
      /0\.1\.0.*0\.2\.0/s,
    );
    const { status, stderr } = cli('resume', OWN_CODE);
    assert.equal(status, 2);
    assert.match(stderr, /0\.1\.0.*0\.2\.0/s);
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
    assert.deepEqual(columnsOf(now, then), then.trim().split('\n'));
    const archived = readdirSync(join(memoryFolder(folder), 'archive', RULES));
    assert.equal(archived.length, 36);
  });
});

/** The columns of a table that another one has too, in that one's order. */
function columnsOf(table: string, other: string): string[] {
  const wanted = other.slice(0, other.indexOf('\n')).split(',');
  const rows = table
    .trim()
    .split('\n')
    .map((line) => line.split(','));
  const places = wanted.map((name) => rows[0].indexOf(name));
  return rows.map((row) => places.map((place) => row[place]).join(','));
}
