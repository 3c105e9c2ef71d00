import createYahooFinance from 'yahoo-finance2/createYahooFinance';
import chart, { type ChartMeta } from 'yahoo-finance2/modules/chart';
import { InputError } from '../../../common/inputError';
import { DAY, type Timeframe } from '../../../common/timeframe';
import type { TimedBar } from '../../barsCsv';
import type { Hours } from '../../gaps';
import type { PoliteNet } from './politeNet';
import type { BarSource, Listing, Span } from './source';
import { isCoin, isCurrency, pairOf } from './symbols';
import { TryLater } from './tryLater';

const HOST = 'query2.finance.yahoo.com';
/** Pause between two requests, ms. Yahoo does not publish its limits. */
const PACE = 500;

const INTERVALS = { '1m': '1m', '5m': '5m', '15m': '15m', '30m': '30m', '1h': '1h', '1d': '1d' } as const;
type Interval = keyof typeof INTERVALS;

const LIMITS = 'Yahoo keeps minutes for 30 days, other intraday bars for 60, hours for 730, days without end';
const quiet = () => {};

/** Opens Yahoo Finance's chart through yahoo-finance2: shares, funds, indices, foreign exchange and daily crypto. */
export function openYahoo(net: PoliteNet): BarSource {
  net.pace(HOST, PACE);
  const YahooFinance = createYahooFinance({ modules: { chart } });
  const yahoo = new YahooFinance({
    fetch: net.fetch,
    versionCheck: false,
    // The library would complain of Node 20, the version in VS Code 1.100, and dump answers that it cannot read.
    logger: { info: quiet, warn: quiet, error: quiet, debug: quiet, dir: quiet },
    validation: { logErrors: false, logOptionsErrors: false },
  });

  async function ask(name: string, interval: Interval, { from, to }: Span) {
    try {
      return await yahoo.chart(name, {
        period1: from / 1000,
        period2: to / 1000,
        interval: INTERVALS[interval],
        includePrePost: false,
        events: '',
      });
    } catch (error) {
      if (!(error instanceof Error) || error instanceof InputError || error instanceof TryLater) throw error;
      throw new InputError({ file: HOST }, `it refuses ${name}: ${firstLine(error.message)}`, LIMITS);
    }
  }

  return {
    name: 'yahoo',
    host: HOST,
    timeframes: Object.keys(INTERVALS) as Timeframe[],
    // Yahoo gives minutes for seven days at a time; other lengths have no such limit.
    pageSize: 7 * 24 * 60,
    limits: LIMITS,
    async find(symbol, timeframe): Promise<Listing> {
      const name = yahooName(symbol);
      const to = Math.floor(net.timeOf(HOST) / 1000) * 1000;
      const span = { from: to - 7 * DAY, to };
      const { meta } = await net.patiently(HOST, () => ask(name, intervalOf(timeframe), span));
      return {
        symbol,
        answered: meta.symbol,
        zone: meta.exchangeTimezoneName,
        hours: hoursOf(meta),
        differs: differenceOf(symbol, name, meta),
      };
    },
    async fetchPage({ answered, zone }, timeframe, span): Promise<TimedBar[]> {
      const daily = timeframe === '1d';
      // A daily bar begins at its market's midnight or opening, up to fourteen hours off midnight UTC.
      const asked = daily ? { from: span.from - DAY, to: span.to + DAY } : span;
      const { quotes } = await ask(answered, intervalOf(timeframe), asked);
      const dayOf = daily ? calendarDays(zone) : null;
      const bars = quotes.flatMap(({ date, open, high, low, close, volume }): TimedBar[] => {
        // A row without prices stands for a missing bar.
        if (open === null || high === null || low === null || close === null) return [];
        const time = dayOf ? dayOf(date) : date.getTime();
        return [{ time, open, high, low, close, volume: volume ?? Number.NaN }];
      });
      return daily ? bars.filter(({ time }) => time >= span.from && time < span.to) : bars;
    },
  };
}

const intervalOf = (timeframe: Timeframe): Interval => {
  if (Object.hasOwn(INTERVALS, timeframe)) return timeframe as Interval;
  throw new Error(`Yahoo has no ${timeframe} bars`);
};

/** Yahoo's name of a symbol: "EURUSD=X" for a pair of currencies, "BTC-USD" for a coin, a share's symbol unchanged. */
function yahooName(symbol: string): string {
  const pair = pairOf(symbol);
  if (!pair) return symbol;
  return isCoin(pair.base) ? `${pair.base}-${pair.quote}` : `${pair.base}${pair.quote}=X`;
}

function hoursOf({ instrumentType }: ChartMeta): Hours {
  if (instrumentType === 'CRYPTOCURRENCY') return 'always';
  return instrumentType === 'CURRENCY' ? 'weekdays' : 'sessions';
}

function differenceOf(symbol: string, asked: string, meta: ChartMeta): string | null {
  const what = `${meta.symbol}, ${meta.longName ?? meta.shortName ?? 'unnamed'} (${meta.instrumentType})`;
  if (meta.symbol !== asked) return `for ${symbol} Yahoo answers with ${what}`;
  const pair = pairOf(symbol);
  const money = ['CRYPTOCURRENCY', 'CURRENCY'].includes(meta.instrumentType);
  if ((pair || isCurrency(symbol)) && !money)
    return `${symbol} is a currency, but Yahoo's ${symbol} is ${what}`;
  if (pair && meta.currency !== pair.quote)
    return `${symbol} is quoted in ${pair.quote}, but Yahoo's ${what} in ${meta.currency}`;
  return null;
}

/** Makes a function from an instant to midnight UTC, epoch ms, of the calendar day at that instant in a zone. */
function calendarDays(zone: string): (date: Date) => number {
  const day = new Intl.DateTimeFormat('en-CA', { timeZone: zone });
  return (date) => Date.parse(day.format(date));
}

const firstLine = (text: string) => text.split('\n')[0].slice(0, 200);
