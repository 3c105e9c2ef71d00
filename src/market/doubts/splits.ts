import { isoTime } from '../../common/calendar';
import type { Bars } from '../bars';

/** The ratios of most splits and, inverted, of most reverse splits. */
const RATIOS = [2, 3, 4, 5, 10, 20];
/** How far from such a ratio two closes may be, as a fraction of the ratio: the price moved that day too. */
const TOLERANCE = 0.02;

/** Tells in one line for people which closes look like splits that the prices were not adjusted for; null for none. */
export function describeSplits({ symbol, time, close }: Bars): string | null {
  const found: string[] = [];
  for (let index = 1; index < close.length; index += 1) {
    const ratio = splitRatio(close[index], close[index - 1]);
    if (ratio !== null) found.push(`the close of ${isoTime(time[index])} is ${ratio} the one before`);
  }
  if (found.length === 0) return null;
  const more = found.length > 1 ? ` (the first of ${found.length} such closes)` : '';
  return `${symbol}: ${found[0]}${more}: likely a split that the prices are not adjusted for`;
}

/** The ratio of two closes in words, where splits have it. */
function splitRatio(close: number, before: number): string | null {
  const ratio = RATIOS.find((one) => isNear(close / before, one) || isNear(before / close, one));
  if (ratio === undefined) return null;
  return close > before ? `${ratio} times` : `1/${ratio} of`;
}

const isNear = (value: number, ratio: number) => Math.abs(value / ratio - 1) <= TOLERANCE;
