import type { TradeLogFormat } from '../tradeLogFormat';
import { oneRowShape } from './oneRow';

/** Any other table with a row per trade, its columns told by their names or by the user. */
export const csv: TradeLogFormat<'csv'> = {
  name: 'csv',
  title: 'a CSV file',
  stamps: 'bar opens',
  shapes: [oneRowShape(() => true, { sizesHaveSigns: (reader) => reader.signedSizes })],
};
