import type { Bars } from '../market/bars';
import { isoTime } from '../market/calendar';
import { InputError } from '../market/inputError';
import { timeframeName } from '../market/timeframe';

/**
 * All symbols of a run must share one bar grid: the same step, and times that differ by whole steps.
 * @throws InputError that names the first symbol off the grid.
 */
export function requireOneGrid(bars: readonly Bars[], definitionFile: string): void {
  const [first, ...others] = bars;
  for (const other of others) {
    if (other.step === first.step && (other.time[0] - first.time[0]) % first.step === 0) continue;
    throw new InputError(
      { file: definitionFile },
      `${other.symbol} has ${timeframeName(other.step)} bars that start at ${isoTime(other.time[0])}, off the grid of ${first.symbol} (${timeframeName(first.step)} from ${isoTime(first.time[0])})`,
      'Give all symbols bars of one length that open at the same times',
    );
  }
}

/** Index of the first bar that opens at or after `time`. */
export function firstBarAt(bars: Bars, time: number): number {
  let low = 0;
  let high = bars.time.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bars.time[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
