import { costsFrom } from '../backtest/engine/costs';
import type { EngineResult } from '../backtest/engine/engine';
import type { BenchmarkCurves, Curve } from '../backtest/engine/equityCurve';
import { buyAndHold } from '../backtest/measures/buyAndHold';
import { type CostCase, costSensitivity } from '../backtest/measures/costSensitivity';
import { daysPerYear, measure, tradingDays } from '../backtest/measures/metrics';
import type { TakenDecisions } from '../backtest/measures/takenDecisions';
import type { Benchmark, RunSummary } from '../backtest/results/runSummary';
import { DAY } from '../common/timeframe';
import { DecisionLog } from '../decision/log/decisionLog';
import { type Play, playRun } from './playRun';
import type { Progress } from './process/protocol';
import { progressTeller } from './progressTeller';

export interface BenchmarkEvents {
  readonly signal: AbortSignal;
  progress(progress: Progress): void;
  /** How many trades of the run are on disk. */
  durable(): number;
}

/** What a run came to, and by which decisions. */
export interface Benchmarked {
  readonly result: EngineResult;
  readonly decisions: TakenDecisions;
}

/** Figures and curves of the benchmarks of a run, and what its decisions come to at higher costs. */
export interface Benchmarks {
  /** None where they were not played to their end. */
  readonly costs: readonly CostCase[];
  readonly figures: NonNullable<RunSummary['benchmarks']>;
  readonly curves: BenchmarkCurves;
}

/**
 * What a run is held against: the same span bought and held, and the same ensemble with equal weights. The latter
 * asks nobody: providers that are asked say again what they said in the run. Beside them, its decisions at higher costs.
 * @returns what concerns equal weights is null where it was cancelled.
 */
export async function benchmarksOf(
  play: Play,
  { result: played, decisions }: Benchmarked,
  { signal, progress, durable }: BenchmarkEvents,
): Promise<Benchmarks> {
  const { definition, bars } = play;
  const held = buyAndHold({
    bars,
    from: Date.parse(definition.from),
    to: Date.parse(definition.to) + DAY,
    capital: definition.capital,
    costs: costsFrom(definition.costs),
    quantityStep: definition.sizing.quantity_step,
  });
  const benchmark = (curve: Curve): Benchmark => {
    const { finalEquity, totalReturn, sharpe, maxDrawdown } = measure({
      start: definition.capital,
      curve,
      step: bars[0].step,
      trades: [],
      exposedBars: null,
      perYear: daysPerYear(bars),
      day: tradingDays(bars),
    });
    return { finalEquity, totalReturn, sharpe, maxDrawdown };
  };
  const { log } = await DecisionLog.open(play.log.file, 'replay');
  const teller = progressTeller(
    { run: play.run, definition, answers: 0, time: null, benchmark: true, durable },
    progress,
  );
  try {
    const events = { signal, now: () => 0, bar: teller.onBar };
    const { result } = await playRun({ ...play, log, learns: false }, events);
    const equalWeights = result.cancelled ? null : result.equity;
    const costs = await costSensitivity({ definition, bars, result: played, decisions, signal });
    return {
      costs: costs ?? [],
      figures: { buyAndHold: benchmark(held), equalWeights: equalWeights && benchmark(equalWeights) },
      curves: { buyAndHold: held, equalWeights },
    };
  } finally {
    teller.stop();
    await log.close();
  }
}
