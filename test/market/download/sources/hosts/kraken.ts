import { MINUTE } from '../../../../../src/common/timeframe';
import { type Host, json } from '../standIn';

const coin = (name: string) => (name === 'BTC' ? 'XXBT' : `X${name}`);
const idOf = ({ base, quote }: { base: string; quote: string }) => `${coin(base)}Z${quote}`;

/** Kraken: its own names of pairs, errors inside a good answer, and never more than the newest 720 bars. */
export const kraken: Host = (market, { path, query }, response) => {
  const pairs = market.pairs();
  if (path === '0/public/AssetPairs') {
    const entries = pairs.map((pair) => [
      idOf(pair),
      {
        altname: `${coin(pair.base).slice(1)}${pair.quote}`,
        wsname: `${pair.base}/${pair.quote}`,
        base: coin(pair.base),
        quote: `Z${pair.quote}`,
        pair_decimals: 1,
        lot_decimals: 8,
        fees: [],
        fees_maker: [],
        ordermin: '0.0001',
        status: 'online',
      },
    ]);
    return json(response, { error: [], result: Object.fromEntries(entries) });
  }
  const pair = pairs.find((one) => idOf(one) === query.get('pair'));
  if (!pair) return json(response, { error: ['EQuery:Unknown asset pair'] });
  const since = Number(query.get('since')) * 1000;
  const newest = market.between(pair.name, Number(query.get('interval')) * MINUTE, 0, Infinity).slice(-720);
  const rows = market
    .page(newest.filter(({ time }) => time > since))
    .map(({ time, open, high, low, close, volume }) => [
      time / 1000,
      ...[open, high, low, close, 0, volume].map(String),
      1,
    ]);
  json(response, { error: [], result: { [idOf(pair)]: rows, last: 0 } });
};
