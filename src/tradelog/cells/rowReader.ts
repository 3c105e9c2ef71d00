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

/** Number of rows by which the decimal sign is told. */
const ENOUGH = 2000;

/** Reads the cells below a table's header, in the table's own notation of numbers and dates. */
export class RowReader {
  /** Whether some time read so far names no zone. */
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

  /** Whether some size is negative, so that the sign of sizes tells the side. */
  get signedSizes(): boolean {
    return this.#signed;
  }

  /** Calls `work` with each row. Rows for which `work` throws UnreadableTrade are added to `bad`. */
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

  /** The text of a cell, shortened; null without such a column, and for an empty cell. */
  text({ cells }: Row, field: ColumnField): string | null {
    const place = this.columns[field];
    const cell = place === undefined ? '' : (cells[place] ?? '');
    return isNothing(cell) ? null : shortened(cell);
  }

  /** @throws UnreadableTrade for a cell that is no number. */
  number(row: Row, field: NumberField): number | null {
    const cell = this.text(row, field);
    if (cell === null) return null;
    // MetaTrader writes "0.01 / 0.01": the size asked for, and the size filled.
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

  /** The price of a stop or target; null for 0, which stands for none. */
  level(row: Row, field: 'stop' | 'target'): number | null {
    const level = this.number(row, field);
    return level !== null && level > 0 ? level : null;
  }

  /** An instant, epoch ms. @throws UnreadableTrade for a cell that is no time. */
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

/** Names of fields in messages; other fields have the name of their column field. */
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
