import type { Bars } from './bars';
import { indicatorOf, meanOfPast } from './indicators';
import { type Regime, regimeOf } from './regime';
import { SITUATION_FEATURES, type SituationFeature } from './situationFeatures';

/** The situation at every bar: one column a feature, NaN (regime: null) while indicators warm up. */
export interface Situations {
  readonly features: Readonly<Record<SituationFeature, Float64Array>>;
  regime(index: number): Regime | null;
}

const FAST_MOMENTUM = 10;
const SLOW_MOMENTUM = 50;
const RANGE = 50;
const USUAL = 100;

/** Situations measured so far, shared by a run and its benchmarks. */
const measured = new WeakMap<Bars, Situations>();

/**
 * Measures the situation at every bar, once for the same bars. No value depends on a later bar. A market that does not
 * move has neutral values.
 */
export function situationsOf(bars: Bars): Situations {
  const before = measured.get(bars);
  if (before) return before;
  const situations = measure(bars);
  measured.set(bars, situations);
  return situations;
}

function measure(bars: Bars): Situations {
  const { close } = bars;
  const count = close.length;
  const features = Object.fromEntries(
    SITUATION_FEATURES.map((feature) => [feature, new Float64Array(count).fill(Number.NaN)]),
  ) as Record<SituationFeature, Float64Array>;
  const fast = indicatorOf(bars, 'ema', 20);
  const slow = indicatorOf(bars, 'ema', 50);
  const atr = indicatorOf(bars, 'atr', 14);
  const strength = indicatorOf(bars, 'rsi', 14);
  const middle = indicatorOf(bars, 'sma', 20);
  const deviation = indicatorOf(bars, 'deviation', 20);
  const direction = indicatorOf(bars, 'adx', 14);
  const highest = indicatorOf(bars, 'highest', RANGE);
  const lowest = indicatorOf(bars, 'lowest', RANGE);
  const relative = atr.map((range, index) => range / close[index]);
  const usual = meanOfPast(relative, USUAL);

  for (let index = 0; index < count; index += 1) {
    // This mean warms up slowest: with it, all features are known.
    if (Number.isNaN(usual[index])) continue;
    const range = atr[index];
    const perAtr = (distance: number, length: number) =>
      range > 0 ? distance / (range * Math.sqrt(length)) : 0;
    const [low, high] = [lowest[index], highest[index]];
    const upper = middle[index] + deviation[index];
    const band = upper - middle[index];
    features.trend[index] = perAtr(fast[index] - slow[index], 1);
    features.momentum_fast[index] = perAtr(close[index] - close[index - FAST_MOMENTUM], FAST_MOMENTUM);
    features.momentum_slow[index] = perAtr(close[index] - close[index - SLOW_MOMENTUM], SLOW_MOMENTUM);
    features.volatility[index] = (100 * range) / close[index];
    features.volatility_ratio[index] = usual[index] > 0 ? relative[index] / usual[index] : 1;
    features.range_position[index] = high > low ? (close[index] - low) / (high - low) : 0.5;
    features.rsi[index] = strength[index];
    features.bollinger[index] = band > 0 ? (close[index] - middle[index]) / band : 0;
    features.adx[index] = direction[index];
  }
  return { features, regime: (index) => regimeOf(features.adx[index], features.volatility_ratio[index]) };
}
