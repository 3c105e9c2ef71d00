import type { Columns } from '../cells/columns';
import { CellError, type RowReader } from '../cells/rowReader';
import { shortened, sideOf } from '../cells/words';
import type { Row } from '../file/table';
import { type LoggedTrade, NOTHING_KNOWN } from '../loggedTrade';
import { type Lot, LotBook, NOTHING_LEFT } from '../lotBook';
import { tidy } from '../settle';

const IN = /^(in|entrada|вход|einstieg|eingang|entr[ée]e|dentro)$/i;
const OUT = /^(out|out by|salida|saída|выход|ausstieg|ausgang|sortie|fuera|fora)$/i;
const BOTH = /^(in\s*\/\s*out|inout)$/i;

/** A fill: what went in or out of which position, for how much. */
interface Deal {
  readonly row: Row;
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly time: number;
  readonly price: number;
  readonly quantity: number;
  /** What commission and swap add to the profit. */
  readonly cost: number;
}

/** Whether a header is that of MetaTrader 5's deals: a row a fill, which goes in or out. */
export function isDealHeader({ time, direction, price, quantity, entryTime }: Columns): boolean {
  const known = time !== undefined && direction !== undefined && price !== undefined;
  return known && quantity !== undefined && entryTime === undefined;
}

/** Puts deals together to trades: what goes out closes what went in. */
export function dealTrades(rows: readonly Row[], reader: RowReader): LoggedTrade[] {
  const books = new Map<string, LotBook>();
  const trades: LoggedTrade[] = [];
  reader.each(rows, (row) => {
    const direction = reader.text(row, 'direction');
    // Deposits and the like go neither in nor out.
    if (direction === null) return;
    const deal = dealOf(row, reader);
    const book = books.get(deal.symbol) ?? new LotBook();
    books.set(deal.symbol, book);
    const reverses = BOTH.test(direction);
    if (reverses || OUT.test(direction)) {
      const rest = close(deal, book, reader, trades);
      // What goes beyond a position, in a deal that goes in and out, opens the opposite one.
      if (reverses && rest > NOTHING_LEFT) book.add({ ...deal, costEach: 0, quantity: rest });
    } else if (IN.test(direction)) book.add({ ...deal, costEach: deal.cost / deal.quantity });
    else throw new CellError(`"${shortened(direction, 40)}" goes neither in nor out`);
  });
  const open = [...books].flatMap(([symbol, book]) => book.open.map((lot) => stillOpen(symbol, lot)));
  return [...trades, ...open];
}

function dealOf(row: Row, reader: RowReader): Deal {
  const symbol = reader.text(row, 'symbol');
  const side = sideOf(reader.text(row, 'kind') ?? reader.text(row, 'side') ?? '');
  const time = reader.time(row, 'time');
  const price = reader.price(row, 'price');
  const quantity = reader.number(row, 'quantity');
  if (symbol === null || side === null || time === null || price === null || !quantity || quantity < 0)
    throw new CellError('a deal must have time, symbol, type, volume and price');
  const costs = (['fees', 'taxes', 'swap'] as const).map((field) => reader.number(row, field) ?? 0);
  const cost = costs.reduce((sum, part) => sum + part, 0);
  return { row, symbol, side, time, price, quantity, cost };
}

/** Closes what a deal closes, its profit shared by size. @returns what of it was more than was open. */
function close(
  { row, symbol, side, time, price, quantity, cost }: Deal,
  book: LotBook,
  reader: RowReader,
  trades: LoggedTrade[],
): number {
  const profit = (reader.number(row, 'pnl') ?? 0) + cost;
  const parts = book.take(side === 'long' ? 'short' : 'long', quantity);
  const closedAll = parts.reduce((sum, { closed }) => sum + closed, 0);
  if (closedAll <= NOTHING_LEFT) throw new CellError('it closes a position whose entry is not in the log');
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
