// One cheap rule on one symbol, for our engine and for the one beside it: the bars, the rule, and how both are timed.
import { randomNumbers } from '../../src/common/randomNumbers';
import { MINUTE } from '../../src/common/timeframe';
import { type Bars, emptyBars } from '../../src/market/bars';
import { median } from './report';

export const BARS = 1_000_000;
const REPEATS = 9;
/** Runs before the measured ones: both engines are compared warm, and V8 still compiles ours after four runs. */
const WARM_UPS = 12;
const START = Date.UTC(2020, 0, 1);
const LENGTHS = { fast: 10, slow: 50 };

export function randomWalk(symbol: string, count: number, seed: number): Bars {
  const bars = emptyBars(symbol, MINUTE, count);
  const random = randomNumbers(seed);
  let price = 100;
  for (let index = 0; index < count; index += 1) {
    bars.time[index] = START + index * MINUTE;
    bars.open[index] = price;
    price *= 1 + (random() - 0.5) * 0.002;
    bars.close[index] = price;
    bars.high[index] = Math.max(bars.open[index], price) * 1.0003;
    bars.low[index] = Math.min(bars.open[index], price) * 0.9997;
    bars.volume[index] = 1;
  }
  return bars;
}

/** The difference of a fast and a slow running average at each bar: the cheap rule of both engines. */
export function crossings({ close }: Bars): Float64Array {
  const gap = new Float64Array(close.length);
  let [fast, slow] = [0, 0];
  for (let index = 0; index < close.length; index += 1) {
    fast += close[index] - (index >= LENGTHS.fast ? close[index - LENGTHS.fast] : 0);
    slow += close[index] - (index >= LENGTHS.slow ? close[index - LENGTHS.slow] : 0);
    gap[index] = index < LENGTHS.slow ? 0 : fast / LENGTHS.fast - slow / LENGTHS.slow;
  }
  return gap;
}

/** The median time of `work` once warm, ms. */
export async function warmMedian(work: () => Promise<unknown> | unknown): Promise<number> {
  const times: number[] = [];
  for (let repeat = 0; repeat < WARM_UPS + REPEATS; repeat += 1) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return median(times.slice(WARM_UPS));
}
