import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { checkDefinition } from '../backtest/checkDefinition';
import type { Definition } from '../backtest/definition';
import { runEngine } from '../backtest/engine';
import type { Curve } from '../backtest/equityCurve';
import { daysPerYear, measure, tradingDays } from '../backtest/metrics';
import { outcomeOf } from '../backtest/outcomeOf';
import {
  claimRun,
  definitionName,
  isUnderWay,
  type Measures,
  type QuarterSummary,
  type RunSummary,
  readRuns,
  runFolder,
  writeRun,
} from '../backtest/runFiles';
import { equityCsv, tradesCsv } from '../backtest/runTables';
import { Ensemble } from '../decision/ensemble';
import { RuleProvider, ruleNamed } from '../decision/ruleProvider';
import { learnWeights } from '../decision/weights';
import { isoTime } from '../market/calendar';
import { InputError } from '../market/inputError';
import { MemoryView } from '../memory/memoryView';
import type { Outcome } from '../memory/outcome';
import type { OutcomeRow } from '../memory/outcomeRow';
import { OutcomeStore } from '../memory/outcomeStore';
import { OutcomeWriter } from '../memory/outcomeWriter';
import { providerPerformance, writePerformance } from '../memory/performance';
import { archiveBeyond } from '../memory/quarterArchive';
import { type Snapshot, writeSnapshot } from '../memory/snapshot';
import { writeWhole } from '../memory/wholeFile';
import { readMarket } from './marketOfRun';
import { openMemory } from './memoryOfRun';
import { progressTeller } from './progressTeller';
import { problemOf, type RunEnd, type RunnerEvents } from './protocol';

export interface BacktestJob {
  /** Absolute paths. */
  readonly workspace: string;
  readonly definitionFile: string;
  readonly events: RunnerEvents;
  readonly signal: AbortSignal;
  /** Wall clock, epoch ms. */
  readonly now: () => number;
}

/** Runs a definition from its files to its files. Mistakes of the user come back as `failed`; bugs are thrown. */
export async function runBacktest(job: BacktestJob): Promise<RunEnd> {
  try {
    return await run(job);
  } catch (error) {
    if (error instanceof InputError) return { state: 'failed', problems: [problemOf(error)] };
    throw error;
  }
}

async function run(job: BacktestJob): Promise<RunEnd> {
  const { workspace, definitionFile, events, signal, now } = job;
  const checked = checkDefinition(definitionFile, await readText(definitionFile));
  if ('problems' in checked) return { state: 'failed', problems: checked.problems.map(problemOf) };
  const { definition } = checked;
  const name = definitionName(definitionFile);
  const notes: string[] = [];
  const note = (text: string) => {
    notes.push(text);
    events.log(text);
  };

  await refuseSecondRun(workspace, name, definitionFile);
  const bars = await readMarket(definition, { workspace, definitionFile, now: now() }, note);
  const memory = join(workspace, 'data', 'memory');
  const { refresh, include, neighbours, cap } = definition.memory;
  const store = new OutcomeStore(memory);
  const included = await openMemory(store, { name, file: definitionFile, include }, now(), note);

  const id = await claimRun(workspace, name, now());
  const synthetic = definition.symbols.some(({ file }) => isSynthetic(file));
  let summary: RunSummary = {
    schema_version: 1,
    run: id,
    definition: name,
    name: definition.name,
    state: 'running',
    pid: process.pid,
    host: hostname(),
    started: isoTime(now()),
    finished: null,
    capital: definition.capital,
    currency: definition.currency,
    total: null,
    quarters: [],
    weights: {},
    ambiguousShare: null,
    refusedEntries: 0,
    synthetic,
    notes,
    problem: null,
    refresh,
    include,
  };
  await writeRun(workspace, summary);
  const writer = new OutcomeWriter(memory);
  try {
    const view = new MemoryView({ run: id, refresh, include }, included, cap);
    const ensemble = ensembleOf(definition, signal);
    const learn = () => {
      ensemble.multipliers = weightsLearned(ensemble, view.known);
    };
    const outcomes: Outcome[] = [];
    const quarters: QuarterSummary[] = [];
    let quarterStart = 0;
    const teller = progressTeller(id, definition, events.progress, () => writer.count);
    const { step } = bars[0];
    const calendar = { perYear: daysPerYear(bars), day: tradingDays(bars), step };
    const figuresOf = (start: number, part: Curve, closed: readonly Outcome[], exposedBars: number | null) =>
      measure({ start, curve: part, pnls: closed.map(({ pnl }) => pnl), exposedBars, ...calendar });

    const result = await runEngine({
      run: id,
      definition,
      bars,
      signal,
      decide(request) {
        if (view.moveTo(request.time, request.quarter)) learn();
        return ensemble.decide(request);
      },
      recall: ({ situation, regime, time }) =>
        situation
          ? view.index
              .search(
                { situation: { features: situation, regime, action: null }, text: null, time },
                neighbours,
              )
              .map(({ outcome, score }) => ({ outcome, similarity: score }))
          : [],
      onClosed(trades) {
        const closed = trades.map((trade) => outcomeOf(trade, id, name, synthetic ? ['synthetic'] : []));
        writer.add(closed);
        outcomes.push(...closed);
        view.add(closed);
      },
      onBar: teller.onBar,
      async onQuarterEnd(quarter, curve) {
        await writer.saved();
        const start = quarters.at(-1)?.finalEquity ?? definition.capital;
        const part = curve.from(quarterStart);
        quarterStart = curve.length;
        const closed = outcomes.filter((outcome) => outcome.quarter === quarter);
        const own = { ...figuresOf(start, part, closed, null), quarter, weights: ensemble.multipliers };
        quarters.push(own);
        const soFar = figuresOf(definition.capital, curve, outcomes, null);
        summary = { ...summary, quarters: [...quarters] };
        await Promise.all([
          writeSnapshot(memory, snapshotOf(id, own, soFar), now()),
          writeRun(workspace, summary),
        ]);
      },
    });

    teller.stop();
    await writer.saved();
    const folder = runFolder(workspace, id);
    await Promise.all([
      writeWhole(join(folder, 'trades.csv'), tradesCsv(outcomes)),
      writeWhole(join(folder, 'equity.csv'), equityCsv(result.equity, step)),
    ]);
    await keepToCap(store, cap, note);
    await writePerformance(store);
    summary = {
      ...summary,
      state: result.cancelled ? 'cancelled' : 'done',
      finished: isoTime(now()),
      total: figuresOf(definition.capital, result.equity, outcomes, result.exposedBars),
      weights: weightsLearned(ensemble, outcomes),
      ambiguousShare: result.positionBars > 0 ? result.ambiguousBars / result.positionBars : null,
      refusedEntries: result.refusedEntries,
    };
    await writeRun(workspace, summary);
    return { state: result.cancelled ? 'cancelled' : 'done', run: summary };
  } catch (error) {
    // Trades that have closed are kept, however the run failed; where it was their writing that failed, that is `error`.
    await writer.saved().catch(() => {});
    const problem = error instanceof Error ? error.message : String(error);
    await writeRun(workspace, { ...summary, state: 'failed', finished: isoTime(now()), problem });
    throw error;
  }
}

/** Bars made up for a demonstration say so in their file's name, and everything made from them says so too. */
const isSynthetic = (file: string) => /synthetic/i.test(file);

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const remedy = 'Name a definition that exists, such as backtests/mine.backtest.json';
    throw new InputError({ file }, `cannot be read: ${(error as Error).message}`, remedy);
  }
}

/** Two runs of one definition would archive each other's outcomes. */
async function refuseSecondRun(workspace: string, name: string, file: string): Promise<void> {
  const { runs } = await readRuns(workspace);
  const other = runs.find((run) => run.definition === name && isUnderWay(run));
  if (!other) return;
  throw new InputError({ file }, `is running already, as ${other.run}`, 'Wait for it to end, or cancel it');
}

/** Keeps the newest outcomes active. That an archive cannot be added to is told, and no reason for the run to fail. */
async function keepToCap(store: OutcomeStore, cap: number, note: (text: string) => void): Promise<void> {
  try {
    const moved = await archiveBeyond(store, cap);
    if (moved > 0) note(`${moved} outcomes, older than the newest ${cap}, moved to data/memory/archive`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    note(error.message);
  }
}

function ensembleOf(definition: Definition, signal: AbortSignal): Ensemble {
  const members = definition.providers.map(({ use, weight, parameters }) => {
    const rule = ruleNamed(use);
    if (!rule) throw new Error(`unchecked provider ${use}`);
    return { provider: new RuleProvider(use, rule, parameters), weight };
  });
  return new Ensemble(members, definition.quorum ?? Math.floor(members.length / 2) + 1, signal);
}

function snapshotOf(run: string, quarter: QuarterSummary, soFar: Measures): Snapshot {
  return {
    run,
    quarter: quarter.quarter,
    final_portfolio_value: quarter.finalEquity,
    total_return: quarter.totalReturn,
    sharpe_ratio: quarter.sharpe,
    max_drawdown: quarter.maxDrawdown,
    trade_statistics: { trades: quarter.trades, wins: quarter.wins, win_rate: quarter.winRate },
    weights: quarter.weights,
    so_far: { total_return: soFar.totalReturn, sharpe_ratio: soFar.sharpe, max_drawdown: soFar.maxDrawdown },
  };
}

function weightsLearned(ensemble: Ensemble, outcomes: readonly OutcomeRow[]): Record<string, number> {
  return learnWeights(ensemble.providers, new Map(Object.entries(providerPerformance(outcomes))));
}
