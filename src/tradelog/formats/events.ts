import type { ColumnSources } from '../tradeLogFormat';

/** The columns of a table with a row per event of a trade: its entry and its exit share the columns of time and price. */
export const EVENT_SOURCES: ColumnSources = {
  symbol: [['symbol']],
  side: [['kind', 'direction']],
  entryTime: [['entryTime'], ['time']],
  exitTime: [['exitTime'], ['time']],
  entryPrice: [['entryPrice'], ['price']],
  exitPrice: [['exitPrice'], ['price']],
  quantity: [['quantity']],
  pnl: [['pnl'], ['grossPnl']],
  pnlPct: [['pnlPct'], ['returnShare']],
  fees: [['fees', 'entryFees', 'exitFees', 'taxes', 'swap']],
  stop: [['stop']],
  target: [['target']],
  reason: [['tag']],
  tag: [['tag']],
  strategy: [['strategy']],
};
