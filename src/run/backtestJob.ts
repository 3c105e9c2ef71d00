import { costsFrom } from '../backtest/engine/costs';
import type { Curve } from '../backtest/engine/equityCurve';
import { costSensitivity } from '../backtest/measures/costSensitivity';
import { daysPerYear, measure, tradingDays } from '../backtest/measures/metrics';
import { readRuns, writeRun } from '../backtest/results/runFiles';
import type { Measures, QuarterSummary, RunSummary } from '../backtest/results/runSummary';
import { benchmarksCsv, equityCsv } from '../backtest/results/runTables';
import { isoTime } from '../common/calendar';
import { writeAtomic } from '../common/files/atomicFile';
import { logFile, runFile } from '../common/files/workspacePaths';
import { counted } from '../common/format';
import { InputError } from '../common/inputError';
import type { EditorModels } from '../decision/lm/editorModels';
import { EarlierReplies } from '../decision/log/earlierReplies';
import { OllamaClient } from '../decision/ollama/ollamaClient';
import type { OllamaHost } from '../decision/ollama/ollamaHost';
import { archiveBeyond } from '../memory/archive/quarterArchive';
import type { ClosedTrade } from '../memory/closedTrade';
import { performanceOf, symbolPerformance, writePerformance } from '../memory/performance';
import { type Snapshot, writeSnapshot } from '../memory/snapshot';
import type { OutcomeStore } from '../memory/store/outcomeStore';
import { OutcomeWriter } from '../memory/store/outcomeWriter';
import { tradesCsv } from '../memory/tradeTable';
import { benchmarksOf } from './benchmarks';
import { estimateOf, estimateText } from './estimate';
import { problemsOf } from './inputs/runInputs';
import { type OpenedRun, openFresh, openResumed } from './openRun';
import { playRun } from './playRun';
import type { RunEnd, RunnerEvents, RunTask } from './process/protocol';
import { progressTeller } from './progressTeller';

export interface BacktestJob {
  /** Absolute. */
  readonly workspace: string;
  readonly task: RunTask;
  /** Where models are asked. */
  readonly ollama: OllamaHost;
  /** The models of the editor that started it; left out without one. */
  readonly editor?: EditorModels;
  readonly events: RunnerEvents;
  readonly signal: AbortSignal;
  /** Wall clock, epoch ms. */
  readonly now: () => number;
}

/** What whoever reads the figures of such a run must know. */
const NOTES_SHOWN =
  'models were shown your notes on past trades, which were written when it was known how those ended: the results may have hindsight in them';

/** Runs a definition from its files to its files. Mistakes of the user come back as `failed`; bugs are thrown. */
export async function runBacktest(job: BacktestJob): Promise<RunEnd> {
  const notes: string[] = [];
  const note = (text: string) => {
    notes.push(text);
    job.events.log(text);
  };
  try {
    const { task, workspace, now } = job;
    const { editor = null, events } = job;
    const ollama = new OllamaClient(job.ollama);
    const opening = { workspace, now, note, ollama, editor, tell: events.log };
    const opened =
      task.kind === 'fresh'
        ? await openFresh(opening, task.definition)
        : await openResumed(opening, task.run);
    return await run(job, opened, notes, note);
  } catch (error) {
    return { state: 'failed', problems: problemsOf(error) };
  }
}

// biome-ignore lint/complexity/noExcessiveLinesPerFunction: what it records moves into a recorder of its own
async function run(
  job: BacktestJob,
  opened: OpenedRun,
  notes: readonly string[],
  note: (text: string) => void,
): Promise<RunEnd> {
  const { workspace, events, signal, now } = job;
  const { definition, market, name, store, included, log, kept, snapshots, context } = opened;
  const { run: id } = opened.summary;
  let summary: RunSummary = { ...opened.summary, notes: [...notes] };
  // An outcome leads to its decision in the log: that must be there first.
  const writer = new OutcomeWriter(store.folder, kept, () => log.flushed());
  const others = (await readRuns(workspace)).runs.filter((other) => other.run !== id);
  const estimate = estimateOf(definition, market.bars, context, others);
  if (estimate.answers > 0) events.estimate(estimateText(estimate));
  if (definition.memory.notes && estimate.answers > 0) note(NOTES_SHOWN);
  const teller = progressTeller(
    { run: id, definition, ...estimate, benchmark: false, durable: () => writer.count },
    events.progress,
  );
  const { step } = market.bars[0];
  const calendar = { perYear: daysPerYear(market.bars), day: tradingDays(market.bars), step };
  const figuresOf = (
    start: number,
    curve: Curve,
    trades: readonly ClosedTrade[],
    exposedBars: number | null,
  ) => measure({ start, curve, trades, exposedBars, ...calendar });
  try {
    const closedSoFar: ClosedTrade[] = [];
    const quarters: QuarterSummary[] = [];
    let quarterStart = 0;
    let exposedBefore = 0;
    const logs = others.map((other) => logFile(workspace, other.run));
    const earlier = definition.reuse
      ? await EarlierReplies.read(opened.providers, logs, signal, events.log)
      : null;
    const play = {
      run: id,
      name,
      context,
      definition,
      bars: market.bars,
      included,
      log,
      earlier,
      learns: true,
    };
    const { result, trades, weights, regret, failures, asked } = await playRun(play, {
      signal,
      now,
      asked: teller.onAsked,
      bar: teller.onBar,
      closed(closed) {
        writer.add(closed);
        closedSoFar.push(...closed);
      },
      async quarterEnded(quarter, curve, { overall, regimes }) {
        await writer.saved();
        const start = quarters.at(-1)?.finalEquity ?? definition.capital;
        const closed = closedSoFar.filter((trade) => trade.quarter === quarter);
        const figures = figuresOf(start, curve.from(quarterStart), closed, curve.exposedBars - exposedBefore);
        const own = { ...figures, quarter, weights: overall, regimeWeights: regimes };
        quarterStart = curve.length;
        exposedBefore = curve.exposedBars;
        quarters.push(own);
        const soFar = figuresOf(definition.capital, curve, closedSoFar, curve.exposedBars);
        summary = { ...summary, quarters: [...quarters] };
        await Promise.all([
          writeSnapshot(store.folder, snapshotOf(id, own, soFar), now(), snapshots.get(quarter)),
          writeRun(workspace, summary),
        ]);
      },
    });
    await writer.saved();
    await log.flushed();
    await Promise.all([
      writeAtomic(runFile(workspace, id, 'trades'), tradesCsv(trades)),
      writeAtomic(runFile(workspace, id, 'equity'), equityCsv(result.equity, step)),
    ]);
    await keepToCap(store, definition.memory.cap, note);
    await writePerformance(store);
    const state = result.cancelled ? 'cancelled' : 'done';
    const benchmarks = result.cancelled
      ? null
      : await benchmarksOf(play, { signal, progress: events.progress, durable: () => writer.count });
    if (benchmarks)
      await writeAtomic(runFile(workspace, id, 'benchmarks'), benchmarksCsv(benchmarks.curves, step));
    summary = {
      ...summary,
      state,
      finished: isoTime(now()),
      total: figuresOf(definition.capital, result.equity, trades, result.exposedBars),
      weights: weights.overall,
      regimeWeights: weights.regimes,
      regret,
      ambiguousShare: result.positionBars > 0 ? result.ambiguousBars / result.positionBars : null,
      refusedEntries: result.refusedEntries,
      failures,
      asked,
      tables: { symbols: symbolPerformance(trades), ...performanceOf(trades) },
      costs: costSensitivity(trades, costsFrom(definition.costs), definition.capital),
      benchmarks: benchmarks?.figures ?? null,
      log: log.end,
      notes: [...notes],
    };
    await writeRun(workspace, summary);
    return { state, run: summary };
  } catch (error) {
    // Trades that have closed are kept, however the run failed; where it was their writing that failed, that is `error`.
    await writer.saved().catch(() => {});
    const problem = error instanceof Error ? error.message : String(error);
    await writeRun(workspace, { ...summary, state: 'failed', finished: isoTime(now()), problem });
    throw error;
  } finally {
    teller.stop();
    await log.close();
  }
}

/** Keeps the newest outcomes active. That an archive cannot be added to is told, and no reason for the run to fail. */
async function keepToCap(store: OutcomeStore, cap: number, note: (text: string) => void): Promise<void> {
  try {
    const moved = await archiveBeyond(store, cap);
    if (moved > 0)
      note(`${counted(moved, 'outcome')}, older than the newest ${cap}, moved to data/memory/archive`);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    note(error.message);
  }
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
    weights_by_regime: quarter.regimeWeights,
    so_far: { total_return: soFar.totalReturn, sharpe_ratio: soFar.sharpe, max_drawdown: soFar.maxDrawdown },
  };
}
