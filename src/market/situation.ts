import { ADX, ATR, BollingerBands, EMA, RSI, SMA, WSMA } from 'trading-signals';
import type { Bars } from './bars';
import { type Regime, regimeOf } from './regime';

/**
 * What is measured of a market at a bar's close, each made comparable across symbols and years.
 * Lengths are in bars; ATR is ATR(14).
 */
export const SITUATION_FEATURES = [
  'trend', // (EMA20 − EMA50) / ATR
  'momentum_fast', // (close − close 10 bars ago) / (ATR·√10)
  'momentum_slow', // (close − close 50 bars ago) / (ATR·√50)
  'volatility', // ATR / close, percent
  'volatility_ratio', // ATR/close over its mean of the past 100 bars
  'range_position', // 0 at the 50-bar low, 1 at the 50-bar high
  'rsi', // RSI14, 0 to 100
  'bollinger', // (close − SMA20) / standard deviation of 20
  'adx', // ADX14, 0 to 100
] as const;
export type SituationFeature = (typeof SITUATION_FEATURES)[number];

/** The situation at every bar, one column a feature; NaN (regime: null) while it warms up. */
export interface Situations {
  readonly features: Readonly<Record<SituationFeature, Float64Array>>;
  regime(index: number): Regime | null;
}

const FAST_MOMENTUM = 10;
const SLOW_MOMENTUM = 50;
const RANGE = 50;

/** Of bars that were measured: a run and its benchmark go over the same ones. */
const measured = new WeakMap<Bars, Situations>();

/** Measures every bar once, in order, so that nothing depends on a later bar. A market that does not move is neutral. */
export function situationsOf(bars: Bars): Situations {
  const before = measured.get(bars);
  if (before) return before;
  const situations = measure(bars);
  measured.set(bars, situations);
  return situations;
}

function measure(bars: Bars): Situations {
  const count = bars.time.length;
  const features = Object.fromEntries(
    SITUATION_FEATURES.map((feature) => [feature, new Float64Array(count).fill(Number.NaN)]),
  ) as Record<SituationFeature, Float64Array>;
  const fast = new EMA(20);
  const slow = new EMA(50);
  const atr = new ATR(14, WSMA);
  const usual = new SMA(100);
  const rsi = new RSI(14, WSMA);
  const bands = new BollingerBands(20, 1);
  const adx = new ADX(14, WSMA);

  for (let index = 0; index < count; index += 1) {
    const close = bars.close[index];
    const candle = { high: bars.high[index], low: bars.low[index], close };
    fast.add(close);
    slow.add(close);
    rsi.add(close);
    bands.add(close);
    adx.add(candle);
    const range = atr.add(candle);
    if (range === null) continue;
    usual.add(range / close);
    const mean = usual.getResult();
    const band = bands.getResult();
    const strength = rsi.getResult();
    const direction = adx.getResult();
    if (mean === null || band === null || strength === null || direction === null) continue;

    const perAtr = (distance: number, length: number) =>
      range > 0 ? distance / (range * Math.sqrt(length)) : 0;
    const [low, high] = rangeOf(bars, index);
    const deviation = band.upper - band.middle;
    features.trend[index] = perAtr(fast.getResultOrThrow() - slow.getResultOrThrow(), 1);
    features.momentum_fast[index] = perAtr(close - bars.close[index - FAST_MOMENTUM], FAST_MOMENTUM);
    features.momentum_slow[index] = perAtr(close - bars.close[index - SLOW_MOMENTUM], SLOW_MOMENTUM);
    features.volatility[index] = (100 * range) / close;
    features.volatility_ratio[index] = mean > 0 ? range / close / mean : 1;
    features.range_position[index] = high > low ? (close - low) / (high - low) : 0.5;
    features.rsi[index] = strength;
    features.bollinger[index] = deviation > 0 ? (close - band.middle) / deviation : 0;
    features.adx[index] = Number.isNaN(direction) ? 0 : direction;
  }
  return { features, regime: (index) => regimeOf(features.adx[index], features.volatility_ratio[index]) };
}

/** Lowest low and highest high of the past 50 bars, this one included. */
function rangeOf({ high, low }: Bars, index: number): [number, number] {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let past = index - RANGE + 1; past <= index; past += 1) {
    if (low[past] < lowest) lowest = low[past];
    if (high[past] > highest) highest = high[past];
  }
  return [lowest, highest];
}
