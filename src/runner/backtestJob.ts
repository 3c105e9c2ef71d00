import { mkdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { checkDefinition } from '../backtest/checkDefinition';
import { firstBarAt, requireOneGrid } from '../backtest/clock';
import type { Definition } from '../backtest/definition';
import { runEngine } from '../backtest/engine';
import { daysPerYear, type MarkedBar, measure, tradingDays } from '../backtest/metrics';
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
import { readBarFile } from '../market/barFile';
import type { Bars } from '../market/bars';
import { isoTime, type Quarter, quarterOf } from '../market/calendar';
import { describeGaps } from '../market/gaps';
import { InputError } from '../market/inputError';
import { DAY, TIMEFRAMES } from '../market/timeframe';
import { archiveOutcomes, loadArchivedRun, outcomesOfDefinition } from '../memory/archive';
import { loadOutcomes, quarantine, removeStaleTemporaries, saveOutcomes } from '../memory/memoryFolder';
import { MemoryView } from '../memory/memoryView';
import type { Outcome } from '../memory/outcome';
import { providerPerformance, writePerformance } from '../memory/performance';
import { type Snapshot, writeSnapshot } from '../memory/snapshot';
import { problemOf, type RunEnd, type RunnerEvents } from './protocol';

const PROGRESS_EVERY = 100;
const YIELD_EVERY = 20;
const TEMPORARY_AGE = 60_000;

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
  const bars = await readMarket(job, definition, note);
  const memory = join(workspace, 'data', 'memory');
  const included = await openMemory(memory, name, definition, definitionFile, now(), note);

  const id = await claimRun(workspace, name, now());
  const synthetic = definition.symbols.some(({ file }) => isSynthetic(file));
  const { refresh, include } = definition.memory;
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
  try {
    const view = new MemoryView({ run: id, refresh, include }, included);
    const ensemble = ensembleOf(definition, signal);
    const learn = () => {
      ensemble.multipliers = weightsLearned(ensemble, view.known);
    };
    const outcomes: Outcome[] = [];
    const quarters: QuarterSummary[] = [];
    const curve: MarkedBar[] = [];
    const tell = progressTeller(job, id, definition);
    const { step } = bars[0];
    const calendar = { perYear: daysPerYear(bars), day: tradingDays(bars), step };
    const figuresOf = (
      start: number,
      part: readonly MarkedBar[],
      closed: readonly Outcome[],
      exposedBars: number | null,
    ) => measure({ start, curve: part, pnls: closed.map(({ pnl }) => pnl), exposedBars, ...calendar });

    const result = await runEngine({
      run: id,
      definition,
      bars,
      signal,
      decide(request) {
        if (view.moveTo(request.time, quarterOf(request.time - step))) learn();
        return ensemble.decide(request);
      },
      recall: ({ situation, regime, time }) =>
        situation
          ? view.index
              .search({ features: situation, regime, action: null, time }, definition.memory.neighbours)
              .map(({ outcome, score }) => ({ outcome, similarity: score }))
          : [],
      async onClosed(trades) {
        const closed = trades.map((trade) => outcomeOf(trade, id, name, synthetic ? ['synthetic'] : []));
        await saveOutcomes(memory, closed);
        outcomes.push(...closed);
        view.add(closed);
        for (const outcome of closed) events.closed(outcome);
      },
      onBar(point, trades) {
        curve.push(point);
        return tell(point, trades);
      },
      async onQuarterEnd(quarter) {
        const start = quarters.at(-1)?.finalEquity ?? definition.capital;
        const part = curve.filter(({ time }) => quarterOf(time) === quarter);
        const closed = outcomes.filter((outcome) => outcome.quarter === quarter);
        const own = { ...figuresOf(start, part, closed, null), quarter, weights: ensemble.multipliers };
        quarters.push(own);
        const soFar = figuresOf(definition.capital, curve, outcomes, null);
        await writeSnapshot(memory, snapshotOf(id, own, soFar), now());
        summary = { ...summary, quarters: [...quarters] };
        await writeRun(workspace, summary);
      },
    });

    const folder = runFolder(workspace, id);
    await writeFileAtomic(join(folder, 'trades.csv'), tradesCsv(outcomes));
    await writeFileAtomic(join(folder, 'equity.csv'), equityCsv(result.equity, step));
    await writePerformance(memory, (await loadOutcomes(memory)).outcomes);
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

/** Reads all symbols' bars; says what is missing in them. */
async function readMarket(
  job: BacktestJob,
  definition: Definition,
  note: (text: string) => void,
): Promise<Bars[]> {
  const step = TIMEFRAMES[definition.timeframe];
  const files = await Promise.all(
    definition.symbols.map(({ symbol, file }) =>
      readBarFile(resolve(job.workspace, file), { symbol, step, now: job.now() }),
    ),
  );
  const from = Date.parse(definition.from);
  const to = Date.parse(definition.to) + DAY;
  files.forEach(({ bars, droppedBar }, index) => {
    if (droppedBar !== null)
      note(`${bars.symbol}: the last bar, ${isoTime(droppedBar)}, is unfinished and was left out`);
    const gaps = describeGaps(bars);
    if (gaps) note(gaps);
    if (firstBarAt(bars, from) < firstBarAt(bars, to)) return;
    const file = resolve(job.workspace, definition.symbols[index].file);
    const problem = `has no bars of ${bars.symbol} from ${definition.from} to ${definition.to}`;
    throw new InputError(
      { file },
      problem,
      'Change "from" and "to" in the definition, or name a file with those bars',
    );
  });
  const bars = files.map((file) => file.bars);
  requireOneGrid(bars, job.definitionFile);
  return bars;
}

/**
 * Readies the memory folder for a fresh run of a definition: damaged files are set aside, the outcomes of its earlier
 * runs are archived.
 * @returns the outcomes of the runs that the definition includes.
 */
async function openMemory(
  folder: string,
  name: string,
  definition: Definition,
  file: string,
  now: number,
  note: (text: string) => void,
): Promise<Outcome[]> {
  await mkdir(folder, { recursive: true });
  await removeStaleTemporaries(folder, TEMPORARY_AGE, now);
  const { outcomes, damaged } = await loadOutcomes(folder);
  for (const message of await quarantine(folder, damaged)) note(message);
  await archiveOutcomes(folder, outcomesOfDefinition(outcomes, name));
  const included: Outcome[] = [];
  for (const run of definition.memory.include) {
    const active = outcomes.filter(({ run_id }) => run_id === run);
    const found = active.length > 0 ? active : (await loadArchivedRun(folder, run)).outcomes;
    if (found.length === 0) {
      throw new InputError(
        { file },
        `"memory.include" names the run ${run}, which has no outcomes`,
        'Name a run that has',
      );
    }
    included.push(...found);
  }
  return included;
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

function weightsLearned(ensemble: Ensemble, outcomes: readonly Outcome[]): Record<string, number> {
  return learnWeights(ensemble.providers, new Map(Object.entries(providerPerformance(outcomes))));
}

/** Tells progress at most ten times a second, and lets messages in (cancel among them) every 20 ms. */
function progressTeller(
  { events }: BacktestJob,
  run: string,
  definition: Definition,
): (point: { time: number; equity: number }, trades: number) => Promise<void> | undefined {
  const from = Date.parse(definition.from);
  const span = Date.parse(definition.to) + DAY - from;
  const started = performance.now();
  let told = 0;
  let yielded = started;
  return ({ time, equity }, trades) => {
    const clock = performance.now();
    if (clock - told >= PROGRESS_EVERY) {
      told = clock;
      const done = (time - from) / span;
      const quarter: Quarter = quarterOf(time);
      const timeLeft = done > 0.01 ? ((clock - started) / done) * (1 - done) : null;
      events.progress({ run, quarter, time, done, trades, equity, timeLeft });
    }
    if (clock - yielded < YIELD_EVERY) return undefined;
    yielded = clock;
    return new Promise((resume) => setImmediate(resume));
  };
}
