import type { Columns } from '../cells/columns';
import { CellError, type RowReader } from '../cells/rowReader';
import { saysOpen, sideOf } from '../cells/words';
import type { Row } from '../file/table';
import { type LoggedTrade, NOTHING_KNOWN, type Tool } from '../loggedTrade';
import { netOfFees, percentOf, tidy, withSide } from '../settle';

/** MetaTrader's rows that are no trades: deposits, and orders that were never filled. */
const NO_TRADE = /balance|credit|limit|stop|cancel|correction|bonus/i;
/** Whose column "Return" is a share; that of others may be percent. */
const RETURNS_ARE_SHARES: readonly Tool[] = ['backtesting.py', 'vectorbt', 'freqtrade'];

/** Whether a header is one of a table with a row a trade. */
export function isOneRowHeader({ entryTime, exitTime, exitPrice, entryPrice, pnl }: Columns): boolean {
  const priced = entryPrice !== undefined || exitPrice !== undefined || pnl !== undefined;
  return entryTime !== undefined && priced && (exitTime !== undefined || (exitPrice ?? pnl) !== undefined);
}

/** Reads a table that has a row a trade. */
export function oneRowTrades(rows: readonly Row[], reader: RowReader, tool: Tool): LoggedTrade[] {
  const trades: LoggedTrade[] = [];
  reader.each(rows, (row) => {
    const kind = reader.text(row, 'kind');
    if (tool === 'metatrader' && kind !== null && NO_TRADE.test(kind)) return;
    trades.push(tradeOf(row, reader, tool));
  });
  return trades;
}

function tradeOf(row: Row, reader: RowReader, tool: Tool): LoggedTrade {
  const said = ['side', 'direction', 'kind'] as const;
  const size = reader.number(row, 'quantity');
  const side =
    said.map((field) => sideOf(reader.text(row, field) ?? '')).find((one) => one !== null) ??
    (reader.columns.side === undefined && size !== null && signed(reader, tool) && size !== 0
      ? size > 0
        ? 'long'
        : 'short'
      : null);
  const entryTime = reader.time(row, 'entryTime');
  const exitTime = reader.time(row, 'exitTime');
  if (entryTime === null) throw new CellError('it has no entry time');
  if (exitTime !== null && exitTime < entryTime) throw new CellError('its exit lies before its entry');
  const exitPrice = tool === 'metatrader' && exitTime === null ? null : reader.price(row, 'exitPrice');
  const symbol = reader.text(row, 'symbol');
  const costs = costsOf(row, reader, tool);
  const profit = reader.number(row, 'pnl') ?? reader.number(row, 'grossPnl');
  const trade: LoggedTrade = {
    ...NOTHING_KNOWN,
    id: reader.text(row, 'id'),
    symbol: symbol === null ? null : symbolOf(symbol, tool),
    side,
    entryTime,
    exitTime,
    entryPrice: reader.price(row, 'entryPrice'),
    exitPrice,
    quantity: size === null || size === 0 ? null : Math.abs(size),
    pnl: profit === null ? null : tidy(profit + costs.inProfit),
    fees: costs.fees,
    stop: reader.level(row, 'stop'),
    target: reader.level(row, 'target'),
    reason: reader.text(row, 'reason'),
    tag: reader.text(row, 'tag'),
    strategy: reader.text(row, 'strategy'),
    open: saysOpen(reader.text(row, 'status') ?? '') || exitTime === null,
    places: [row.place],
  };
  const settled = tool === 'metatrader' ? trade : netOfFees(withSide(trade));
  return { ...settled, pnlPct: percentIn(row, reader, settled, tool) };
}

/** vectorbt numbers the columns that have no name; LEAN writes an id behind the ticker. */
function symbolOf(said: string, tool: Tool): string | null {
  if (tool === 'vectorbt' && /^\d+$/.test(said)) return null;
  return tool === 'lean' ? said.split(' ')[0] : said;
}

/** Whether a column of sizes tells sides by their sign: that is so where any is negative, or the tool does so. */
function signed(reader: RowReader, tool: Tool): boolean {
  return tool === 'backtesting.py' || (tool === 'csv' && reader.signedSizes);
}

/** MetaTrader writes costs as what they add to the profit; others write what they cost, in one column or in two. */
function costsOf(row: Row, reader: RowReader, tool: Tool): { fees: number | null; inProfit: number } {
  const parts = (['fees', 'entryFees', 'exitFees', 'taxes', 'swap'] as const)
    .map((field) => reader.number(row, field))
    .filter((part) => part !== null);
  if (parts.length === 0) return { fees: null, inProfit: 0 };
  const sum = tidy(parts.reduce((total, part) => total + part, 0));
  return tool === 'metatrader'
    ? { fees: Math.max(0, -sum) + 0, inProfit: sum }
    : { fees: Math.abs(sum), inProfit: 0 };
}

function percentIn(row: Row, reader: RowReader, trade: LoggedTrade, tool: Tool): number | null {
  const percent = reader.number(row, 'pnlPct');
  if (percent !== null) return percent;
  const share = reader.number(row, 'returnShare');
  if (share === null) return null;
  return RETURNS_ARE_SHARES.includes(tool) ? tidy(share * 100) : percentOf(trade, share);
}
