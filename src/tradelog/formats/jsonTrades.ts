import { timeOfJson } from '../cells/times';
import { shortened } from '../cells/words';
import { listPlaces } from '../file/jsonPlaces';
import { type BadRow, type LoggedTrade, NOTHING_KNOWN, type Span, type Tool } from '../loggedTrade';
import { tidy } from '../settle';

type Fields = Readonly<Record<string, unknown>>;

/** A list of trades within a JSON log. */
interface TradeList {
  readonly tool: Tool;
  readonly path: readonly (string | number)[];
  readonly strategy: string | null;
  readonly items: readonly unknown[];
}

/** More lists than any log has. */
const MOST_LISTS = 1000;
/** The columns of freqtrade's exports until 2020, which were lists. */
const OLD_FREQTRADE = [
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

/** A trade that cannot be read. */
class TradeError extends Error {}

/** Reads the trades of freqtrade's or LEAN's results. @returns null for JSON that is neither's. */
export function jsonTrades(text: string): {
  tool: Tool;
  trades: LoggedTrade[];
  bad: BadRow[];
  naive: boolean;
  fields: Readonly<Record<string, string>>;
} | null {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return null;
  }
  const lists = listsOf(content);
  const [first] = lists;
  if (!first) return null;
  const wanted = new Set(lists.map(({ path }) => JSON.stringify(path)));
  const placesOf = listPlaces(text, (path) => wanted.has(JSON.stringify(path)));
  const trades: LoggedTrade[] = [];
  const bad: BadRow[] = [];
  let naive = false;
  for (const { tool, path, strategy, items } of lists) {
    const places = placesOf(path);
    items.forEach((item, index) => {
      const place: Span | undefined = places[index];
      try {
        const read = tool === 'lean' ? leanTrade(fieldsOf(item)) : freqtradeTrade(fieldsOf(item));
        naive ||= read.naive;
        trades.push({ ...read.trade, strategy, places: place ? [place] : [] });
      } catch (error) {
        if (!(error instanceof TradeError)) throw error;
        bad.push({ line: (place?.line ?? 0) + 1, problem: error.message });
      }
    });
  }
  return {
    tool: first.tool,
    trades,
    bad,
    naive,
    fields: first.tool === 'lean' ? LEAN_FIELDS : FREQTRADE_FIELDS,
  };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function listsOf(content: unknown): TradeList[] {
  if (Array.isArray(content)) return [listOf('freqtrade', [], null, content)].filter(isFreqtrade);
  if (!isFields(content)) return [];
  const lean = namedIn(content, 'totalPerformance');
  const closed = isFields(lean?.value) ? namedIn(lean.value, 'closedTrades') : undefined;
  if (lean && closed && Array.isArray(closed.value))
    return [listOf('lean', [lean.name, closed.name], null, closed.value)];
  if (Array.isArray(content.trades))
    return [listOf('freqtrade', ['trades'], null, content.trades)].filter(isFreqtrade);
  if (!isFields(content.strategy)) return [];
  return Object.entries(content.strategy)
    .slice(0, MOST_LISTS)
    .flatMap(([name, result]) =>
      isFields(result) && Array.isArray(result.trades)
        ? [listOf('freqtrade', ['strategy', name, 'trades'], name, result.trades)]
        : [],
    );
}

function listOf(
  tool: Tool,
  path: TradeList['path'],
  strategy: string | null,
  items: readonly unknown[],
): TradeList {
  return { tool, path, strategy: strategy === null ? null : shortened(strategy), items };
}

/** Whether a list of anything is one of freqtrade's trades. */
function isFreqtrade({ items: [first] }: TradeList): boolean {
  if (Array.isArray(first)) return first.length === OLD_FREQTRADE.length && typeof first[0] === 'string';
  return isFields(first) && 'pair' in first && 'open_rate' in first;
}

/** A field by its name, whichever its first letter's case: LEAN changed it. */
function namedIn(fields: Fields, name: string): { name: string; value: unknown } | undefined {
  const found = [name, name[0].toUpperCase() + name.slice(1)].find((one) => one in fields);
  return found === undefined ? undefined : { name: found, value: fields[found] };
}

function fieldsOf(item: unknown): Fields {
  if (Array.isArray(item)) return Object.fromEntries(OLD_FREQTRADE.map((name, index) => [name, item[index]]));
  if (isFields(item)) return item;
  throw new TradeError('it is no trade');
}

function numberIn(fields: Fields, ...names: readonly string[]): number | null {
  for (const name of names) {
    const value = fields[name];
    if (value === undefined || value === null) continue;
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw new TradeError(`${name} is not a number`);
  }
  return null;
}

function priceIn(fields: Fields, ...names: readonly string[]): number | null {
  const price = numberIn(fields, ...names);
  if (price !== null && price <= 0) throw new TradeError(`${names[0]} is ${price}, and must be above 0`);
  return price;
}

function textIn(fields: Fields, ...names: readonly string[]): string | null {
  const value = names.map((name) => fields[name]).find((one) => typeof one === 'string' && one !== '');
  return typeof value === 'string' ? shortened(value) : null;
}

/** The first of these that is a time. @throws TradeError where the first that is there is none. */
function timeIn(fields: Fields, ...names: readonly string[]): { time: number; zoned: boolean } | null {
  const name = names.find((one) => fields[one] !== undefined && fields[one] !== null && fields[one] !== '');
  if (name === undefined) return null;
  const time = timeOfJson(fields[name]);
  if (!time) throw new TradeError(`${name} is not a time`);
  return time;
}

interface Read {
  readonly trade: LoggedTrade;
  readonly naive: boolean;
}

function inOrder(entry: { time: number } | null, exit: { time: number } | null): void {
  if (!entry) throw new TradeError('it has no entry time');
  if (exit && exit.time < entry.time) throw new TradeError('its exit lies before its entry');
}

const FREQTRADE_FIELDS = {
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
};

/** A trade of freqtrade's, of its exports from 2019 on. */
function freqtradeTrade(fields: Fields): Read {
  const entry = timeIn(fields, 'open_date', 'open_timestamp');
  const exit = timeIn(fields, 'close_date', 'close_timestamp');
  inOrder(entry, exit);
  const entryPrice = priceIn(fields, 'open_rate');
  const exitPrice = priceIn(fields, 'close_rate');
  const quantity = numberIn(fields, 'amount');
  const [opening, closing] = [
    numberIn(fields, 'fee_open', 'open_fee'),
    numberIn(fields, 'fee_close', 'close_fee'),
  ];
  const known = quantity !== null && entryPrice !== null && exitPrice !== null;
  const fees =
    known && opening !== null && closing !== null
      ? tidy(quantity * (entryPrice * opening + exitPrice * closing))
      : null;
  // Whatever it was called, it was always a share.
  const share = numberIn(fields, 'profit_ratio', 'profit_percent', 'close_profit');
  const trade: LoggedTrade = {
    ...NOTHING_KNOWN,
    symbol: textIn(fields, 'pair'),
    // Before 2022 there were no shorts.
    side: fields.is_short === true ? 'short' : 'long',
    entryTime: entry?.time ?? null,
    exitTime: exit?.time ?? null,
    entryPrice,
    exitPrice,
    quantity: quantity === 0 ? null : quantity,
    pnl: numberIn(fields, 'profit_abs', 'close_profit_abs'),
    pnlPct: share === null ? null : tidy(share * 100),
    fees,
    stop: numberIn(fields, 'initial_stop_loss_abs', 'stop_loss_abs') || null,
    reason: textIn(fields, 'exit_reason', 'sell_reason'),
    tag: textIn(fields, 'enter_tag', 'buy_tag'),
    // What was open at the end of a backtest was closed for it, and says `is_open` as well as its result.
    open: exit === null || exitPrice === null,
  };
  return { trade, naive: entry?.zoned === false };
}

const LEAN_FIELDS = {
  symbol: 'symbols',
  side: 'direction',
  entryTime: 'entryTime',
  exitTime: 'exitTime',
  entryPrice: 'entryPrice',
  exitPrice: 'exitPrice',
  quantity: 'quantity',
  pnl: 'profitLoss',
  fees: 'totalFees',
};

/** A closed trade of LEAN's: its profit is before fees. */
function leanTrade(given: Fields): Read {
  const fields = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name[0].toLowerCase() + name.slice(1), value]),
  );
  const entry = timeIn(fields, 'entryTime');
  const exit = timeIn(fields, 'exitTime');
  inOrder(entry, exit);
  const profit = numberIn(fields, 'profitLoss');
  const fees = numberIn(fields, 'totalFees');
  const { direction } = fields;
  const quantity = numberIn(fields, 'quantity');
  const trade: LoggedTrade = {
    ...NOTHING_KNOWN,
    symbol: leanSymbol(fields),
    side: /^(0|long|buy)$/i.test(String(direction))
      ? 'long'
      : /^(1|short|sell)$/i.test(String(direction))
        ? 'short'
        : null,
    entryTime: entry?.time ?? null,
    exitTime: exit?.time ?? null,
    entryPrice: priceIn(fields, 'entryPrice'),
    exitPrice: priceIn(fields, 'exitPrice'),
    quantity: quantity === null || quantity === 0 ? null : Math.abs(quantity),
    pnl: profit === null ? null : tidy(profit - (fees ?? 0)),
    fees: fees === null ? null : Math.abs(fees),
    open: exit === null,
  };
  return { trade, naive: entry?.zoned === false };
}

/** One symbol since 2025 in a list; as text it is "SPY R735QTJ8XC9X": the ticker, then an id. */
function leanSymbol(fields: Fields): string | null {
  const symbol = Array.isArray(fields.symbols) ? fields.symbols[0] : fields.symbol;
  if (typeof symbol === 'string') return shortened(symbol.split(' ')[0]) || null;
  return isFields(symbol) ? textIn(symbol, 'value', 'Value', 'permtick', 'Permtick') : null;
}
