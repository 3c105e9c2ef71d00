import { isoTime } from '../common/calendar';
import { counted } from '../common/counted';
import { DAY, HOUR } from '../common/timeframe';
import type { Bars } from './bars';

/** Bars that are missing between two that are there: from the first missing one's open to the next bar's open. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** When a market is open, as far as its source says. */
export type Hours = 'always' | 'weekdays' | 'sessions' | 'unknown';

/**
 * Why bars are missing: the market rests over the weekend; it is closed (a night or a holiday, of which no source
 * tells which); or it was open and there are none: nothing was traded, or the source failed.
 */
export type GapKind = 'weekend' | 'closed' | 'missing';

/** The longest that an exchange with sessions is closed for a night or holidays. */
const LONGEST_CLOSE = 5 * DAY;

export function findGaps({ time, step }: Bars): Gap[] {
  const gaps: Gap[] = [];
  for (let index = 1; index < time.length; index += 1) {
    if (time[index] - time[index - 1] > step) gaps.push({ from: time[index - 1] + step, to: time[index] });
  }
  return gaps;
}

/** @param zone whose midnights part the sessions. */
export function kindOfGap(gap: Gap, hours: Hours, zone: string): GapKind {
  // A market that never closes has no weekends, however the gap lies.
  if (hours === 'always') return 'missing';
  if (isWeekend(gap)) return 'weekend';
  const night = hours === 'sessions' && gap.to - gap.from <= LONGEST_CLOSE && crossesMidnight(gap, zone);
  return night ? 'closed' : 'missing';
}

/** Whether a gap spans a whole Saturday and lasts no more than three days: a market that closes at weekends. */
function isWeekend({ from, to }: Gap): boolean {
  const saturday = Math.ceil(from / DAY) * DAY;
  return to - from <= 3 * DAY && new Date(saturday).getUTCDay() === 6 && to >= saturday + DAY;
}

function crossesMidnight({ from, to }: Gap, zone: string): boolean {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
  // The bar before the gap ends where it begins: that instant is still its day's.
  return day.format(from - 1) !== day.format(to);
}

/** What is missing in a symbol's bars, in a line for people; null where nothing is. */
export function describeGaps(bars: Bars): string | null {
  const gaps = findGaps(bars);
  if (gaps.length === 0) return null;
  const others = gaps.filter((gap) => !isWeekend(gap));
  const weekends = gaps.length - others.length;
  const parts = weekends > 0 ? [`closed over ${counted(weekends, 'weekend')}`] : [];
  if (others.length > 0) {
    const longest = others.reduce((a, b) => (b.to - b.from > a.to - a.from ? b : a));
    const hours = (longest.to - longest.from) / HOUR;
    const all = others.length === 1 ? '1 other gap of' : `${others.length} other gaps, the longest`;
    parts.push(`${all} ${hours} h from ${isoTime(longest.from)}`);
  }
  return `${bars.symbol}: ${parts.join('; ')}`;
}
