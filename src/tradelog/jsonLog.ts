import { listPlaces } from './file/jsonPlaces';
import { shapesOf } from './formats';
import { type BadRow, type LoggedTrade, type Span, UnreadableTrade } from './loggedTrade';
import type { FoundTrades } from './tradeLog';
import type { JsonShape, ReadTrades, TradeList } from './tradeLogFormat';

/** Reads the trades of a JSON text. @returns null for JSON of no known tool, and for a text that is no JSON. */
export function readJsonLog(text: string): FoundTrades | null {
  const content = parsed(text);
  for (const { tool, shape } of shapesOf('json')) {
    const lists = shape.recognises(content);
    if (lists.length > 0) return { tool, fields: shape.sources, ...tradesIn(lists, shape, text) };
  }
  return null;
}

function tradesIn(lists: readonly TradeList[], shape: JsonShape, text: string): ReadTrades {
  const wanted = new Set(lists.map(({ path }) => JSON.stringify(path)));
  const placesOf = listPlaces(text, (path) => wanted.has(JSON.stringify(path)));
  const trades: LoggedTrade[] = [];
  const bad: BadRow[] = [];
  let naive = false;
  for (const { path, strategy, items } of lists) {
    const places = placesOf(path);
    for (const [index, item] of items.entries()) {
      const place: Span | undefined = places[index];
      try {
        const read = shape.reads(item);
        naive ||= read.naive;
        trades.push({ ...read.trade, strategy, places: place ? [place] : [] });
      } catch (error) {
        if (!(error instanceof UnreadableTrade)) throw error;
        bad.push({ line: (place?.line ?? 0) + 1, problem: error.message });
      }
    }
  }
  return { trades, bad, naive };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
