import type { Columns } from '../cells/columns';
import { CellError, type RowReader } from '../cells/rowReader';
import { legOf, saysOpen, sideOf } from '../cells/words';
import type { Row } from '../file/table';
import { type LoggedTrade, NOTHING_KNOWN } from '../loggedTrade';
import { percentOf } from '../settle';

/** Whether a header is TradingView's, of a table with a row for each entry and one for each exit. */
export function isPairedHeader({ id, kind, time, price, direction, exitTime, order }: Columns): boolean {
  const events = id !== undefined && kind !== undefined && time !== undefined && price !== undefined;
  return events && direction === undefined && exitTime === undefined && order === undefined;
}

/** Reads TradingView's List of trades: the rows of a trade share a number, in whichever order they come. */
export function pairedTrades(rows: readonly Row[], reader: RowReader): LoggedTrade[] {
  const legs = new Map<string, { entry?: Row; exit?: Row }>();
  reader.each(rows, (row) => {
    const id = reader.text(row, 'id');
    if (id === null) throw new CellError('it has no trade number');
    const kind = reader.text(row, 'kind') ?? '';
    const leg = legOf(kind);
    if (leg === null) throw new CellError(`"${kind}" names neither an entry nor an exit`);
    const trade = legs.get(id) ?? {};
    if (trade[leg]) throw new CellError(`trade ${id} has a second ${leg}`);
    legs.set(id, { ...trade, [leg]: row });
  });
  const trades: LoggedTrade[] = [];
  for (const [id, { entry, exit }] of legs) {
    reader.each(entry || exit ? [entry ?? exit].filter((row) => row !== undefined) : [], () => {
      if (!entry) throw new CellError(`trade ${id} has no entry`);
      trades.push(tradeOf(entry, exit, reader));
    });
  }
  return trades;
}

function tradeOf(entry: Row, exit: Row | undefined, reader: RowReader): LoggedTrade {
  const entryTime = reader.time(entry, 'time');
  if (entryTime === null) throw new CellError('it has no entry time');
  const signal = exit && reader.text(exit, 'tag');
  const left = exit ? reader.time(exit, 'time') : null;
  // What is still open has an exit without a time, or as of the last bar.
  const open = !exit || left === null || saysOpen(signal ?? '');
  if (left !== null && left < entryTime) throw new CellError('its exit lies before its entry');
  // Older exports say the result with the exit only, newer ones with both; open ones with neither.
  const number = (field: 'quantity' | 'pnl' | 'pnlPct' | 'returnShare') =>
    (exit && reader.number(exit, field)) ?? reader.number(entry, field);
  const trade: LoggedTrade = {
    ...NOTHING_KNOWN,
    id: reader.text(entry, 'id'),
    symbol: reader.text(entry, 'symbol'),
    side: sideOf(reader.text(entry, 'kind') ?? ''),
    entryTime,
    exitTime: left,
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
