import type { TradeLogFormat } from '../tradeLogFormat';
import { hasAll, oneRowShape } from './oneRow';

/** The frame `portfolio.trades.records_readable` of vectorbt as CSV. */
export const vectorbt: TradeLogFormat<'vectorbt'> = {
  name: 'vectorbt',
  title: 'vectorbt',
  stamps: 'bar opens',
  shapes: [
    oneRowShape((header) => hasAll(header, 'avgentryprice', 'avgexitprice'), {
      returnsAreShares: true,
      // vectorbt numbers the columns that have no name: a number is no symbol.
      symbolIn: (cell) => (/^\d+$/.test(cell) ? null : cell),
    }),
  ],
};
