import { csvHeader, csvRow } from '../../../../../src/market/barsCsv';
import type { Host } from '../standIn';

/** A user's own server of CSV files: `<name>.csv?from=…&to=…`, with a key that must be right if there is one. */
export const csv: Host = (market, { path, query }, response) => {
  const name = path.replace(/\.csv$/, '');
  const bars = market.bars.get(name);
  const key = query.get('key');
  if (!bars || (key !== null && key !== 'open sesame')) {
    response.writeHead(bars ? 401 : 404, { 'content-type': 'text/plain' }).end('no');
    return;
  }
  const [from, to] = ['from', 'to'].map((end) => Date.parse(query.get(end) ?? ''));
  const within = market.between(name, bars.step, from || 0, (to || Infinity) - 1);
  response.setHeader('content-type', 'text/csv');
  response.end(
    csvHeader(bars.step) +
      market
        .page(within)
        .map((bar) => csvRow(bar, bars.step))
        .join(''),
  );
};
