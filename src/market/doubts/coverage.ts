import { isoTime } from '../../common/calendar';
import { DAY } from '../../common/timeframe';
import type { Bars } from '../bars';

/** How long after a range's begin bars may begin, and before its end they may end: weekends and holidays, ms. */
const SLACK = 5 * DAY;

/**
 * Tells in one line for people what of [from, to) the bars do not cover; null where they cover it up to a few days.
 * @param range.now wall clock: what lies after it is not missing. Times are epoch ms.
 */
export function describeCoverage(
  { symbol, time, step }: Bars,
  { from, to, now }: { from: number; to: number; now: number },
): string | null {
  const first = time[0];
  const last = time[time.length - 1] + step;
  const end = Math.min(to, now);
  const missing = [
    ...(first > from + SLACK ? [`${dateOf(from)} to ${dateOf(first - 1)}`] : []),
    ...(last < end - SLACK ? [`${dateOf(last)} to ${dateOf(end - 1)}`] : []),
  ];
  if (missing.length === 0) return null;
  return `${symbol}: there are bars from ${dateOf(first)} to ${dateOf(last - 1)} only; missing: ${missing.join(' and ')}`;
}

const dateOf = (time: number) => isoTime(time).slice(0, 10);
