import { type Bars, emptyBars, sliceBars } from './bars';

/**
 * Joins bars into longer bars, aligned to UTC: first open, highest high, lowest low, last close, sum of volumes. A longer
 * bar exists if any of its parts exists.
 * @param step a multiple of the bars' own step, ms.
 */
export function resample(bars: Bars, step: number): Bars {
  if (step === bars.step) return bars;
  const longer = emptyBars(bars.symbol, step, bars.time.length);
  let count = 0;
  for (let index = 0; index < bars.time.length; index += 1) {
    const time = Math.floor(bars.time[index] / step) * step;
    if (count === 0 || longer.time[count - 1] !== time) {
      longer.time[count] = time;
      longer.open[count] = bars.open[index];
      longer.high[count] = bars.high[index];
      longer.low[count] = bars.low[index];
      longer.volume[count] = bars.volume[index];
      count += 1;
    } else {
      longer.high[count - 1] = Math.max(longer.high[count - 1], bars.high[index]);
      longer.low[count - 1] = Math.min(longer.low[count - 1], bars.low[index]);
      longer.volume[count - 1] += bars.volume[index];
    }
    longer.close[count - 1] = bars.close[index];
  }
  return sliceBars(longer, 0, count);
}
