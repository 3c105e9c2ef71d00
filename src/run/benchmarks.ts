import { costsFrom } from '../backtest/engine/costs';
import type { BenchmarkCurves, Curve } from '../backtest/engine/equityCurve';
import { buyAndHold } from '../backtest/measures/buyAndHold';
import { daysPerYear, measure, tradingDays } from '../backtest/measures/metrics';
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

/** Figures and curves of the benchmarks of a run. */
export interface Benchmarks {
  readonly figures: NonNullable<RunSummary['benchmarks']>;
  readonly curves: BenchmarkCurves;
}

/**
 * What a run is held against: the same span bought and held, and the same ensemble with equal weights. The latter
 * asks nobody: providers that are asked say again what they said in the run.
 * @returns what concerns equal weights is null where it was cancelled.
 */
export async function benchmarksOf(
  play: Play,
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
    return {
      figures: { buyAndHold: benchmark(held), equalWeights: equalWeights && benchmark(equalWeights) },
      curves: { buyAndHold: held, equalWeights },
    };
  } finally {
    teller.stop();
    await log.close();
  }
}
