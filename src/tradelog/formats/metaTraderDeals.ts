import type { Side } from '../../memory/side';
import type { RowReader } from '../cells/rowReader';
import { shortened, sideOf } from '../cells/words';
import type { Row } from '../file/table';
import { type LoggedTrade, NOTHING_KNOWN, UnreadableTrade } from '../loggedTrade';
import { type Lot, LotBook, NOTHING_LEFT } from '../lotBook';
import { tidy } from '../settle';
import type { TableShape } from '../tradeLogFormat';
import { EVENT_SOURCES } from './events';

const IN = /^(in|entrada|вход|einstieg|eingang|entr[ée]e|dentro)$/i;
const OUT = /^(out|out by|salida|saída|выход|ausstieg|ausgang|sortie|fuera|fora)$/i;
const BOTH = /^(in\s*\/\s*out|inout)$/i;

/** A fill that goes into a position or out of one. */
interface Deal {
  readonly row: Row;
  readonly symbol: string;
  readonly side: Side;
  readonly time: number;
  readonly price: number;
  readonly quantity: number;
  /** The part that commission and swap add to the profit: negative for money paid. */
  readonly cost: number;
}

/** The deals of MetaTrader 5, a row per fill. Deals that go out close those that went in. */
export const dealShape: TableShape = {
  content: 'table',
  rowPerTrade: false,
  sources: EVENT_SOURCES,
  recognises({ columns }) {
    const { time, direction, price, quantity, entryTime } = columns;
    const known = time !== undefined && direction !== undefined && price !== undefined;
    return known && quantity !== undefined && entryTime === undefined ? columns : null;
  },
  reads(rows, reader) {
    const books = new Map<string, LotBook>();
    const trades: LoggedTrade[] = [];
    reader.each(rows, (row) => {
      const direction = reader.text(row, 'direction');
      // Deposits and other balance operations have no direction.
      if (direction === null) return;
      const deal = dealOf(row, reader);
      const book = books.get(deal.symbol) ?? new LotBook();
      books.set(deal.symbol, book);
      const reverses = BOTH.test(direction);
      if (reverses || OUT.test(direction)) {
        const rest = close(deal, book, reader, trades);
        // A deal that reverses a position opens the opposite one with the part that it does not close.
        if (reverses && rest > NOTHING_LEFT) book.add({ ...deal, costEach: 0, quantity: rest });
      } else if (IN.test(direction)) book.add({ ...deal, costEach: deal.cost / deal.quantity });
      else throw new UnreadableTrade(`"${shortened(direction, 40)}" goes neither in nor out`);
    });
    const open = [...books].flatMap(([symbol, book]) => book.open.map((lot) => stillOpen(symbol, lot)));
    return [...trades, ...open];
  },
};

function dealOf(row: Row, reader: RowReader): Deal {
  const symbol = reader.text(row, 'symbol');
  const side = sideOf(reader.text(row, 'kind') ?? reader.text(row, 'side') ?? '');
  const time = reader.time(row, 'time');
  const price = reader.price(row, 'price');
  const quantity = reader.number(row, 'quantity');
  if (symbol === null || side === null || time === null || price === null || !quantity || quantity < 0)
    throw new UnreadableTrade('a deal must have time, symbol, type, volume and price');
  const costs = (['fees', 'taxes', 'swap'] as const).map((field) => reader.number(row, field) ?? 0);
  const cost = costs.reduce((sum, part) => sum + part, 0);
  return { row, symbol, side, time, price, quantity, cost };
}

/**
 * Closes the lots that a deal closes, and shares the deal's profit among them by size.
 * @returns the quantity by which the deal exceeds the open lots.
 */
function close(
  { row, symbol, side, time, price, quantity, cost }: Deal,
  book: LotBook,
  reader: RowReader,
  trades: LoggedTrade[],
): number {
  const profit = (reader.number(row, 'pnl') ?? 0) + cost;
  const parts = book.take(side === 'long' ? 'short' : 'long', quantity);
  const closedAll = parts.reduce((sum, { closed }) => sum + closed, 0);
  if (closedAll <= NOTHING_LEFT)
    throw new UnreadableTrade('it closes a position whose entry is not in the log');
  for (const { lot, closed } of parts) {
    const costs = (cost * closed) / closedAll + lot.costEach * closed;
    trades.push({
      ...NOTHING_KNOWN,
      symbol,
      side: lot.side,
      entryTime: lot.time,
      exitTime: time,
      entryPrice: lot.price,
      exitPrice: price,
      quantity: tidy(closed),
      pnl: tidy((profit * closed) / closedAll + lot.costEach * closed),
      fees: tidy(Math.max(0, -costs)) + 0,
      reason: reader.text(row, 'tag'),
      tag: reader.text(lot.row, 'tag'),
      places: [lot.row.place, row.place],
    });
  }
  return quantity - closedAll;
}

function stillOpen(symbol: string, { row, side, time, price, quantity }: Lot): LoggedTrade {
  const known = { symbol, side, entryTime: time, entryPrice: price, quantity };
  return { ...NOTHING_KNOWN, ...known, open: true, places: [row.place] };
}
