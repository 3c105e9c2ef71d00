import { DAY, HOUR, MINUTE } from '../../../../../src/common/timeframe';
import { type Host, json } from '../standIn';

const GRANULARITIES: Readonly<Record<string, number>> = {
  ONE_MINUTE: MINUTE,
  FIVE_MINUTE: 5 * MINUTE,
  ONE_HOUR: HOUR,
  TWO_HOUR: 2 * HOUR,
  ONE_DAY: DAY,
};

/** Coinbase Advanced Trade, public part: products, and at most 349 candles a request, newest first. */
export const coinbase: Host = (market, { path, query }, response) => {
  if (path === 'api/v3/brokerage/market/products') {
    const products = market.pairs().map(({ base, quote }) => ({
      product_id: `${base}-${quote}`,
      price: '1',
      base_increment: '0.00000001',
      quote_increment: '0.01',
      base_min_size: '0.00000001',
      base_max_size: '3400',
      quote_min_size: '1',
      quote_max_size: '150000000',
      status: 'online',
      trading_disabled: false,
      product_type: 'SPOT',
      quote_currency_id: quote,
      base_currency_id: base,
      price_increment: '0.01',
      alias_to: [],
    }));
    return json(response, { products, num_products: products.length });
  }
  const refuse = (error: string, details: string, status: number) =>
    json(response, { error, error_details: details, message: details }, status);
  const id = /^api\/v3\/brokerage\/market\/products\/([^/]+)\/candles$/.exec(path)?.[1].replace('-', '/');
  if (!id || !market.bars.has(id)) return refuse('NOT_FOUND', 'valid product_id is required', 404);
  const step = GRANULARITIES[query.get('granularity') ?? ''];
  const [start, end] = [Number(query.get('start')) * 1000, Number(query.get('end')) * 1000];
  if ((end - start) / step >= 350) {
    const details =
      'start and end argument is invalid - number of candles requested should be less than 350 ';
    return refuse('INVALID_ARGUMENT', details, 400);
  }
  const candles = market.page(market.between(id, step, start, end).reverse()).map((bar) => ({
    start: String(bar.time / 1000),
    low: String(bar.low),
    high: String(bar.high),
    open: String(bar.open),
    close: String(bar.close),
    volume: String(bar.volume),
  }));
  json(response, { candles });
};
