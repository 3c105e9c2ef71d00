import { dayOf } from '../common/calendar';
import { DAY } from '../common/timeframe';
import { type Bars, emptyBars, sliceBars } from './bars';

/**
 * Joins bars into longer bars: first open, highest high, lowest low, last close, sum of volumes. A longer bar exists if
 * any of its parts exists, and holds none that ends after it: buckets are aligned to UTC, or to the sessions' first bars
 * where those open off the bars' own UTC grid (13:30 of hourly bars).
 * @param step a multiple of the bars' own step, ms.
 */
export function resample(bars: Bars, step: number): Bars {
  if (step === bars.step) return bars;
  const longer = emptyBars(bars.symbol, step, bars.time.length);
  const phase = phaseOf(bars, step);
  let count = 0;
  for (let index = 0; index < bars.time.length; index += 1) {
    const time = Math.floor((bars.time[index] - phase) / step) * step + phase;
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

/** How far after midnight UTC, modulo `step`, longer bars begin, ms. */
function phaseOf({ time, step: own }: Bars, step: number): number {
  if (step >= DAY || time.length === 0 || time[0] % own === 0) return 0;
  const starts = new Map<number, number>();
  for (let index = 0; index < time.length; index += 1) {
    if (index > 0 && dayOf(time[index]) === dayOf(time[index - 1])) continue;
    const start = time[index] % step;
    starts.set(start, (starts.get(start) ?? 0) + 1);
  }
  // One phase for the whole file: all symbols of a run share one grid, in summer and in winter.
  const [[commonest]] = [...starts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return commonest;
}
