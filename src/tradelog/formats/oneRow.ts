import type { Columns } from '../cells/columns';
import type { RowReader } from '../cells/rowReader';
import { saysOpen, sideOf } from '../cells/words';
import type { Row } from '../file/table';
import { type LoggedTrade, NOTHING_KNOWN, requireInOrder, UnreadableTrade } from '../loggedTrade';
import { netOfFees, percentOf, tidy, withSide } from '../settle';
import type { ColumnSources, TableHeader, TableShape } from '../tradeLogFormat';

/** How one tool writes a table with a row per trade, where tools differ. */
export interface OneRowConventions {
  /** False for a row that is no trade, told by the row's kind. */
  isTrade(kind: string | null): boolean;
  /** Whether the sign of a size tells the side: negative for short. */
  sizesHaveSigns(reader: RowReader): boolean;
  /** @returns the symbol that a cell names; null where the cell names none. */
  symbolIn(cell: string): string | null;
  /** Whether the column "Return" is a share, 0.01 for one percent. Of other tools the unit is told by the prices. */
  readonly returnsAreShares: boolean;
  /**
   * Sign of a column of costs: the money paid, or its negative, the part that the costs add to the profit.
   * Added costs are taken into the profit; for paid costs the prices tell whether the profit contains them.
   */
  readonly costs: 'paid' | 'added to profit';
  /** Whether the exit price of an open trade is the last price of its market. */
  readonly openTradesShowLastPrice: boolean;
}

const USUAL: OneRowConventions = {
  isTrade: () => true,
  sizesHaveSigns: () => false,
  symbolIn: (cell) => cell,
  returnsAreShares: false,
  costs: 'paid',
  openTradesShowLastPrice: false,
};

/** Whether a header has the columns of a table with a row per trade. */
export function isOneRowHeader({ entryTime, exitTime, exitPrice, entryPrice, pnl }: Columns): boolean {
  const priced = entryPrice !== undefined || exitPrice !== undefined || pnl !== undefined;
  return entryTime !== undefined && priced && (exitTime !== undefined || (exitPrice ?? pnl) !== undefined);
}

/** Whether a header has all of these names, in lower case without spaces, dots and slashes. */
export const hasAll = ({ plainNames }: TableHeader, ...names: readonly string[]) =>
  names.every((name) => plainNames.has(name));

const SOURCES: ColumnSources = {
  symbol: [['symbol']],
  side: [['side', 'direction'], ['kind'], ['quantity']],
  entryTime: [['entryTime'], ['time']],
  exitTime: [['exitTime'], ['time']],
  entryPrice: [['entryPrice'], ['price']],
  exitPrice: [['exitPrice']],
  quantity: [['quantity']],
  pnl: [['pnl'], ['grossPnl']],
  pnlPct: [['pnlPct'], ['returnShare']],
  fees: [['fees', 'entryFees', 'exitFees', 'taxes', 'swap']],
  stop: [['stop']],
  target: [['target']],
  reason: [['reason']],
  tag: [['tag']],
  strategy: [['strategy']],
};

/**
 * The shape of a table with a row per trade.
 * @param isOfTool tells the tool's headers from those of other such tables.
 * @param differing the conventions in which the tool departs from the usual.
 */
export function oneRowShape(
  isOfTool: (header: TableHeader) => boolean,
  differing: Partial<OneRowConventions> = {},
): TableShape {
  const conventions = { ...USUAL, ...differing };
  return {
    content: 'table',
    rowPerTrade: true,
    sources: SOURCES,
    recognises: (header) => (isOneRowHeader(header.columns) && isOfTool(header) ? header.columns : null),
    reads(rows, reader) {
      const trades: LoggedTrade[] = [];
      reader.each(rows, (row) => {
        if (conventions.isTrade(reader.text(row, 'kind'))) trades.push(tradeOf(row, reader, conventions));
      });
      return trades;
    },
  };
}

function tradeOf(row: Row, reader: RowReader, conventions: OneRowConventions): LoggedTrade {
  const size = reader.number(row, 'quantity');
  const side = sideIn(row, reader, size, conventions);
  const { entryTime, exitTime } = timesIn(row, reader);
  const hasExitPrice = exitTime !== null || !conventions.openTradesShowLastPrice;
  const exitPrice = hasExitPrice ? reader.price(row, 'exitPrice') : null;
  const symbol = reader.text(row, 'symbol');
  const costs = costsIn(row, reader, conventions);
  const profit = reader.number(row, 'pnl') ?? reader.number(row, 'grossPnl');
  const trade: LoggedTrade = {
    ...NOTHING_KNOWN,
    id: reader.text(row, 'id'),
    symbol: symbol && conventions.symbolIn(symbol),
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
  const settled = conventions.costs === 'paid' ? netOfFees(withSide(trade)) : trade;
  return { ...settled, pnlPct: percentIn(row, reader, settled, conventions) };
}

/** The side by the words of a row, else by the sign of its size where the tool writes one. */
function sideIn(
  row: Row,
  reader: RowReader,
  size: number | null,
  conventions: OneRowConventions,
): LoggedTrade['side'] {
  for (const field of ['side', 'direction', 'kind'] as const) {
    const side = sideOf(reader.text(row, field) ?? '');
    if (side !== null) return side;
  }
  if (reader.columns.side !== undefined || !size || !conventions.sizesHaveSigns(reader)) return null;
  return size > 0 ? 'long' : 'short';
}

function timesIn(row: Row, reader: RowReader): { entryTime: number; exitTime: number | null } {
  const entryTime = reader.time(row, 'entryTime');
  const exitTime = reader.time(row, 'exitTime');
  if (entryTime === null) throw new UnreadableTrade('it has no entry time');
  requireInOrder(entryTime, exitTime);
  return { entryTime, exitTime };
}

/** The fees of a row, and the part of them that its profit does not contain yet. */
function costsIn(
  row: Row,
  reader: RowReader,
  { costs }: OneRowConventions,
): { fees: number | null; inProfit: number } {
  const parts = (['fees', 'entryFees', 'exitFees', 'taxes', 'swap'] as const)
    .map((field) => reader.number(row, field))
    .filter((part) => part !== null);
  if (parts.length === 0) return { fees: null, inProfit: 0 };
  const sum = tidy(parts.reduce((total, part) => total + part, 0));
  return costs === 'paid'
    ? { fees: Math.abs(sum), inProfit: 0 }
    : { fees: Math.max(0, -sum) + 0, inProfit: sum };
}

function percentIn(
  row: Row,
  reader: RowReader,
  trade: LoggedTrade,
  { returnsAreShares }: OneRowConventions,
): number | null {
  const percent = reader.number(row, 'pnlPct');
  if (percent !== null) return percent;
  const share = reader.number(row, 'returnShare');
  if (share === null) return null;
  return returnsAreShares ? tidy(share * 100) : percentOf(trade, share);
}
