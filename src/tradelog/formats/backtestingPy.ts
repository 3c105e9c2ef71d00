import type { TradeLogFormat } from '../tradeLogFormat';
import { hasAll, oneRowShape } from './oneRow';

/** The frame `stats['_trades']` of backtesting.py as CSV. */
export const backtestingPy: TradeLogFormat<'backtesting.py'> = {
  name: 'backtesting.py',
  title: 'backtesting.py',
  stamps: 'bar opens',
  exitsByLevels: true,
  shapes: [
    oneRowShape((header) => hasAll(header, 'entrybar', 'exitbar'), {
      sizesHaveSigns: () => true,
      returnsAreShares: true,
    }),
  ],
};
