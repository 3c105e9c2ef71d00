import { parse } from 'papaparse';
import { isoTime } from '../common/calendar';
import { csvOf } from '../common/files/csv';
import { InputError } from '../common/inputError';
import { REGIMES } from '../market/regime';
import { type CellKind, TRADE_COLUMNS, TRADE_FIELDS, type TradeField, type TradeLine } from './closedTrade';
import { EXIT_REASONS } from './exitReason';
import { SIDES } from './side';

// The one table of trades: trades.csv of a run, what the report saves, and what is exported of memory.

/** Reads a cell. @returns undefined for a cell without a value of the kind. */
type ReadCell = (cell: string) => unknown;

const oneOf =
  (values: readonly string[]): ReadCell =>
  (cell) =>
    values.find((value) => value === cell);
const orNone =
  (read: ReadCell): ReadCell =>
  (cell) =>
    cell === '' ? null : read(cell);
const number: ReadCell = (cell) => (cell === '' || Number.isNaN(Number(cell)) ? undefined : Number(cell));
const time: ReadCell = (cell) => {
  const instant = Date.parse(cell);
  return Number.isNaN(instant) ? undefined : instant;
};
const text: ReadCell = (cell) => (cell === '' ? undefined : cell);

/** How each kind of cell is read, and what a cell that cannot be read is not. */
const CELLS: Readonly<Record<CellKind, { readonly read: ReadCell; readonly what: string }>> = {
  id: { read: text, what: 'the id of a decision' },
  word: { read: text, what: 'a word' },
  anyWord: { read: (cell) => cell, what: 'a word' },
  side: { read: oneOf(SIDES), what: SIDES.join(' or ') },
  exitReason: { read: oneOf(EXIT_REASONS), what: `one of ${EXIT_REASONS.join(', ')}` },
  regime: { read: orNone(oneOf(REGIMES)), what: `one of ${REGIMES.join(', ')}` },
  time: { read: time, what: 'a time' },
  number: { read: number, what: 'a number' },
  numberOrNone: { read: orNone(number), what: 'a number' },
};
const REMEDY = 'Restore it from a backup, or run the definition afresh';

/** A line a trade, in the order given. */
export function tradesCsv(trades: readonly TradeLine[]): string {
  const header = TRADE_FIELDS.map((field) => TRADE_COLUMNS[field].name);
  return csvOf(header, trades.map(cellsOf));
}

function cellsOf(trade: TradeLine): unknown[] {
  return TRADE_FIELDS.map((field) => {
    const value = trade[field];
    return TRADE_COLUMNS[field].kind === 'time' && typeof value === 'number' ? isoTime(value) : value;
  });
}

/**
 * The trades of a table. @param file names the table in errors.
 * @throws InputError that names the first line and column that cannot be read.
 */
export function readTradesCsv(csv: string, file: string): TradeLine[] {
  const [header = [], ...rows] = parse<string[]>(csv, { skipEmptyLines: true }).data;
  const columns = TRADE_FIELDS.map((field) => {
    const { name, kind } = TRADE_COLUMNS[field];
    return { field, name, kind, ...readerOf(field, kind, header) };
  });
  return rows.map((row, index) => {
    const line: Partial<Record<TradeField, unknown>> = {};
    for (const { field, name, kind, place, read, what } of columns) {
      // A table of an earlier version has fewer columns; only numbers that a trade may lack come later.
      const value = read(row[place] ?? '');
      const isThere = place < 0 ? kind === 'numberOrNone' : place < row.length;
      if (value === undefined || !isThere)
        throw new InputError({ file, line: index + 2 }, `"${name}" is not ${what}`, REMEDY);
      line[field] = value;
    }
    return line as unknown as TradeLine;
  });
}

/** Where a field stands in a table, and how its cells are read. */
function readerOf(field: TradeField, kind: CellKind, header: readonly string[]) {
  const { read, what } = CELLS[kind];
  const place = header.indexOf(TRADE_COLUMNS[field].name);
  // Version 0.1.0 wrote the action that opened a trade in place of its side.
  const action = header.indexOf('action');
  if (field === 'side' && place < 0 && action >= 0)
    return { read: sideOfAction, what: 'BUY or SELL', place: action };
  return { read, what, place };
}

const sideOfAction: ReadCell = (cell) => (cell === 'BUY' ? 'long' : cell === 'SELL' ? 'short' : undefined);
