import { type Fields, inOrder, isFields, numberIn, priceIn, textIn, timeIn } from '../cells/jsonFields';
import { shortened } from '../cells/words';
import { type LoggedTrade, NOTHING_KNOWN, UnreadableTrade } from '../loggedTrade';
import { tidy } from '../settle';
import type { JsonShape, JsonTrade, TradeList, TradeLogFormat } from '../tradeLogFormat';
import { hasAll, oneRowShape } from './oneRow';

/** No result names more strategies. */
const MOST_STRATEGIES = 1000;
/** The fields of freqtrade's exports until 2020, in which a trade was a list. */
const OLD_FIELDS = [
  'pair',
  'profit_percent',
  'open_date',
  'close_date',
  'index',
  'trade_duration',
  'open_rate',
  'close_rate',
  'open_at_end',
  'sell_reason',
];

/** Backtest results of freqtrade, and its exported trades, from 2019 on. */
const resultShape: JsonShape = {
  content: 'json',
  sources: {
    symbol: 'pair',
    side: 'is_short',
    entryTime: 'open_date',
    exitTime: 'close_date',
    entryPrice: 'open_rate',
    exitPrice: 'close_rate',
    quantity: 'amount',
    pnl: 'profit_abs',
    pnlPct: 'profit_ratio',
    fees: 'fee_open, fee_close',
    reason: 'exit_reason',
    tag: 'enter_tag',
  },
  recognises(content): readonly TradeList[] {
    if (Array.isArray(content))
      return holdsTrades(content) ? [{ path: [], strategy: null, items: content }] : [];
    if (!isFields(content)) return [];
    const { trades, strategy } = content;
    if (Array.isArray(trades))
      return holdsTrades(trades) ? [{ path: ['trades'], strategy: null, items: trades }] : [];
    return isFields(strategy) ? listsOfStrategies(strategy) : [];
  },
  reads(item): JsonTrade {
    const fields = fieldsOf(item);
    const entry = timeIn(fields, 'open_date', 'open_timestamp');
    const exit = timeIn(fields, 'close_date', 'close_timestamp');
    const { entryTime, exitTime, naive } = inOrder(entry, exit);
    const entryPrice = priceIn(fields, 'open_rate');
    const exitPrice = priceIn(fields, 'close_rate');
    const quantity = numberIn(fields, 'amount');
    const fees = feesOf(fields, quantity, entryPrice, exitPrice);
    // Every name of this field held a share, `profit_percent` too.
    const share = numberIn(fields, 'profit_ratio', 'profit_percent', 'close_profit');
    const trade: LoggedTrade = {
      ...NOTHING_KNOWN,
      symbol: textIn(fields, 'pair'),
      // Exports without `is_short` are older than 2022, when freqtrade learned to go short.
      side: fields.is_short === true ? 'short' : 'long',
      entryTime,
      exitTime,
      entryPrice,
      exitPrice,
      quantity: quantity === 0 ? null : quantity,
      pnl: numberIn(fields, 'profit_abs', 'close_profit_abs'),
      pnlPct: share === null ? null : tidy(share * 100),
      fees,
      stop: numberIn(fields, 'initial_stop_loss_abs', 'stop_loss_abs') || null,
      reason: textIn(fields, 'exit_reason', 'sell_reason'),
      tag: textIn(fields, 'enter_tag', 'buy_tag'),
      // `is_open` does not tell: a trade closed by the end of a backtest has `is_open` and a result.
      open: exit === null || exitPrice === null,
    };
    return { trade, naive };
  },
};

function listsOfStrategies(strategies: Fields): TradeList[] {
  return Object.entries(strategies)
    .slice(0, MOST_STRATEGIES)
    .flatMap(([name, result]) =>
      isFields(result) && Array.isArray(result.trades)
        ? [{ path: ['strategy', name, 'trades'], strategy: shortened(name), items: result.trades }]
        : [],
    );
}

/** Whether the first item of a list is a trade of freqtrade's. */
function holdsTrades([first]: readonly unknown[]): boolean {
  if (Array.isArray(first)) return first.length === OLD_FIELDS.length && typeof first[0] === 'string';
  return isFields(first) && 'pair' in first && 'open_rate' in first;
}

function fieldsOf(item: unknown): Fields {
  if (Array.isArray(item)) return Object.fromEntries(OLD_FIELDS.map((name, index) => [name, item[index]]));
  if (isFields(item)) return item;
  throw new UnreadableTrade('it is no trade');
}

/** Fees in money: freqtrade writes them as shares of the notional of each leg. */
function feesOf(
  fields: Fields,
  quantity: number | null,
  entryPrice: number | null,
  exitPrice: number | null,
): number | null {
  const opening = numberIn(fields, 'fee_open', 'open_fee');
  const closing = numberIn(fields, 'fee_close', 'close_fee');
  if (quantity === null || entryPrice === null || exitPrice === null) return null;
  if (opening === null || closing === null) return null;
  return tidy(quantity * (entryPrice * opening + exitPrice * closing));
}

/** freqtrade: JSON of its backtests, and its frame of trades as CSV. */
export const freqtrade: TradeLogFormat<'freqtrade'> = {
  name: 'freqtrade',
  title: 'freqtrade',
  stamps: 'bar opens',
  shapes: [
    resultShape,
    oneRowShape((header) => hasAll(header, 'open_rate', 'close_rate'), { returnsAreShares: true }),
  ],
};
