import { DAY, HOUR, MINUTE } from './timeframe';

/** A UTC calendar quarter, "2025-Q1". Such texts sort in time's order. */
export type Quarter = `${number}-Q${1 | 2 | 3 | 4}`;

/** The quarter that an instant (epoch ms) lies in. */
export function quarterOf(time: number): Quarter {
  const date = new Date(time);
  const quarter = (Math.floor(date.getUTCMonth() / 3) + 1) as 1 | 2 | 3 | 4;
  return `${date.getUTCFullYear()}-Q${quarter}`;
}

/** The first instant of the quarter that an instant lies in, epoch ms. */
export function startOfQuarter(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), 3 * Math.floor(date.getUTCMonth() / 3), 1);
}

/** When the quarter that an instant lies in is over: the first instant of the next one, epoch ms. */
export function endOfQuarter(time: number): number {
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), 3 * (Math.floor(date.getUTCMonth() / 3) + 1), 1);
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
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 13)}${iso.slice(14, 16)}Z`;
}

/** "20250131-130000", with `between` for the dash: an instant to the second, as names on disk carry it. */
export function secondStamp(time: number, between: string): string {
  return new Date(time).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', between);
}

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d+))?)?\s*(?:Z|([+-])(\d{2}):?(\d{2}))?)?$/i;

/**
 * Reads an ISO date or time; without a zone it is UTC.
 * @returns epoch ms, or null for anything that is not a real instant (30 February included).
 */
export function parseIsoTime(text: string): number | null {
  const match = ISO.exec(text.trim());
  if (!match) return null;
  const number = (group: number) => Number(match[group] ?? 0);
  const [year, month, date] = [number(1), number(2), number(3)];
  const day = Date.UTC(year, month - 1, date);
  const real = new Date(day);
  // Date.UTC takes 30 February for 2 March, and the year 50 for 1950.
  if (real.getUTCFullYear() !== year || real.getUTCMonth() !== month - 1 || real.getUTCDate() !== date)
    return null;
  const [hours, minutes, seconds] = [number(4), number(5), number(6)];
  const [zoneHours, zoneMinutes] = [number(9), number(10)];
  if (hours > 23 || minutes > 59 || seconds > 59 || zoneHours > 23 || zoneMinutes > 59) return null;
  // By its digits: 1.001 seconds times 1000 is less than 1001.
  const milliseconds = Number((match[7] ?? '').slice(0, 3).padEnd(3, '0'));
  const zone = (match[8] === '-' ? -1 : 1) * (zoneHours * HOUR + zoneMinutes * MINUTE);
  return day + hours * HOUR + minutes * MINUTE + seconds * 1000 + milliseconds - zone;
}
