import { DAY } from './timeframe';

/** A UTC calendar quarter, "2025-Q1". Such texts sort in time's order. */
export type Quarter = `${number}-Q${1 | 2 | 3 | 4}`;

/** The quarter that an instant (epoch ms) lies in. */
export function quarterOf(time: number): Quarter {
  const date = new Date(time);
  const quarter = (Math.floor(date.getUTCMonth() / 3) + 1) as 1 | 2 | 3 | 4;
  return `${date.getUTCFullYear()}-Q${quarter}`;
}

/** Midnight UTC (epoch ms) of the day an instant lies in. */
export function dayOf(time: number): number {
  return Math.floor(time / DAY) * DAY;
}

/** ISO-8601 UTC without milliseconds: "2025-01-31T13:00:00Z". */
export function isoTime(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

/** "20250131T1300Z": an instant as it stands in ids and file names. */
export function compactTime(time: number): string {
  const iso = new Date(time).toISOString();
  return `${iso.slice(0, 16).replaceAll(/[-:]/g, '')}Z`;
}

/** "20250131-130000", with `between` for the dash: an instant to the second, as names on disk carry it. */
export function secondStamp(time: number, between: string): string {
  return new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', between);
}

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Reads an ISO date or time; without a zone it is UTC.
 * @returns epoch ms, or null for anything that is not a real instant (30 February included).
 */
export function parseIsoTime(text: string): number | null {
  const match = ISO.exec(text.trim());
  if (!match) return null;
  const [, date, minutes = '00:00', seconds = ':00', zone = 'Z'] = match;
  const day = Date.parse(`${date}T00:00:00Z`);
  if (Number.isNaN(day) || new Date(day).toISOString().slice(0, 10) !== date) return null;
  const withColon = zone.toUpperCase() === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const time = Date.parse(`${date}T${minutes}${seconds}${withColon}`);
  return Number.isNaN(time) ? null : time;
}
