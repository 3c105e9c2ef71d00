import { TIMEFRAMES, type Timeframe } from '../../../../../src/common/timeframe';
import { type Host, json } from '../standIn';

/** Yahoo Finance's chart: columns with nulls, and metadata about the symbol. */
export const yahoo: Host = (market, { path, query }, response) => {
  const name = /^v8\/finance\/chart\/(.+)$/.exec(path)?.[1] ?? '';
  const meta = market.yahoo.get(name);
  if (!meta) {
    const error = { code: 'Not Found', description: 'No data found, symbol may be delisted' };
    return json(response, { chart: { result: null, error } }, 404);
  }
  const step = TIMEFRAMES[query.get('interval') as Timeframe];
  const [from, end] = [Number(query.get('period1')) * 1000, Number(query.get('period2')) * 1000];
  const bars = market.page(market.between(name, step, from, end - 1));
  const column = (key: 'open' | 'high' | 'low' | 'close' | 'volume') =>
    bars.map((bar) => (Number.isNaN(bar[key]) ? null : bar[key]));
  const quote = {
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
  };
  const period = { timezone: 'X', start: 0, end: 0, gmtoffset: 0 };
  const result = {
    meta: {
      exchangeName: 'X',
      fullExchangeName: 'X',
      firstTradeDate: null,
      regularMarketTime: Math.floor((market.now() ?? Date.now()) / 1000),
      gmtoffset: 0,
      hasPrePostMarketData: false,
      timezone: 'X',
      regularMarketPrice: 1,
      priceHint: 2,
      currentTradingPeriod: { pre: period, regular: period, post: period },
      dataGranularity: query.get('interval'),
      range: '',
      validRanges: ['1d', 'max'],
      ...meta,
    },
    // An answer without bars has no times, and an empty object in place of the columns.
    ...(bars.length > 0 && { timestamp: bars.map(({ time }) => time / 1000) }),
    indicators: { quote: [bars.length > 0 ? quote : {}] },
  };
  json(response, { chart: { result: [result], error: null } });
};
