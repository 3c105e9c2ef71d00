import { type Bars, emptyBars, sliceBars } from './bars';

/**
 * Puts bars together into longer ones, aligned to UTC: open of the first, highest high, lowest low, close of the last,
 * volumes added. A longer bar exists where any of its parts does.
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
