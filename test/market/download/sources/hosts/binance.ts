import { TIMEFRAMES, type Timeframe } from '../../../../../src/common/timeframe';
import { type Host, json } from '../standIn';

/** Binance's spot market: at most 1000 klines a request, the oldest of those asked for. */
export const binance: Host = (market, { path, query }, response) => {
  if (path === 'api/v3/exchangeInfo') {
    const symbols = market.pairs().map(({ base, quote }) => ({
      symbol: `${base}${quote}`,
      status: 'TRADING',
      baseAsset: base,
      baseAssetPrecision: 8,
      quoteAsset: quote,
      quotePrecision: 8,
      isSpotTradingAllowed: true,
      isMarginTradingAllowed: false,
      filters: [],
      permissions: ['SPOT'],
    }));
    return json(response, {
      timezone: 'UTC',
      serverTime: market.now(),
      rateLimits: [],
      exchangeFilters: [],
      symbols,
    });
  }
  const pair = market.pairs().find(({ base, quote }) => `${base}${quote}` === query.get('symbol'));
  if (!pair) return json(response, { code: -1121, msg: 'Invalid symbol.' }, 400);
  const step = TIMEFRAMES[query.get('interval') as Timeframe];
  const limit = Math.min(1000, Number(query.get('limit') ?? 500));
  const bars = market.between(pair.name, step, Number(query.get('startTime')), Number(query.get('endTime')));
  const rows = market
    .page(bars.slice(0, limit))
    .map(({ time, open, high, low, close, volume }) => [
      time,
      ...[open, high, low, close, volume].map(String),
      time + step - 1,
      '0',
      1,
      '0',
      '0',
      '0',
    ]);
  json(response, rows);
};
