import type { Side } from '../../memory/side';
import type { RowReader } from '../cells/rowReader';
import { isNothing, sideOf } from '../cells/words';
import type { Row } from '../file/table';
import { type LoggedTrade, NOTHING_KNOWN, UnreadableTrade } from '../loggedTrade';
import type { TableShape } from '../tradeLogFormat';
import { EVENT_SOURCES } from './events';
import { isOneRowHeader } from './oneRow';

const CLOSES =
  /^(close|s\s*\/\s*l|t\s*\/\s*p|close at stop|sl|tp|закр|schließ|cerrar|cierre|fechar|fechamento)/i;
/** Events that neither open nor close an order. */
const STAYS =
  /^(modify|delete|buy (limit|stop)|sell (limit|stop)|измен|удал|ändern|modificar|excluir|eliminar)/i;

/** The report of MetaTrader 4's strategy tester: a row per event, and the events of an order share its number. */
export const testerShape: TableShape = {
  content: 'table',
  rowPerTrade: false,
  sources: EVENT_SOURCES,
  recognises({ columns }) {
    const { order, kind, time, price, direction, symbol, exitTime } = columns;
    const events = order !== undefined && kind !== undefined && time !== undefined && price !== undefined;
    const others = direction === undefined && symbol === undefined && exitTime === undefined;
    return events && others && !isOneRowHeader(columns) ? columns : null;
  },
  reads(rows, reader, table) {
    const symbol = symbolAbove(table.rows);
    const opened = new Map<string, { row: Row; side: Side }>();
    const trades: LoggedTrade[] = [];
    reader.each(rows, (row) => {
      const order = reader.text(row, 'order');
      const kind = reader.text(row, 'kind') ?? '';
      if (order === null) throw new UnreadableTrade('it has no order number');
      if (STAYS.test(kind)) return;
      const entry = opened.get(order);
      if (!CLOSES.test(kind)) {
        const side = sideOf(kind);
        if (side === null) throw new UnreadableTrade(`"${kind}" neither opens nor closes an order`);
        opened.set(order, { row, side });
        return;
      }
      if (!entry) throw new UnreadableTrade(`order ${order} was closed, and never opened`);
      opened.delete(order);
      const trade = openTrade(entry.row, entry.side, reader, symbol);
      trades.push({ ...trade, ...exitOf(row, reader), open: false, places: [entry.row.place, row.place] });
    });
    for (const { row, side } of opened.values())
      reader.each([row], () => trades.push(openTrade(row, side, reader, symbol)));
    return trades;
  },
};

function openTrade(row: Row, side: Side, reader: RowReader, symbol: string | null): LoggedTrade {
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

const exitOf = (row: Row, reader: RowReader) => ({
  exitTime: reader.time(row, 'time'),
  exitPrice: reader.price(row, 'price'),
  pnl: reader.number(row, 'pnl'),
  reason: (reader.text(row, 'kind') ?? '').toLowerCase(),
});

const SYMBOL_LABEL = /^(symbol|символ|símbolo|simbolo|ativo|symbole|инструмент|商品|品种)\s*:?$/i;

/** The symbol in the head of a report of MetaTrader's, where it reads "EURUSD (Euro vs US Dollar)". */
function symbolAbove(rows: readonly Row[]): string | null {
  for (const { cells } of rows) {
    const label = cells.findIndex((cell) => SYMBOL_LABEL.test(cell));
    const said = label < 0 ? undefined : cells.slice(label + 1).find((cell) => !isNothing(cell));
    const symbol = said === undefined ? '' : (/^[\w.#-]+/.exec(said)?.[0] ?? '');
    if (symbol !== '') return symbol;
  }
  return null;
}
