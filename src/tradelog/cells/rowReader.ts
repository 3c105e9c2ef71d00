import type { Row, Table } from '../file/table';
import { type BadRow, UnreadableTrade } from '../loggedTrade';
import type { ColumnField, Columns } from './columns';
import { type Decimal, decimalOf, parseNumber } from './numbers';
import { type DateOrder, dateOrderOf, parseTime } from './times';
import { isNothing, shortened } from './words';

const TIMES = ['entryTime', 'exitTime', 'time'] as const;
const NUMBERS = [
  'quantity',
  'entryPrice',
  'exitPrice',
  'price',
  'pnl',
  'grossPnl',
  'pnlPct',
  'returnShare',
  'fees',
  'entryFees',
  'exitFees',
  'taxes',
  'swap',
  'stop',
  'target',
] as const;
export type NumberField = (typeof NUMBERS)[number];

/** So many rows tell how a table writes its numbers. */
const ENOUGH = 2000;

/** Reads the cells of a table below its header, by the way that table writes numbers and dates. */
export class RowReader {
  /** Whether a time was read that names no zone. */
  naive = false;
  readonly bad: BadRow[] = [];
  readonly #decimal: Decimal;
  readonly #order: DateOrder | null;
  readonly #signed: boolean;

  constructor(
    readonly columns: Columns,
    rows: readonly Row[],
    { delimiter }: Pick<Table, 'delimiter'>,
  ) {
    const cellsOf = (fields: readonly ColumnField[], of: readonly Row[]) => {
      const places = fields.map((field) => columns[field]).filter((place) => place !== undefined);
      return of.flatMap(({ cells }) => places.map((place) => cells[place] ?? ''));
    };
    this.#decimal = decimalOf(cellsOf(NUMBERS, rows.slice(0, ENOUGH)), delimiter);
    this.#order = dateOrderOf(cellsOf(TIMES, rows));
    this.#signed = cellsOf(['quantity'], rows).some((cell) => /^\s*[-\u2212(]\s*[\d.]/.test(cell));
  }

  /** Whether sizes have a sign, which then tells the side. */
  get signedSizes(): boolean {
    return this.#signed;
  }

  /** Works on each row; those that cannot be read are reported instead. */
  each(rows: readonly Row[], work: (row: Row) => void): void {
    for (const row of rows) {
      try {
        work(row);
      } catch (error) {
        if (!(error instanceof UnreadableTrade)) throw error;
        this.bad.push({ line: row.place.line + 1, problem: error.message });
      }
    }
  }

  /** Null where there is no such column, or the cell says nothing. */
  text({ cells }: Row, field: ColumnField): string | null {
    const place = this.columns[field];
    const cell = place === undefined ? '' : (cells[place] ?? '');
    return isNothing(cell) ? null : shortened(cell);
  }

  /** @throws UnreadableTrade for what is no number. */
  number(row: Row, field: NumberField): number | null {
    const cell = this.text(row, field);
    if (cell === null) return null;
    // MetaTrader writes "0.01 / 0.01": asked for and filled.
    const number = parseNumber(cell.split(' / ').at(-1) ?? '', this.#decimal);
    if (number === null)
      throw new UnreadableTrade(`${NAMES[field] ?? field} "${shortened(cell, 40)}" is not a number`);
    return number;
  }

  /** @throws UnreadableTrade for a price that is not above 0. */
  price(row: Row, field: 'entryPrice' | 'exitPrice' | 'price'): number | null {
    const price = this.number(row, field);
    if (price !== null && price <= 0)
      throw new UnreadableTrade(`${NAMES[field]} is ${price}, and must be above 0`);
    return price;
  }

  /** A stop or target: 0 is none. */
  level(row: Row, field: 'stop' | 'target'): number | null {
    const level = this.number(row, field);
    return level !== null && level > 0 ? level : null;
  }

  /** @throws UnreadableTrade for what is no time. */
  time(row: Row, field: (typeof TIMES)[number]): number | null {
    const cell = this.text(row, field);
    if (cell === null) return null;
    const read = parseTime(cell, this.#order);
    if (!read) {
      const ambiguous = parseTime(cell, 'day first') !== null;
      const problem = ambiguous ? 'does not tell its day from its month' : 'is not a time';
      throw new UnreadableTrade(`${NAMES[field]} "${shortened(cell, 40)}" ${problem}`);
    }
    if (!read.zoned) this.naive = true;
    return read.time;
  }
}

/** For people. */
const NAMES: Readonly<Partial<Record<ColumnField, string>>> = {
  entryTime: 'entry time',
  exitTime: 'exit time',
  entryPrice: 'entry price',
  exitPrice: 'exit price',
  grossPnl: 'gross profit',
  pnl: 'profit',
  pnlPct: 'profit in percent',
  returnShare: 'return',
  entryFees: 'entry fees',
  exitFees: 'exit fees',
};
