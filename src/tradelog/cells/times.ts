import { parseIsoTime } from '../../common/calendar';
import { TIMEFRAMES } from '../../common/timeframe';

/** An instant out of a log. */
export interface LoggedTime {
  /** Epoch ms. */
  readonly time: number;
  /** Whether the log names the zone; otherwise the time was taken for UTC. */
  readonly zoned: boolean;
}

/** Order of day and month in "03/04/2025". */
export type DateOrder = 'day first' | 'month first';

const CLOCK = /(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*([ap]m)?/i;
const YEAR_FIRST = /^(\d{4})[./](\d{1,2})[./](\d{1,2})\b/;
const YEAR_LAST = /^(\d{1,2})([./-])(\d{1,2})\2(\d{4}|\d{2})\b/;
const NAMED = /^(?:(\d{1,2})[ -])?([A-Za-z]{3})[a-z]*\.?[ -](?:(\d{1,2}),?[ -])?(\d{4})\b/;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const ZONE = /(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/;
/** Digits of epoch numbers in seconds, milliseconds, microseconds and nanoseconds. */
const EPOCH = /^(\d{9,10}(?:\.\d+)?|\d{12,13}|\d{15,16}|\d{18,19})$/;
/** Epoch numbers below are seconds: the bound is the year 5138. */
const SECONDS_BELOW = 1e11;

/** Tells the order of day and month in a column of dates by the first day above 12; null for a column without one. */
export function dateOrderOf(cells: Iterable<string>): DateOrder | null {
  for (const cell of cells) {
    const match = YEAR_LAST.exec(cell.trim());
    if (!match) continue;
    if (match[2] === '.' || Number(match[1]) > 12) return 'day first';
    if (Number(match[3]) > 12) return 'month first';
  }
  return null;
}

/** Reads a time. @returns null for a text that is no time, or whose day and month cannot be told apart. */
export function parseTime(text: string, order: DateOrder | null): LoggedTime | null {
  const trimmed = text.trim().replace(/^'/, '');
  const iso = parseIsoTime(trimmed);
  if (iso !== null) return { time: iso, zoned: ZONE.test(trimmed.slice(10)) };
  if (EPOCH.test(trimmed)) return epoch(Number(trimmed));
  const day = dayOf(trimmed, order);
  if (day === null) return null;
  const [, hours, minutes, seconds = '0', half = ''] = CLOCK.exec(trimmed) ?? [];
  if (hours === undefined) return { time: day, zoned: false };
  const noon = half === '' ? Number(hours) : (Number(hours) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0);
  const clock = [String(noon).padStart(2, '0'), minutes, seconds.padStart(2, '0')].join(':');
  const zone = ZONE.exec(trimmed)?.[1] ?? '';
  const suffix = /^(UTC|GMT)?$/.test(zone) ? 'Z' : zone;
  const time = parseIsoTime(`${new Date(day).toISOString().slice(0, 10)}T${clock}${suffix}`);
  return time === null ? null : { time, zoned: zone !== '' };
}

/** Reads a time out of JSON, as an epoch number or a text. */
export function timeOfJson(value: unknown): LoggedTime | null {
  if (typeof value === 'string') return parseTime(value, null);
  return typeof value === 'number' && value > 0 ? epoch(value) : null;
}

function epoch(number: number): LoggedTime | null {
  let time = number < SECONDS_BELOW ? number * 1000 : number;
  while (time > SECONDS_BELOW * 1000) time /= 1000;
  return { time: Math.round(time), zoned: true };
}

function dayOf(text: string, order: DateOrder | null): number | null {
  const first = YEAR_FIRST.exec(text);
  if (first) return realDay(first[1], first[2], first[3]);
  const named = NAMED.exec(text);
  if (named) {
    const month = MONTHS.indexOf(named[2].toLowerCase()) + 1;
    return realDay(named[4], String(month), named[1] ?? named[3] ?? '');
  }
  const last = YEAR_LAST.exec(text);
  if (!last) return null;
  const year = last[4].length === 2 ? `20${last[4]}` : last[4];
  if (order === 'day first' || last[2] === '.') return realDay(year, last[3], last[1]);
  return order === 'month first' ? realDay(year, last[1], last[3]) : null;
}

function realDay(year: string, month: string, day: string): number | null {
  return parseIsoTime(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
}

/**
 * The longest bar length, a day at most, on whose grid all of these times lie, ms. A log with few trades may seem to have
 * longer bars than it has, never shorter ones. Null for times that are not on the grid of any length.
 */
export function barStepOf(times: readonly number[]): number | null {
  const steps = Object.values(TIMEFRAMES).sort((a, b) => b - a);
  return steps.find((step) => times.every((time) => time % step === 0)) ?? null;
}
