import { ADX, ATR, EMA, RSI, WSMA } from 'trading-signals';
import type { Bars } from './bars';

type Measure = (bars: Bars, length: number) => Float64Array;

/**
 * The indicators, each a column with one value a bar. A value depends on its own bar and earlier bars only; it is NaN
 * while the indicator warms up.
 */
const MEASURES = {
  ema({ close }, length) {
    const average = new EMA(length);
    return eachBar(close.length, (index) => {
      const value = average.add(close[index]);
      // The library gives values from the first price on: an average of fewer prices than its length does not count.
      return index < length - 1 ? null : value;
    });
  },
  sma: ({ close }, length) => meanOfPast(close, length),
  /** Standard deviation of the closes, of the whole population. */
  deviation: ({ close }, length) => deviationOfPast(close, length),
  /** Average true range with Wilder's smoothing. */
  atr({ high, low, close }, length) {
    const range = new ATR(length, WSMA);
    return eachBar(close.length, (at) => range.add({ high: high[at], low: low[at], close: close[at] }));
  },
  /** 0 to 100; 100 where no close fell. */
  rsi({ close }, length) {
    const strength = new RSI(length, WSMA);
    return eachBar(close.length, (at) => strength.add(close[at]));
  },
  /** 0 to 100; 0 in a market that does not move. */
  adx({ high, low, close }, length) {
    const direction = new ADX(length, WSMA);
    return eachBar(close.length, (at) => {
      const value = direction.add({ high: high[at], low: low[at], close: close[at] });
      return value !== null && Number.isNaN(value) ? 0 : value;
    });
  },
  highest: ({ high }, length) => extremeOfPast(high, length, 1),
  lowest: ({ low }, length) => extremeOfPast(low, length, -1),
} satisfies Record<string, Measure>;

export type Indicator = keyof typeof MEASURES;

/** Columns measured so far, shared by rules and situations, and by a run and its benchmarks. */
const measured = new WeakMap<Bars, Map<string, Float64Array>>();

/** Gives an indicator over all bars. Each is measured once for the same bars. @param length in bars. */
export function indicatorOf(bars: Bars, indicator: Indicator, length: number): Float64Array {
  let columns = measured.get(bars);
  if (!columns) {
    columns = new Map();
    measured.set(bars, columns);
  }
  const name = `${indicator} ${length}`;
  let column = columns.get(name);
  if (!column) {
    column = MEASURES[indicator](bars, length);
    columns.set(name, column);
  }
  return column;
}

function eachBar(count: number, measure: (index: number) => number | null): Float64Array {
  const column = new Float64Array(count);
  for (let index = 0; index < count; index += 1) column[index] = measure(index) ?? Number.NaN;
  return column;
}

/**
 * Means over the past `length` values, NaN where one of these is. Each mean sums its values again: the rounding errors of
 * a running sum would add up.
 */
export function meanOfPast(values: Float64Array, length: number): Float64Array {
  const means = new Float64Array(values.length).fill(Number.NaN);
  for (let index = length - 1; index < values.length; index += 1) {
    let sum = 0;
    for (let past = index - length + 1; past <= index; past += 1) sum += values[past];
    means[index] = sum / length;
  }
  return means;
}

function deviationOfPast(values: Float64Array, length: number): Float64Array {
  const deviations = meanOfPast(values, length);
  for (let index = length - 1; index < values.length; index += 1) {
    const mean = deviations[index];
    let squares = 0;
    for (let past = index - length + 1; past <= index; past += 1) {
      const difference = values[past] - mean;
      squares += difference * difference;
    }
    deviations[index] = Math.sqrt(squares / length);
  }
  return deviations;
}

/**
 * Largest (`sign` 1) or smallest (−1) of the past `length` values, for each value. A queue holds the values that no later
 * value exceeds, so each value enters and leaves it once: Lemire, Streaming maximum-minimum filter (2006).
 */
function extremeOfPast(values: Float64Array, length: number, sign: 1 | -1): Float64Array {
  const extremes = new Float64Array(values.length).fill(Number.NaN);
  const queue = new Int32Array(values.length);
  let first = 0;
  let end = 0;
  for (let index = 0; index < values.length; index += 1) {
    while (end > first && sign * (values[index] - values[queue[end - 1]]) >= 0) end -= 1;
    queue[end] = index;
    end += 1;
    if (queue[first] <= index - length) first += 1;
    if (index >= length - 1) extremes[index] = values[queue[first]];
  }
  return extremes;
}
