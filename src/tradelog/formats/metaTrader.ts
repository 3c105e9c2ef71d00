import type { TradeLogFormat } from '../tradeLogFormat';
import { dealShape } from './metaTraderDeals';
import { testerShape } from './metaTraderTester';
import { hasAll, oneRowShape } from './oneRow';

/** Rows of a statement that are no trades: deposits, and orders that were never filled. */
const NO_TRADE = /balance|credit|limit|stop|cancel|correction|bonus/i;
/** A column that a statement of MetaTrader has beside its levels or its swap. */
const OWN_COLUMN = /ticket|order|position|swap|своп/;

/** MetaTrader 4 and 5: statements and histories, the list of deals, the report of the strategy tester. */
export const metaTrader: TradeLogFormat<'metatrader'> = {
  name: 'metatrader',
  title: 'MetaTrader',
  stamps: 'fills',
  shapes: [
    oneRowShape(
      (header) =>
        (hasAll(header, 'sl', 'tp') || hasAll(header, 'swap')) &&
        [...header.plainNames].some((name) => OWN_COLUMN.test(name)),
      {
        isTrade: (kind) => kind === null || !NO_TRADE.test(kind),
        costs: 'added to profit',
        openTradesShowLastPrice: true,
      },
    ),
    dealShape,
    testerShape,
  ],
};
