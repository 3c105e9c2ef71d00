import { type Fields, inOrder, isFields, numberIn, priceIn, textIn, timeIn } from '../cells/jsonFields';
import { shortened } from '../cells/words';
import { type LoggedTrade, NOTHING_KNOWN, UnreadableTrade } from '../loggedTrade';
import { tidy } from '../settle';
import type { JsonShape, JsonTrade, TradeList, TradeLogFormat } from '../tradeLogFormat';
import { hasAll, oneRowShape } from './oneRow';

/** The closed trades in LEAN's results. The first letter of a field's name is upper case in results of old versions. */
const resultShape: JsonShape = {
  content: 'json',
  sources: {
    symbol: 'symbols',
    side: 'direction',
    entryTime: 'entryTime',
    exitTime: 'exitTime',
    entryPrice: 'entryPrice',
    exitPrice: 'exitPrice',
    quantity: 'quantity',
    pnl: 'profitLoss',
    fees: 'totalFees',
  },
  recognises(content): readonly TradeList[] {
    const performance = namedIn(content, 'totalPerformance');
    const closed = namedIn(performance?.value, 'closedTrades');
    return performance && closed && Array.isArray(closed.value)
      ? [{ path: [performance.name, closed.name], strategy: null, items: closed.value }]
      : [];
  },
  reads(item): JsonTrade {
    if (!isFields(item)) throw new UnreadableTrade('it is no trade');
    const fields = Object.fromEntries(
      Object.entries(item).map(([name, value]) => [name[0].toLowerCase() + name.slice(1), value]),
    );
    const { entryTime, exitTime, naive } = inOrder(timeIn(fields, 'entryTime'), timeIn(fields, 'exitTime'));
    // LEAN's profit does not contain the fees.
    const profit = numberIn(fields, 'profitLoss');
    const fees = numberIn(fields, 'totalFees');
    const quantity = numberIn(fields, 'quantity');
    const trade: LoggedTrade = {
      ...NOTHING_KNOWN,
      symbol: symbolOf(fields),
      side: sideOf(String(fields.direction)),
      entryTime,
      exitTime,
      entryPrice: priceIn(fields, 'entryPrice'),
      exitPrice: priceIn(fields, 'exitPrice'),
      quantity: quantity === null || quantity === 0 ? null : Math.abs(quantity),
      pnl: profit === null ? null : tidy(profit - (fees ?? 0)),
      fees: fees === null ? null : Math.abs(fees),
      open: exitTime === null,
    };
    return { trade, naive };
  },
};

/** A field by its name in either case of its first letter, with the name that it has. */
function namedIn(value: unknown, name: string): { name: string; value: unknown } | null {
  if (!isFields(value)) return null;
  const found = [name, name[0].toUpperCase() + name.slice(1)].find((one) => one in value);
  return found === undefined ? null : { name: found, value: value[found] };
}

function sideOf(direction: string): LoggedTrade['side'] {
  if (/^(0|long|buy)$/i.test(direction)) return 'long';
  return /^(1|short|sell)$/i.test(direction) ? 'short' : null;
}

/** Results from 2025 on have a list with one symbol. A symbol as text is "SPY R735QTJ8XC9X": the ticker, then an id. */
function symbolOf(fields: Fields): string | null {
  const symbol = Array.isArray(fields.symbols) ? fields.symbols[0] : fields.symbol;
  if (typeof symbol === 'string') return shortened(tickerOf(symbol)) || null;
  return isFields(symbol) ? textIn(symbol, 'value', 'Value', 'permtick', 'Permtick') : null;
}

const tickerOf = (symbol: string) => symbol.split(' ')[0];

/** QuantConnect LEAN: JSON results of a backtest, and the list of trades that its site gives as CSV. */
export const lean: TradeLogFormat<'lean'> = {
  name: 'lean',
  title: 'QuantConnect LEAN',
  stamps: 'fills',
  shapes: [
    resultShape,
    oneRowShape((header) => hasAll(header, 'entrytime', 'symbols') || hasAll(header, 'iswin', 'orderids'), {
      symbolIn: tickerOf,
    }),
  ],
};
