import { turn } from '../common/cancel';
import { NO_LINE } from '../memory/closedTrade';
import { titleOf } from '../tradelog/formats';
import type { LoggedTrade } from '../tradelog/loggedTrade';
import type { TradeLog } from '../tradelog/tradeLog';
import type { BarCache, FoundBars } from './barCache';
import { type BarChart, barChart } from './barChart';
import type { CardTrade, TradeCard } from './cardProtocol';
import { type KnownSituation, situationAt } from './entrySituation';
import type { ActiveOutcomes } from './knownOutcomes';
import { type Neighbourhood, neighbourhoodOf, noNeighbourText } from './neighbourhood';

/** A trade of another tool's log, and what the workspace says of it. */
export interface TradeOfLog {
  readonly log: TradeLog;
  readonly trade: LoggedTrade;
  /** Null where neither the log, the user nor the file's name says a symbol. */
  readonly symbol: string | null;
  /** Id of the outcome that the trade was imported as; null where the trade was not imported. */
  readonly imported: string | null;
}

/** Makes the card of a logged trade, compared with the active outcomes that were known at the trade's entry. */
export async function logCard(
  of: TradeOfLog,
  { active, bars }: { readonly active: ActiveOutcomes; readonly bars: BarCache },
  signal: AbortSignal,
): Promise<TradeCard> {
  const { log, trade, symbol, imported } = of;
  const base = { id: imported, tool: log.tool, trade: cardTradeOf(trade, symbol) };
  const { entryTime: time, entryPrice: price, side } = trade;
  const zone = log.naive ? [`Times of ${titleOf(log.tool)} name no zone: taken for UTC.`] : [];
  if (time === null) {
    const timeless = 'Its entry time is not logged, so what was known then cannot be told.';
    return { ...base, ...NOTHING_KNOWN, notes: [timeless, ...zone] };
  }
  await turn(signal);
  const found = symbol ? await bars.barsOf(symbol) : { why: 'the log does not say its symbol' };
  await turn(signal);
  const known = 'why' in found ? found : situationAt(found.bars, { time, price, step: log.barStep });
  const situation = 'why' in known ? null : { ...known, side };
  await turn(signal);
  const near = neighbourhoodOf(active.knownAt(time, imported), { symbol, side, situation, time });
  await turn(signal);
  const notes = [...comparisonNotes(near, known, symbol), ...zone];
  return { ...base, ...near, asOf: time, notes, chart: 'why' in known ? null : chartOf(found, trade) };
}

/** Notes on how similar trades were looked for, and on the lack of any. */
function comparisonNotes(near: Neighbourhood, known: KnownSituation, symbol: string | null): string[] {
  const by = symbol ? 'symbol and side' : 'side';
  return [
    ...(near.of === 0 ? [noNeighbourText(near.known, 'trade')] : []),
    ...('why' in known ? [`Compared by ${by} only, the newest first: ${known.why}.`] : []),
  ];
}

function chartOf(found: FoundBars, trade: LoggedTrade): BarChart | null {
  const { side, entryTime, entryPrice, exitTime, exitPrice } = trade;
  if ('why' in found || entryTime === null || entryPrice === null) return null;
  return barChart(found.bars, { side, entryTime, entryPrice, exitTime, exitPrice });
}

function cardTradeOf(trade: LoggedTrade, symbol: string | null): CardTrade {
  const { side, entryTime, exitTime, pnl, pnlPct, reason: exitReason, tag: reasoning, open } = trade;
  const told = { symbol, side, entryTime, exitTime, pnl, pnlPct, exitReason, reasoning, open };
  return { ...NO_LINE, ...told, synthetic: false };
}

const NOTHING_KNOWN = {
  asOf: null,
  known: 0,
  knownWins: 0,
  comparedBy: 'plain',
  similar: [],
  of: 0,
  wins: 0,
  mean: null,
  worst: null,
  interval: null,
  chart: null,
} as const;
