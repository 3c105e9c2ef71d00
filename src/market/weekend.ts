import { DAY } from '../common/timeframe';
import type { Bars } from './bars';

const SUNDAY = 0;
const MONDAY = 1;
const FRIDAY = 5;
const SATURDAY = 6;
/** Share of the 2/7 of bars that a market open every day has on Saturdays and Sundays. */
const SHARE = 0.6;

/**
 * Whether a market trades at weekends: it has more than 60 % of the weekend bars of a market open every day, and both
 * days have their part. A week from Sunday to Thursday has Sundays alone.
 */
export function tradesAtWeekends(bars: Bars): boolean {
  const days = barsByWeekday(bars);
  const [saturdays, sundays] = [days[SATURDAY], days[SUNDAY]];
  const most = bars.time.length * SHARE;
  return saturdays + sundays > (most * 2) / 7 && Math.min(saturdays, sundays) > most / 2 / 7;
}

/**
 * Whether the Sundays of a market are days of their own. The others have none, or intraday bars of a Sunday evening with
 * which the week from Monday to Friday opens.
 */
export function keepsSundays(bars: Bars): boolean {
  const days = barsByWeekday(bars);
  if (days[SUNDAY] === 0) return false;
  const isStub = bars.step < DAY && days[FRIDAY] > 0 && days[SUNDAY] * 2 <= days[MONDAY];
  return !isStub;
}

/** The number of bars on each day of the week, from Sunday. */
function barsByWeekday({ time }: Bars): number[] {
  const days = [0, 0, 0, 0, 0, 0, 0];
  for (const at of time) days[new Date(at).getUTCDay()] += 1;
  return days;
}
