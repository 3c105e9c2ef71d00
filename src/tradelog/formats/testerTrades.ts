import type { Columns } from '../cells/columns';
import { CellError, type RowReader } from '../cells/rowReader';
import { isNothing, sideOf } from '../cells/words';
import type { Row } from '../file/table';
import { type LoggedTrade, NOTHING_KNOWN } from '../loggedTrade';

const CLOSES =
  /^(close|s\s*\/\s*l|t\s*\/\s*p|close at stop|sl|tp|закр|schließ|cerrar|cierre|fechar|fechamento)/i;
const STAYS =
  /^(modify|delete|buy (limit|stop)|sell (limit|stop)|измен|удал|ändern|modificar|excluir|eliminar)/i;

/** Whether a header is that of MetaTrader 4's strategy tester: a row an event, the events of an order share its number. */
export function isTesterHeader({ order, kind, time, price, direction, symbol, exitTime }: Columns): boolean {
  const events = order !== undefined && kind !== undefined && time !== undefined && price !== undefined;
  return events && direction === undefined && symbol === undefined && exitTime === undefined;
}

/** Reads what MetaTrader 4's tester did, order by order. @param symbol what it was run on, from the report's head. */
export function testerTrades(rows: readonly Row[], reader: RowReader, symbol: string | null): LoggedTrade[] {
  const opened = new Map<string, { row: Row; side: 'long' | 'short' }>();
  const trades: LoggedTrade[] = [];
  reader.each(rows, (row) => {
    const order = reader.text(row, 'order');
    const kind = reader.text(row, 'kind') ?? '';
    if (order === null) throw new CellError('it has no order number');
    if (STAYS.test(kind)) return;
    const entry = opened.get(order);
    if (!CLOSES.test(kind)) {
      const side = sideOf(kind);
      if (side === null) throw new CellError(`"${kind}" neither opens nor closes an order`);
      opened.set(order, { row, side });
      return;
    }
    if (!entry) throw new CellError(`order ${order} was closed, and never opened`);
    opened.delete(order);
    const trade = opening(entry.row, entry.side, reader, symbol);
    const exitTime = reader.time(row, 'time');
    const reason = kind.toLowerCase();
    const exit = { exitTime, exitPrice: reader.price(row, 'price'), pnl: reader.number(row, 'pnl'), reason };
    trades.push({ ...trade, ...exit, open: false, places: [entry.row.place, row.place] });
  });
  for (const { row, side } of opened.values())
    reader.each([row], () => trades.push(opening(row, side, reader, symbol)));
  return trades;
}

function opening(row: Row, side: 'long' | 'short', reader: RowReader, symbol: string | null): LoggedTrade {
  return {
    ...NOTHING_KNOWN,
    symbol,
    side,
    entryTime: reader.time(row, 'time'),
    entryPrice: reader.price(row, 'price'),
    quantity: reader.number(row, 'quantity'),
    stop: reader.level(row, 'stop'),
    target: reader.level(row, 'target'),
    open: true,
    places: [row.place],
  };
}

const SYMBOL_LABEL = /^(symbol|символ|símbolo|simbolo|ativo|symbole|инструмент|商品|品种)\s*:?$/i;

/** What MetaTrader's reports say above their tables that they were run on: "EURUSD (Euro vs US Dollar)". */
export function symbolAbove(rows: readonly Row[]): string | null {
  for (const { cells } of rows) {
    const label = cells.findIndex((cell) => SYMBOL_LABEL.test(cell));
    const said = label < 0 ? undefined : cells.slice(label + 1).find((cell) => !isNothing(cell));
    const symbol = said === undefined ? '' : (/^[\w.#-]+/.exec(said)?.[0] ?? '');
    if (symbol !== '') return symbol;
  }
  return null;
}
