import { DAY, HOUR, MINUTE } from './timeframe';

/** A UTC calendar quarter, "2025-Q1". Sorted as text, quarters are in order of time. */
export type Quarter = `${number}-Q${1 | 2 | 3 | 4}`;

/** The quarter of an instant. @param time epoch ms. */
export function quarterOf(time: number): Quarter {
  const date = new Date(time);
  const quarter = (Math.floor(date.getUTCMonth() / 3) + 1) as 1 | 2 | 3 | 4;
  return `${date.getUTCFullYear()}-Q${quarter}`;
}

/** The first instant of an instant's quarter. @param time epoch ms. @returns epoch ms. */
export function startOfQuarter(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), 3 * Math.floor(date.getUTCMonth() / 3), 1);
}

/** The first instant after an instant's quarter. @param time epoch ms. @returns epoch ms. */
export function endOfQuarter(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), 3 * (Math.floor(date.getUTCMonth() / 3) + 1), 1);
}

/** Midnight UTC at the beginning of an instant's day. @param time epoch ms. @returns epoch ms. */
export function dayOf(time: number): number {
  return Math.floor(time / DAY) * DAY;
}

/** Writes an instant as ISO-8601 in UTC, without milliseconds that are 0: "2025-01-31T13:00:00Z". @param time epoch ms. */
export function isoTime(time: number): string {
  return new Date(time).toISOString().replace('.000Z', 'Z');
}

/** Writes an instant to the minute for ids and file names: "20250131T1300Z". @param time epoch ms. */
export function compactTime(time: number): string {
  const iso = new Date(time).toISOString();
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}Z`;
}

/** Writes an instant to the second for names on disk: "20250131-130000", with `between` for the dash. @param time epoch ms. */
export function secondStamp(time: number, between: string): string {
  return new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', between);
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*(?:Z|([+-])(\d{2}):?(\d{2}))?)?$/i;

/**
 * Reads an ISO date or time, in UTC where the text names no zone.
 * @returns epoch ms; null for a text that names no instant, such as 30 February.
 */
export function parseIsoTime(text: string): number | null {
  const match = ISO.exec(text.trim());
  if (!match) return null;
  const number = (group: number) => Number(match[group] ?? 0);
  const [year, month, date] = [number(1), number(2), number(3)];
  const day = Date.UTC(year, month - 1, date);
  const real = new Date(day);
  // Date.UTC gives 2 March for 30 February, and the year 1950 for 50.
  if (real.getUTCFullYear() !== year || real.getUTCMonth() !== month - 1 || real.getUTCDate() !== date)
    return null;
  const [hours, minutes, seconds] = [number(4), number(5), number(6)];
  const [zoneHours, zoneMinutes] = [number(9), number(10)];
  if (hours > 23 || minutes > 59 || seconds > 59 || zoneHours > 23 || zoneMinutes > 59) return null;
  // Taken from the digits: 1.001 times 1000 is less than 1001 in binary.
  const milliseconds = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const zone = (match[8] === '-' ? -1 : 1) * (zoneHours * HOUR + zoneMinutes * MINUTE);
  return day + hours * HOUR + minutes * MINUTE + seconds * 1000 + milliseconds - zone;
}
