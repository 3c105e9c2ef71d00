import { UnreadableTrade } from '../loggedTrade';
import { type LoggedTime, timeOfJson } from './times';
import { shortened } from './words';

/** A JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The number in the first of these fields that holds a value; null where none does.
 * @throws UnreadableTrade for a value that is no finite number.
 */
export function numberIn(fields: Fields, ...names: readonly string[]): number | null {
  for (const name of names) {
    const value = fields[name];
    if (value === undefined || value === null) continue;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw new UnreadableTrade(`${name} is not a number`);
  }
  return null;
}

/** @throws UnreadableTrade for a price that is not above 0. */
export function priceIn(fields: Fields, name: string): number | null {
  const price = numberIn(fields, name);
  if (price !== null && price <= 0) throw new UnreadableTrade(`${name} is ${price}, and must be above 0`);
  return price;
}

/** The text in the first of these fields that holds one, shortened. */
export function textIn(fields: Fields, ...names: readonly string[]): string | null {
  const value = names.map((name) => fields[name]).find((one) => typeof one === 'string' && one !== '');
  return typeof value === 'string' ? shortened(value) : null;
}

/**
 * The time in the first of these fields that holds a value.
 * @throws UnreadableTrade for a value that is no time.
 */
export function timeIn(fields: Fields, ...names: readonly string[]): LoggedTime | null {
  const name = names.find((one) => fields[one] !== undefined && fields[one] !== null && fields[one] !== '');
  if (name === undefined) return null;
  const time = timeOfJson(fields[name]);
  if (!time) throw new UnreadableTrade(`${name} is not a time`);
  return time;
}

/** The two times of a trade. */
export interface TradeTimes {
  readonly entryTime: number;
  readonly exitTime: number | null;
  /** Whether the time of entry names no zone. */
  readonly naive: boolean;
}

/** @throws UnreadableTrade without an entry, or for an exit before it. */
export function inOrder(entry: LoggedTime | null, exit: LoggedTime | null): TradeTimes {
  if (!entry) throw new UnreadableTrade('it has no entry time');
  if (exit && exit.time < entry.time) throw new UnreadableTrade('its exit lies before its entry');
  return { entryTime: entry.time, exitTime: exit?.time ?? null, naive: !entry.zoned };
}
