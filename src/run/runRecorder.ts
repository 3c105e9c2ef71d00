import type { Curve, EquityCurve } from '../backtest/engine/equityCurve';
import { daysPerYear, measure, tradingDays } from '../backtest/measures/metrics';
import { failureShare } from '../backtest/results/failing';
import { writeRun } from '../backtest/results/runFiles';
import type {
  InterruptedSummary,
  Measures,
  QuarterSummary,
  RunningSummary,
  RunSummary,
} from '../backtest/results/runSummary';
import { benchmarksCsv, equityCsv } from '../backtest/results/runTables';
import { isoTime, type Quarter } from '../common/calendar';
import { writeAtomic } from '../common/files/atomicFile';
import { runFile } from '../common/files/workspacePaths';
import { counted } from '../common/format';
import { fileFault, InputError } from '../common/inputError';
import type { LearnedWeights } from '../decision/learning/learner';
import { archiveBeyond } from '../memory/archive/quarterArchive';
import type { ClosedTrade } from '../memory/closedTrade';
import { performanceOf, symbolPerformance, writePerformance } from '../memory/performance';
import { type Snapshot, writeSnapshot } from '../memory/snapshot';
import { OutcomeWriter } from '../memory/store/outcomeWriter';
import { tradesCsv } from '../memory/tradeTable';
import type { Benchmarks } from './benchmarks';
import type { OpenedRun } from './openRun';
import type { Played } from './playRun';

/** The workspace that a run is recorded in, and the run's notes. */
export interface Recording {
  /** Absolute. */
  readonly workspace: string;
  /** Wall clock, epoch ms. */
  now(): number;
  /** What the reader of the figures must know, as far as it was noted by now. */
  readonly notes: readonly string[];
  note(text: string): void;
}

/** Writes what a run leaves on disk: outcomes as trades close, a snapshot a quarter, run.json, and its tables at the end. */
export class RunRecorder {
  #summary: RunningSummary;
  readonly #writer: OutcomeWriter;
  readonly #trades: ClosedTrade[] = [];
  readonly #quarters: QuarterSummary[] = [];
  /** Bars of the curve, and exposed bars, that belong to quarters before the one that is played. */
  #quarterStart = 0;
  #exposedBefore = 0;
  /** Calendar that all figures of the run are measured by. */
  readonly #calendar: Pick<Parameters<typeof measure>[0], 'perYear' | 'day' | 'step'>;

  constructor(
    private readonly opened: OpenedRun,
    private readonly recording: Recording,
  ) {
    const { summary, store, kept, log, market } = opened;
    this.#summary = { ...summary, notes: [...recording.notes] };
    // An outcome leads to its decision in the log: the decision must be there first.
    this.#writer = new OutcomeWriter(store.folder, kept, () => log.flushed());
    const { bars } = market;
    this.#calendar = { perYear: daysPerYear(bars), day: tradingDays(bars), step: bars[0].step };
  }

  /** How many trades are on disk. */
  get durable(): number {
    return this.#writer.count;
  }

  /** Saves trades as they close. */
  closed(trades: readonly ClosedTrade[]): void {
    this.#writer.add(trades);
    this.#trades.push(...trades);
  }

  /** Records a quarter that has ended, once all its trades are on disk. @param curve of the run so far. */
  async quarterEnded(
    quarter: Quarter,
    curve: EquityCurve,
    { overall, regimes }: LearnedWeights,
  ): Promise<void> {
    const { workspace, now } = this.recording;
    const { definition, store, snapshots } = this.opened;
    await this.#writer.saved();
    const start = this.#quarters.at(-1)?.finalEquity ?? definition.capital;
    const closed = this.#trades.filter((trade) => trade.quarter === quarter);
    const exposedBars = curve.exposedBars - this.#exposedBefore;
    const figures = this.figuresOf(start, curve.from(this.#quarterStart), closed, exposedBars);
    // A ratio of so few days is told with its interval, or not at all.
    const sharpe = figures.sharpeInterval ? figures.sharpe : null;
    const own = { ...figures, sharpe, quarter, weights: overall, regimeWeights: regimes };
    this.#quarterStart = curve.length;
    this.#exposedBefore = curve.exposedBars;
    this.#quarters.push(own);
    const soFar = this.figuresOf(definition.capital, curve, this.#trades, curve.exposedBars);
    const summary = { ...this.#summary, quarters: [...this.#quarters] };
    await Promise.all([
      writeSnapshot(store.folder, snapshotOf(summary.run, own, soFar), now(), snapshots.get(quarter)),
      writeRun(workspace, summary),
    ]);
    // Only what could be written: a run that fails is recorded with it.
    this.#summary = summary;
  }

  /** Writes the tables of a run that has been played, and keeps memory to its cap. */
  async played({ result, trades }: Played): Promise<void> {
    const { workspace } = this.recording;
    const { store, log, summary } = this.opened;
    await this.#writer.saved();
    await log.flushed();
    await Promise.all([
      writeAtomic(runFile(workspace, summary.run, 'trades'), tradesCsv(trades)),
      writeAtomic(runFile(workspace, summary.run, 'equity'), equityCsv(result.equity, this.#calendar.step)),
    ]);
    await this.keepToCap();
    await writePerformance(store);
  }

  /** Records a run that is over. @param benchmarks null where the run was cancelled. */
  async ended(played: Played, benchmarks: Benchmarks | null): Promise<RunSummary> {
    const { workspace } = this.recording;
    const results = this.resultsOf(played);
    const summary: RunSummary = benchmarks
      ? {
          ...this.#summary,
          ...results,
          state: 'done',
          costs: [...benchmarks.costs],
          benchmarks: benchmarks.figures,
        }
      : { ...this.#summary, ...results, state: 'cancelled', costs: [], benchmarks: null };
    if (benchmarks) {
      const csv = benchmarksCsv(benchmarks.curves, this.#calendar.step);
      await writeAtomic(runFile(workspace, summary.run, 'benchmarks'), csv);
    }
    await writeRun(workspace, summary);
    return summary;
  }

  /** Records that a run failed. Trades that have closed are kept, however it failed. */
  async failed(error: unknown): Promise<void> {
    const { workspace, now } = this.recording;
    // A failure to write them is `error` itself.
    await this.#writer.saved().catch(() => {});
    const { message: problem } =
      fileFault(error) ?? (error instanceof Error ? error : new Error(String(error)));
    await writeRun(workspace, { ...this.#summary, state: 'failed', finished: isoTime(now()), problem });
  }

  /** Records that a provider's host ended the run. @param problem names both, in the host's own words. */
  async interrupted(problem: string): Promise<InterruptedSummary> {
    const { workspace, now, notes } = this.recording;
    await this.#writer.saved();
    const summary: InterruptedSummary = {
      ...this.#summary,
      state: 'interrupted',
      finished: isoTime(now()),
      notes: [...notes],
      problem,
    };
    await writeRun(workspace, summary);
    return summary;
  }

  private resultsOf({ result, trades, weights, regret, failures, asked }: Played) {
    const { definition, log } = this.opened;
    return {
      finished: isoTime(this.recording.now()),
      total: this.figuresOf(definition.capital, result.equity, trades, result.exposedBars),
      weights: weights.overall,
      regimeWeights: weights.regimes,
      regret,
      ambiguousShare: result.positionBars > 0 ? result.ambiguousBars / result.positionBars : null,
      refusedEntries: result.refusedEntries,
      refusals: result.refusals,
      failures,
      asked: withShares(asked),
      tables: { symbols: symbolPerformance(trades), ...performanceOf(trades) },
      log: log.end,
      notes: [...this.recording.notes],
    };
  }

  private figuresOf(
    start: number,
    curve: Curve,
    trades: readonly ClosedTrade[],
    exposedBars: number | null,
  ): Measures {
    return measure({ start, curve, trades, exposedBars, ...this.#calendar });
  }

  /** Keeps the newest outcomes active. That an archive cannot be added to is noted, and no reason for the run to fail. */
  private async keepToCap(): Promise<void> {
    const { store, definition } = this.opened;
    const { cap } = definition.memory;
    try {
      const moved = await archiveBeyond(store, cap);
      if (moved > 0)
        this.recording.note(
          `${counted(moved, 'outcome')}, older than the newest ${cap}, moved to data/memory/archive`,
        );
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.recording.note(error.message);
    }
  }
}

function withShares(asked: Played['asked']): RunSummary['asked'] {
  return Object.fromEntries(
    Object.entries(asked).map(([id, record]) => [id, { ...record, failure_share: failureShare(record) }]),
  );
}

function snapshotOf(run: string, quarter: QuarterSummary, soFar: Measures): Snapshot {
  return {
    run,
    quarter: quarter.quarter,
    final_portfolio_value: quarter.finalEquity,
    total_return: quarter.totalReturn,
    sharpe_ratio: quarter.sharpe,
    sharpe_interval: quarter.sharpeInterval ?? null,
    max_drawdown: quarter.maxDrawdown,
    trade_statistics: { trades: quarter.trades, wins: quarter.wins, win_rate: quarter.winRate },
    weights: quarter.weights,
    weights_by_regime: quarter.regimeWeights,
    so_far: {
      total_return: soFar.totalReturn,
      sharpe_ratio: soFar.sharpe,
      sharpe_interval: soFar.sharpeInterval ?? null,
      max_drawdown: soFar.maxDrawdown,
    },
  };
}
