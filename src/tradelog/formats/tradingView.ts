import type { Columns } from '../cells/columns';
import type { RowReader } from '../cells/rowReader';
import { legOf, saysOpen, sideOf } from '../cells/words';
import type { Row } from '../file/table';
import { type LoggedTrade, NOTHING_KNOWN, requireInOrder, UnreadableTrade } from '../loggedTrade';
import { percentOf } from '../settle';
import type { TradeLogFormat } from '../tradeLogFormat';
import { EVENT_SOURCES } from './events';
import { isOneRowHeader } from './oneRow';

/** The two rows of a trade. */
interface Legs {
  readonly entry?: Row;
  readonly exit?: Row;
}

/** TradingView's List of trades: a row for each entry and each exit; the rows of a trade share a number, in any order. */
export const tradingView: TradeLogFormat<'tradingview'> = {
  name: 'tradingview',
  title: 'TradingView',
  stamps: 'bar opens',
  shapes: [
    {
      content: 'table',
      rowPerTrade: false,
      sources: EVENT_SOURCES,
      recognises: ({ columns, next }) =>
        hasLegs(columns) && (!next || legOf(next.cells[columns.kind ?? -1] ?? '') !== null) ? columns : null,
      reads(rows, reader) {
        const trades: LoggedTrade[] = [];
        for (const [id, { entry, exit }] of legsByTrade(rows, reader)) {
          reader.each(
            [entry ?? exit].filter((row) => row !== undefined),
            () => {
              if (!entry) throw new UnreadableTrade(`trade ${id} has no entry`);
              trades.push(tradeOf(entry, exit, reader));
            },
          );
        }
        return trades;
      },
    },
  ],
};

function hasLegs(columns: Columns): boolean {
  const { id, kind, time, price, direction, exitTime, order } = columns;
  const events = id !== undefined && kind !== undefined && time !== undefined && price !== undefined;
  const others = direction === undefined && exitTime === undefined && order === undefined;
  return events && others && !isOneRowHeader(columns);
}

function legsByTrade(rows: readonly Row[], reader: RowReader): ReadonlyMap<string, Legs> {
  const legs = new Map<string, Legs>();
  reader.each(rows, (row) => {
    const id = reader.text(row, 'id');
    if (id === null) throw new UnreadableTrade('it has no trade number');
    const kind = reader.text(row, 'kind') ?? '';
    const leg = legOf(kind);
    if (leg === null) throw new UnreadableTrade(`"${kind}" names neither an entry nor an exit`);
    const trade = legs.get(id) ?? {};
    if (trade[leg]) throw new UnreadableTrade(`trade ${id} has a second ${leg}`);
    legs.set(id, { ...trade, [leg]: row });
  });
  return legs;
}

function tradeOf(entry: Row, exit: Row | undefined, reader: RowReader): LoggedTrade {
  const entryTime = reader.time(entry, 'time');
  if (entryTime === null) throw new UnreadableTrade('it has no entry time');
  const signal = exit && reader.text(exit, 'tag');
  const exitTime = exit ? reader.time(exit, 'time') : null;
  // A trade that is still open has an exit without a time, or one at the last bar with the signal "Open".
  const open = !exit || exitTime === null || saysOpen(signal ?? '');
  requireInOrder(entryTime, exitTime);
  // Older exports write the result in the row of the exit alone, newer ones in both rows.
  const number = (field: 'quantity' | 'pnl' | 'pnlPct' | 'returnShare') =>
    (exit && reader.number(exit, field)) ?? reader.number(entry, field);
  const trade: LoggedTrade = {
    ...NOTHING_KNOWN,
    id: reader.text(entry, 'id'),
    symbol: reader.text(entry, 'symbol'),
    side: sideOf(reader.text(entry, 'kind') ?? ''),
    entryTime,
    exitTime,
    entryPrice: reader.price(entry, 'price'),
    exitPrice: exit ? reader.price(exit, 'price') : null,
    quantity: number('quantity'),
    pnl: number('pnl'),
    pnlPct: number('pnlPct'),
    reason: signal ?? null,
    tag: reader.text(entry, 'tag'),
    open,
    places: exit ? [entry.place, exit.place].sort((a, b) => a.line - b.line) : [entry.place],
  };
  const share = trade.pnlPct === null ? number('returnShare') : null;
  return share === null ? trade : { ...trade, pnlPct: percentOf(trade, share) };
}
