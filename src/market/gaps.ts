import { isoTime } from '../common/calendar';
import { counted } from '../common/format';
import { DAY, HOUR } from '../common/timeframe';
import type { Bars } from './bars';

/** Missing bars between two neighbours: from the opening time of the first missing bar to that of the next bar, epoch ms. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Hours in which a market is open, as far as its source tells. */
export type Hours = 'always' | 'weekdays' | 'sessions' | 'unknown';

/**
 * Why bars are missing. `weekend`: the market rests over the weekend. `closed`: for a night or a holiday, which no source
 * tells apart. `missing`: the market was open, but nothing was traded or the source failed.
 */
export type GapKind = 'weekend' | 'closed' | 'missing';

/** Longest close of an exchange with sessions, over a night or holidays, ms. */
const LONGEST_CLOSE = 5 * DAY;

export function findGaps({ time, step }: Bars): Gap[] {
  const gaps: Gap[] = [];
  for (let index = 1; index < time.length; index += 1) {
    if (time[index] - time[index - 1] > step) gaps.push({ from: time[index - 1] + step, to: time[index] });
  }
  return gaps;
}

/** Tells why the bars of a gap are missing. @param zone IANA zone whose midnights part the sessions. */
export function kindOfGap(gap: Gap, hours: Hours, zone: string): GapKind {
  // A market that never closes has no weekend, even if a gap spans one.
  if (hours === 'always') return 'missing';
  if (isWeekend(gap)) return 'weekend';
  const night = hours === 'sessions' && gap.to - gap.from <= LONGEST_CLOSE && crossesMidnight(gap, zone);
  return night ? 'closed' : 'missing';
}

/** Whether a gap spans a whole Saturday and lasts three days at most, as in a market that closes at weekends. */
function isWeekend({ from, to }: Gap): boolean {
  const saturday = Math.ceil(from / DAY) * DAY;
  return to - from <= 3 * DAY && new Date(saturday).getUTCDay() === 6 && to >= saturday + DAY;
}

function crossesMidnight({ from, to }: Gap, zone: string): boolean {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
  // The last bar before the gap ends at `from`: the instant before belongs to the day of that bar.
  return day.format(from - 1) !== day.format(to);
}

/** Describes the gaps in a symbol's bars in one line for people; null for bars without gaps. */
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
