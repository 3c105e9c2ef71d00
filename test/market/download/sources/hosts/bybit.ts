import { DAY, HOUR, MINUTE } from '../../../../../src/common/timeframe';
import { type Host, json } from '../standIn';

const INTERVALS: Readonly<Record<string, number>> = { '1': MINUTE, '60': HOUR, '240': 4 * HOUR, D: DAY };

/** Bybit v5's spot market: codes inside a good answer, newest first, and of too many bars the newest. */
export const bybit: Host = (market, { path, query }, response) => {
  const say = (retCode: number, retMsg: string, result: object) =>
    json(response, { retCode, retMsg, result, retExtInfo: {}, time: market.now() });
  if (path === 'v5/market/instruments-info') {
    const list = market.pairs().map(({ base, quote }) => ({
      symbol: `${base}${quote}`,
      baseCoin: base,
      quoteCoin: quote,
      status: 'Trading',
      lotSizeFilter: {
        basePrecision: '0.000001',
        quotePrecision: '0.01',
        minOrderQty: '0.001',
        maxOrderQty: '9',
      },
      priceFilter: { tickSize: '0.01' },
    }));
    return say(0, 'OK', { category: query.get('category'), list });
  }
  const pair = market.pairs().find(({ base, quote }) => `${base}${quote}` === query.get('symbol'));
  if (!pair) return say(10001, 'Not supported symbols', {});
  const limit = Math.min(1000, Number(query.get('limit') ?? 200));
  const step = INTERVALS[query.get('interval') ?? ''];
  const bars = market.between(pair.name, step, Number(query.get('start')), Number(query.get('end')));
  const list = market
    .page(bars.reverse().slice(0, limit))
    .map(({ time, open, high, low, close, volume }) => [time, open, high, low, close, volume, 0].map(String));
  say(0, 'OK', { category: 'spot', symbol: query.get('symbol'), list });
};
