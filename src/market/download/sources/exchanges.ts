// Each exchange is imported from its own file: the library has more than a hundred.
import { NetworkError } from 'ccxt/js/src/base/errors.js';
import type { Market, OHLCV } from 'ccxt/js/src/base/types.js';
import binance from 'ccxt/js/src/binance.js';
import bybit from 'ccxt/js/src/bybit.js';
import coinbase from 'ccxt/js/src/coinbase.js';
import kraken from 'ccxt/js/src/kraken.js';
import { InputError } from '../../../common/inputError';
import { TIMEFRAMES, type Timeframe } from '../../../common/timeframe';
import type { TimedBar } from '../../barsCsv';
import type { PoliteNet } from './politeNet';
import type { BarSource, Listing, Span } from './source';
import { TryLater } from './tryLater';

type Exchange = coinbase | kraken | binance | bybit;

interface Offer {
  readonly make: new (options: object) => Exchange;
  readonly host: string;
  /** Largest number of bars in one answer. */
  readonly pageSize: number;
  readonly limits: string | null;
  /** Whether the exchange must be asked for its spot markets alone. */
  readonly spotOnly: boolean;
  /** Whether a request can name the end of a page. */
  readonly ends: boolean;
}

const USUAL = { limits: null, spotOnly: false, ends: true } as const;
const OFFERS: Readonly<Record<string, Offer>> = {
  coinbase: { ...USUAL, make: coinbase, host: 'api.coinbase.com', pageSize: 300 },
  kraken: {
    ...USUAL,
    make: kraken,
    host: 'api.kraken.com',
    pageSize: 720,
    limits: 'Kraken tells the newest 720 bars of a length and no older ones; take another source for those',
    ends: false,
  },
  binance: { ...USUAL, make: binance, host: 'api.binance.com', pageSize: 1000, spotOnly: true },
  bybit: { ...USUAL, make: bybit, host: 'api.bybit.com', pageSize: 1000, spotOnly: true },
};

/** Timeout of the library, ms: so long that the timeout of `PoliteNet` always comes first. */
const NEVER = 3_600_000;

/** Opens an exchange's spot market through ccxt. @returns null for an exchange that is not offered. */
export function openExchange(name: string, net: PoliteNet): BarSource | null {
  const offer = Object.hasOwn(OFFERS, name) ? OFFERS[name] : undefined;
  if (!offer) return null;
  const exchange = new offer.make({
    timeout: NEVER,
    fetchImplementation: net.fetch,
    ...(offer.spotOnly && { options: { fetchMarkets: { types: ['spot'] } } }),
  });
  exchange.has.fetchCurrencies = false;
  // The library would sort and filter the rows, and hide a page about another span.
  exchange.parseOHLCVs = (rows: object[] | undefined, market?: Market): OHLCV[] =>
    (rows ?? []).map((row) => exchange.parseOHLCV(row, market));
  const here = { file: offer.host };

  async function call<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Error) || error instanceof InputError || error instanceof TryLater) throw error;
      // Errors of the library: limits and outages told in an answer's body, and refusals.
      if (error instanceof NetworkError) throw new TryLater(error.message);
      throw new InputError(here, `it refuses: ${error.message}`, offer?.limits ?? 'Ask for something else');
    }
  }

  return {
    name,
    host: offer.host,
    pageSize: offer.pageSize,
    limits: offer.limits,
    timeframes: (Object.keys(TIMEFRAMES) as Timeframe[]).filter((one) => one in exchange.timeframes),
    async find(symbol, _, accepted): Promise<Listing> {
      const markets = await net.patiently(offer.host, () => call(() => exchange.loadMarkets()));
      const spot = Object.values(markets).filter((market) => market?.spot === true) as NonNullable<Market>[];
      const wanted = plain(symbol);
      const exact = spot.find(({ base, quote }) => `${base}${quote}` === wanted);
      const near = spot
        .filter((one) => isNear(one, wanted))
        .sort((a, b) => b.base.length - a.base.length || a.quote.length - b.quote.length);
      const market = spot.find((one) => accepted.includes(one.symbol)) ?? exact ?? near[0];
      if (!market)
        throw new InputError(here, `it has no ${symbol}`, 'Correct the symbol, or take another source');
      const differs =
        market === exact
          ? null
          : `${name} has no ${symbol}; its nearest is ${market.symbol}, quoted in ${market.quote}`;
      return { symbol, answered: market.symbol, zone: 'UTC', hours: 'always', differs };
    },
    async fetchPage(listing, timeframe, { from, to }: Span): Promise<TimedBar[]> {
      const limit = Math.ceil((to - from) / TIMEFRAMES[timeframe]);
      const until = offer.ends ? { until: to - 1 } : {};
      const rows = await call(() => exchange.fetchOHLCV(listing.answered, timeframe, from, limit, until));
      return rows.map(timedBar);
    },
  };
}

function timedBar([time, open, high, low, close, volume]: OHLCV): TimedBar {
  const number = (value: number | undefined) => value ?? Number.NaN;
  return {
    time: number(time),
    open: number(open),
    high: number(high),
    low: number(low),
    close: number(close),
    volume: number(volume),
  };
}

/** Gives "BTCUSD" for "BTC-USD", "btc/usd" and "BTCUSD". */
const plain = (symbol: string) => symbol.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');

/** Whether a symbol begins with a market's base, and ends with a currency like its quote: USD for USDT. */
function isNear({ base, quote }: NonNullable<Market>, wanted: string): boolean {
  if (!wanted.startsWith(base)) return false;
  const asked = wanted.slice(base.length);
  return quote.startsWith(asked) || (asked !== '' && asked.startsWith(quote));
}
