import { parse } from 'papaparse';
import { isoTime, parseIsoTime } from '../common/calendar';
import { InputError } from '../common/inputError';
import { timeframeName } from '../common/timeframe';
import { problemOfBar } from './barProblem';
import { type Bars, emptyBars, PRICE_COLUMNS } from './bars';
import { barAt } from './barsCsv';

const TIME_HEADERS = ['timestamp', 'time', 'date', 'datetime', 'open_time'];
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
/** Epoch numbers below are seconds, others milliseconds: the bound is the year 5138 in seconds. */
const MILLISECONDS_FROM = 1e11;
/** The largest number of a Date, epoch ms. */
const LAST_INSTANT = 8.64e15;

/** Place of each column, from 0; `volume` is −1 for a file without volumes. */
interface Columns {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** The number of faults found so far, and the first of them by line. */
interface Faults {
  count: number;
  first: { line: number; problem: string } | null;
}

/**
 * Reads bars from CSV. Columns are told by their header, in any case and order; times are ISO or epoch numbers, in UTC
 * where they name no zone.
 * @param lone the step of a file with a single bar, ms.
 * @throws InputError with the first bad line and the number of bad lines: no bar of a damaged file is used.
 */
export function parseBars(
  text: string,
  { file, symbol }: { file: string; symbol: string },
  lone: number,
): Bars {
  const rows = parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: false }).data;
  const columns = findColumns(rows[0] ?? [], file);
  let last = rows.length;
  while (last > 1 && isBlank(rows[last - 1])) last -= 1;
  if (last < 2)
    throw new InputError({ file }, 'there are no bars in it', 'Give it a header line and a line a bar');

  const faults: Faults = { count: 0, first: null };
  const fault = (line: number, problem: string) => {
    faults.count += 1;
    if (!faults.first || line < faults.first.line) faults.first = { line, problem };
  };
  const bars = emptyBars(symbol, 0, last - 1);
  const unit = epochUnit(rows[1]?.[columns.time]);
  for (let row = 1; row < last; row += 1) {
    const problem = readRow(rows[row], columns, unit, bars, row - 1);
    if (problem) fault(row + 1, problem);
  }
  if (faults.count === 0) checkOrder(bars, fault);
  const step = faults.count === 0 ? commonStep(bars.time, lone) : 0;
  if (faults.count === 0) checkStep(bars, step, fault);
  if (faults.first) {
    const { line, problem } = faults.first;
    const many = faults.count > 1 ? ` (the first of ${faults.count} such lines)` : '';
    throw new InputError(
      { file, line },
      `${problem}${many}`,
      'Correct or download the file again; nothing of it was used',
    );
  }
  return { ...bars, step };
}

function findColumns(header: readonly string[], file: string): Columns {
  const names = header.map((name) => name.trim().toLowerCase());
  const named = names.findIndex((name) => TIME_HEADERS.includes(name));
  const time = named >= 0 ? named : names[0] === '' ? 0 : -1;
  const columns = {
    time,
    open: names.indexOf('open'),
    high: names.indexOf('high'),
    low: names.indexOf('low'),
    close: names.indexOf('close'),
  };
  const missing = Object.entries(columns)
    .filter(([, index]) => index < 0)
    .map(([name]) => name);
  if (missing.length > 0) {
    throw new InputError(
      { file, line: 1 },
      `no column for ${missing.join(', ')}`,
      `Name the columns ${TIME_HEADERS.join('|')}, open, high, low, close and, if you like, volume`,
    );
  }
  return { ...columns, volume: names.indexOf('volume') };
}

const isBlank = (row: readonly string[]) => row.length === 1 && row[0].trim() === '';

/** Milliseconds in the unit of a file's epoch numbers, told by its first time; null where times are no numbers. */
function epochUnit(cell: string | undefined): number | null {
  if (cell === undefined || !NUMBER.test(cell.trim())) return null;
  return Math.abs(Number(cell)) < MILLISECONDS_FROM ? 1000 : 1;
}

/** Reads a row into the bar at `index`. @returns the row's problem, or null. */
function readRow(
  row: readonly string[],
  columns: Columns,
  unit: number | null,
  bars: Bars,
  index: number,
): string | null {
  const time = timeIn(row[columns.time]?.trim() ?? '', unit);
  if (typeof time === 'string') return time;
  for (const name of PRICE_COLUMNS) {
    const text = row[columns[name]]?.trim() ?? '';
    const price = NUMBER.test(text) ? Number(text) : Number.NaN;
    if (!Number.isFinite(price))
      return text === '' ? `${name} is missing` : `${name} "${shortened(text)}" is not a number`;
    bars[name][index] = price;
  }
  const volume = columns.volume < 0 ? '' : (row[columns.volume]?.trim() ?? '');
  bars.volume[index] = NUMBER.test(volume) ? Number(volume) : Number.NaN;
  if (volume !== '' && !(bars.volume[index] >= 0))
    return `volume "${shortened(volume)}" is not a number from 0 up`;
  const problem = problemOfBar(barAt(bars, index));
  if (problem) return problem;
  bars.time[index] = time;
  return null;
}

/** The instant that a cell names, epoch ms; a text tells why the cell names none. */
function timeIn(cell: string, unit: number | null): number | string {
  const time = unit === null ? parseIsoTime(cell) : NUMBER.test(cell) ? Number(cell) * unit : null;
  if (time === null || !Number.isFinite(time) || Math.abs(time) > LAST_INSTANT)
    return `"${shortened(cell)}" is not a time`;
  if (unit !== null && Math.abs(Number(cell)) < MILLISECONDS_FROM !== (unit === 1000))
    return `${cell} is in another unit than the times before it (seconds and milliseconds are mixed)`;
  return time;
}

function checkOrder({ time }: Bars, fault: (line: number, problem: string) => void): void {
  for (let index = 1; index < time.length; index += 1) {
    if (time[index] === time[index - 1])
      fault(index + 2, `the bar of ${isoTime(time[index])} is there twice`);
    else if (time[index] < time[index - 1])
      fault(index + 2, `${isoTime(time[index])} comes after a later bar`);
  }
}

/** Finds the most frequent distance between neighbouring bars, ms. */
function commonStep(time: Float64Array, lone: number): number {
  const counts = new Map<number, number>();
  for (let index = 1; index < time.length; index += 1) {
    const distance = time[index] - time[index - 1];
    counts.set(distance, (counts.get(distance) ?? 0) + 1);
  }
  const [common] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return common ? common[0] : lone;
}

function checkStep({ time }: Bars, step: number, fault: (line: number, problem: string) => void): void {
  for (let index = 1; index < time.length; index += 1) {
    if ((time[index] - time[0]) % step === 0) continue;
    fault(index + 2, `${isoTime(time[index])} is off the ${timeframeName(step)} grid of the other bars`);
  }
}

const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);
