import { parseIsoTime } from '../../common/calendar';
import { HOUR, MINUTE } from '../../common/timeframe';

export const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const COMPACT_DATE = /^((?:19|20)\d{2})(\d{2})(\d{2})$/;
const OFFSET = /:\d{2}(?:\.\d+)?\s*([+-])(\d{2}):?(\d{2})$/;
/** The largest number of a Date, epoch ms. */
const LAST_INSTANT = 8.64e15;

/** What a cell says of a time: the instant, epoch ms, and the offset from UTC that the cell names, ms; NaN for none. */
export interface Stamp {
  readonly time: number;
  readonly offset: number;
}

/**
 * The units of epoch numbers, each with the number from which on it is meant: the bounds are the year 5138 in seconds, in
 * milliseconds and in microseconds. `length` is in ms.
 */
const UNITS = [
  { name: 'nanoseconds', from: 1e17, length: 1e-6 },
  { name: 'microseconds', from: 1e14, length: 1e-3 },
  { name: 'milliseconds', from: 1e11, length: 1 },
  { name: 'seconds', from: 0, length: 1000 },
] as const;

/** How a file writes times: the unit of its epoch numbers, or `text` for ISO times and compact dates. */
export type StampForm = (typeof UNITS)[number] | 'text';

/** The form of a file's times, told by the first of them. */
export function stampForm(cell: string): StampForm {
  if (!NUMBER.test(cell) || COMPACT_DATE.test(cell)) return 'text';
  return unitOf(cell);
}

/** Reads a cell. @returns why the cell names no instant, as a text. */
export function stampIn(cell: string, form: StampForm): Stamp | string {
  const time = form === 'text' ? textTime(cell) : NUMBER.test(cell) ? Number(cell) * form.length : null;
  if (time === null || !Number.isFinite(time) || Math.abs(time) > LAST_INSTANT)
    return `"${shortened(cell)}" is not a time`;
  if (form === 'text') return { time, offset: offsetOf(cell) };
  const unit = unitOf(cell);
  if (unit !== form)
    return `${cell} is in another unit than the times before it (${form.name} and ${unit.name} are mixed)`;
  // Bars begin at whole milliseconds: a fraction is what the division of a large number left.
  return { time: Math.round(time), offset: Number.NaN };
}

export const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

function unitOf(cell: string): (typeof UNITS)[number] {
  const size = Math.abs(Number(cell));
  return UNITS.find(({ from }) => size >= from) ?? UNITS[UNITS.length - 1];
}

/** Reads 20240220 as a date: as epoch seconds it would lie in 1970. */
const textTime = (cell: string) => parseIsoTime(cell.replace(COMPACT_DATE, '$1-$2-$3'));

function offsetOf(cell: string): number {
  const match = OFFSET.exec(cell);
  if (!match) return Number.NaN;
  return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * HOUR + Number(match[3]) * MINUTE);
}
