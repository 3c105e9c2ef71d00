import type { TradeLogFormat } from '../tradeLogFormat';
import { hasAll, oneRowShape } from './oneRow';

/** The trades.csv of a run of Backtest Memory itself. */
export const backtestMemory: TradeLogFormat<'backtest-memory'> = {
  name: 'backtest-memory',
  title: 'Backtest Memory',
  stamps: 'fills',
  shapes: [oneRowShape((header) => hasAll(header, 'decision_id', 'asset_pair'))],
};
