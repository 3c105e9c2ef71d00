import { dayOf, isoTime } from '../../common/calendar';
import { InputError } from '../../common/inputError';
import { DAY, HOUR } from '../../common/timeframe';
import { offsetIn } from './zones';

/** A session that begins at this local time or later, west of Greenwich, may be the next day's (17:00 New York), ms. */
const EVENING = 17 * HOUR;
/** How far summer time moves clocks, ms. */
const SUMMER_TIME = HOUR;
/** How many times fewer bars a reading must leave on Saturdays and Sundays than the other: special sessions are few. */
const CLEARLY_FEWER = 4;

/** The opening times of a file's daily bars, epoch ms, and the offsets from UTC that they name, ms; NaN for none. */
export interface Stamps {
  readonly time: Float64Array;
  readonly offset: Float64Array;
}

/** The trading days of daily bars: midnight UTC of each one's date, epoch ms; and how they were told, for people. */
export interface TradingDays {
  readonly days: Float64Array;
  readonly note: string | null;
}

/**
 * Dates daily bars by the calendar of their exchange. The date is the local one of `zone`, else of the offset that the
 * stamp names; a session that begins in the evening west of Greenwich may be the next day's. Midnight UTC without an
 * offset is a plain date. Of other stamps in bare UTC it is that day or the next, whichever leaves clearly fewer bars on
 * Saturdays and Sundays.
 * @param zone IANA zone of the exchange, null where nobody named one.
 * @throws InputError that names `zone` and both readings, where the bars do not tell.
 */
export function tradingDays(stamps: Stamps, zone: string | null, file: string): TradingDays {
  const { time } = stamps;
  const named = stamps.offset.some((offset) => offset !== 0 && !Number.isNaN(offset));
  const plain = time.every((at) => at % DAY === 0);
  if (plain && !named) return { days: time, note: null };
  const days =
    zone !== null || named ? datesBy(localTimes(stamps, zone), time) : datesOfBareTimes(time, file);
  const odd = time.findIndex((at) => at % DAY !== 0);
  const by =
    zone !== null
      ? `by ${zone}`
      : named
        ? 'by the offset of their times'
        : 'by the weekdays that they leave out';
  const example = odd < 0 ? '' : `: ${isoTime(time[odd])} is taken as the trading day ${dateText(days[odd])}`;
  return { days, note: `daily bars are dated ${by}${example}` };
}

/** The wall clock at each stamp, as if it were UTC. A plain date among times with offsets stays what it says. */
function localTimes({ time, offset }: Stamps, zone: string | null): Float64Array {
  const clock = zone === null ? null : offsetIn(zone);
  return time.map((at, index) => {
    const own = offset[index];
    if (Number.isNaN(own) && at % DAY === 0) return at;
    if (clock) return at + clock(at);
    return Number.isNaN(own) ? at : at + own;
  });
}

/** Dates by the wall clock; sessions of an evening by the next day where that leaves fewer bars at weekends. */
function datesBy(local: Float64Array, time: Float64Array): Float64Array {
  const same = local.map(dayOf);
  const evening = local.every((at, index) => at < time[index] && at - same[index] >= EVENING);
  const next = same.map((day) => day + DAY);
  return evening && atWeekends(next) < atWeekends(same) ? next : same;
}

/** @throws InputError where both readings leave about as many bars at weekends. */
function datesOfBareTimes(time: Float64Array, file: string): Float64Array {
  // Summer time moves London's midnight from 00:00 to 23:00 UTC, and Sydney's opening: both are of the day after 23:00.
  if (isMovedOverMidnight(time)) return time.map((at) => dayOf(at + SUMMER_TIME));
  const moves = (at: number) => at % DAY !== 0;
  const same = time.map(dayOf);
  const next = time.map((at) => (moves(at) ? dayOf(at) + DAY : at));
  const [left, leftByNext] = [atWeekends(same), atWeekends(next)];
  if (left < leftByNext && left * CLEARLY_FEWER <= leftByNext) return same;
  if (leftByNext < left && leftByNext * CLEARLY_FEWER <= left) return next;
  const at = time.find(moves) ?? time[0];
  throw new InputError(
    { file },
    `${isoTime(at)} may be the trading day ${dateText(dayOf(at))} or ${dateText(dayOf(at) + DAY)}: ` +
      `of ${time.length} daily bars ${left} would lie on Saturdays and Sundays, or ${leftByNext}, and none says which`,
    'Name the exchange\'s "zone", such as "Asia/Riyadh", beside the symbol in the definition or in the sidecar',
  );
}

/** Whether times shortly before midnight UTC have others an hour later, beyond midnight. */
function isMovedOverMidnight(time: Float64Array): boolean {
  const clock = new Set(time.map((at) => at - dayOf(at)));
  const late = [...clock].filter((at) => at >= DAY - SUMMER_TIME);
  return late.some((at) => clock.has(at + SUMMER_TIME - DAY));
}

function atWeekends(days: Float64Array): number {
  return days.filter((day) => [0, 6].includes(new Date(day).getUTCDay())).length;
}

const dateText = (day: number) => isoTime(day).slice(0, 10);
