import { isoTime } from '../../common/calendar';
import { InputError } from '../../common/inputError';
import { timeframeName } from '../../common/timeframe';
import type { Bars } from '../../market/bars';

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

/**
 * The clock: the union of the symbols' calendars in [from, to), epoch ms, strictly rising. One symbol's is a view on
 * its own times.
 */
export function clockOf(bars: readonly Bars[], from: number, to: number): Float64Array {
  const calendars = bars.map(({ time }) => time.subarray(firstAt(time, from), firstAt(time, to)));
  const [first = new Float64Array(), ...others] = calendars;
  return others.reduce((clock, calendar) => union(clock, calendar), first);
}

/** Index of the first bar that opens at or after `time`. */
export function firstBarAt(bars: Bars, time: number): number {
  return firstAt(bars.time, time);
}

/** Index of the first of strictly rising times that is not before `time`; their number where all are. */
export function firstAt(times: Float64Array, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The times that are in either of two strictly rising columns, strictly rising. */
function union(one: Float64Array, other: Float64Array): Float64Array {
  const both = new Float64Array(one.length + other.length);
  let count = 0;
  for (let i = 0, j = 0; i < one.length || j < other.length; count += 1) {
    const a = i < one.length ? one[i] : Number.POSITIVE_INFINITY;
    const b = j < other.length ? other[j] : Number.POSITIVE_INFINITY;
    both[count] = a < b ? a : b;
    if (a <= b) i += 1;
    if (b <= a) j += 1;
  }
  return both.subarray(0, count);
}
