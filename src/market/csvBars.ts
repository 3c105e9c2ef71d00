import { parse } from 'papaparse';
import { isoTime } from '../common/calendar';
import { InputError } from '../common/inputError';
import { HOUR, timeframeName } from '../common/timeframe';
import { problemOfBar } from './barProblem';
import { type Bars, emptyBars, PRICE_COLUMNS } from './bars';
import { barAt } from './barsCsv';
import { type Columns, findHeader } from './csv/columns';
import { NUMBER, shortened, stampForm, stampIn } from './csv/stamps';
import { tradingDays } from './sessions/tradingDays';

/** The number of faults found so far, and the first of them by line. */
interface Faults {
  count: number;
  first: { line: number; problem: string } | null;
}

/** Shortest distance of bars that are trading days, ms: summer time makes some days shorter, and some markets' openings. */
const SHORTEST_DAY = 20 * HOUR;

/** Bars of a file, and for people how its daily bars were dated: null where the file says it by plain dates. */
export interface CsvBars {
  readonly bars: Bars;
  readonly dating: string | null;
}

/** The same as `readCsvBars` of a file whose zone nobody named, the bars alone. */
export function parseBars(text: string, source: { file: string; symbol: string }, lone: number): Bars {
  return readCsvBars(text, { ...source, zone: null }, lone).bars;
}

/**
 * Reads bars from CSV. Columns are told by their header, in any case and order; times are ISO, compact dates or epoch
 * numbers, in UTC where they name no zone. Daily and longer bars are dated by the trading day.
 * @param source.zone IANA zone of the exchange, for daily bars whose times do not tell the date.
 * @param lone the step of a file with a single bar, ms.
 * @throws InputError with the first bad line and the number of bad lines: no bar of a damaged file is used.
 */
export function readCsvBars(
  text: string,
  source: { file: string; symbol: string; zone: string | null },
  lone: number,
): CsvBars {
  const { file, symbol, zone } = source;
  const rows = parse<string[]>(text.replace(/^\uFEFF/, ''), { skipEmptyLines: false }).data;
  const { columns, lines } = findHeader(rows, source);
  let last = rows.length;
  while (last > lines && isBlank(rows[last - 1])) last -= 1;
  if (last <= lines)
    throw new InputError({ file }, 'there are no bars in it', 'Give it a header line and a line a bar');

  const faults: Faults = { count: 0, first: null };
  const fault = (line: number, problem: string) => {
    faults.count += 1;
    if (!faults.first || line < faults.first.line) faults.first = { line, problem };
  };
  const faultOf = (index: number, problem: string) => fault(index + lines + 1, problem);
  const bars = emptyBars(symbol, 0, last - lines);
  const offset = new Float64Array(last - lines);
  const form = stampForm(rows[lines][columns.time]?.trim() ?? '');
  for (let index = 0; index < offset.length; index += 1) {
    const row = rows[index + lines];
    const stamp = stampIn(row[columns.time]?.trim() ?? '', form);
    const problem = typeof stamp === 'string' ? stamp : readRow(row, columns, bars, index);
    if (problem !== null) faultOf(index, problem);
    if (typeof stamp !== 'string') [bars.time[index], offset[index]] = [stamp.time, stamp.offset];
  }
  refuse(faults, file);
  checkOrder(bars.time, faultOf);
  refuse(faults, file);
  const daily = commonStep(bars.time, lone) >= SHORTEST_DAY;
  const { days: time, note } = daily
    ? tradingDays({ time: bars.time, offset }, zone, file)
    : { days: bars.time, note: null };
  checkOrder(time, faultOf);
  refuse(faults, file);
  const step = commonStep(time, lone);
  checkStep(time, step, faultOf);
  refuse(faults, file);
  return { bars: { ...bars, time, step }, dating: note };
}

/** @throws InputError for the faults found so far, if any. */
function refuse({ count, first }: Faults, file: string): void {
  if (!first) return;
  const many = count > 1 ? ` (the first of ${count} such lines)` : '';
  throw new InputError(
    { file, line: first.line },
    `${first.problem}${many}`,
    'Correct or download the file again; nothing of it was used',
  );
}

const isBlank = (row: readonly string[]) => row.length === 1 && row[0].trim() === '';

/** Reads a row's numbers into the bar at `index`. @returns the row's problem, or null. */
function readRow(row: readonly string[], columns: Columns, bars: Bars, index: number): string | null {
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
  return problemOfBar(barAt(bars, index));
}

function checkOrder(time: Float64Array, fault: (index: number, problem: string) => void): void {
  for (let index = 1; index < time.length; index += 1) {
    if (time[index] === time[index - 1]) fault(index, `the bar of ${isoTime(time[index])} is there twice`);
    else if (time[index] < time[index - 1]) fault(index, `${isoTime(time[index])} comes after a later bar`);
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

function checkStep(time: Float64Array, step: number, fault: (index: number, problem: string) => void): void {
  for (let index = 1; index < time.length; index += 1) {
    if ((time[index] - time[0]) % step === 0) continue;
    fault(index, `${isoTime(time[index])} is off the ${timeframeName(step)} grid of the other bars`);
  }
}
