import { turn } from '../common/cancel';
import type { ArchivedRows } from '../memory/archive/archivedRows';
import { type ClosedTrade, lineOf } from '../memory/closedTrade';
import { memoryAtDecision } from '../run/memoryAtDecision';
import type { BarCache } from './barCache';
import { barChart } from './barChart';
import type { CardTrade, TradeCard } from './cardProtocol';
import { situationAt } from './entrySituation';
import { type ActiveOutcomes, winsOf } from './knownOutcomes';
import { neighbourhoodOf, noNeighbourText } from './neighbourhood';

/** Sources of a card about an outcome. */
export interface OutcomeCardSources {
  readonly workspace: string;
  readonly archive: ArchivedRows;
  readonly active: ActiveOutcomes;
  readonly bars: BarCache;
}

/** Makes the card of a run's trade, compared with what the run could remember when the trade was decided. */
export async function outcomeCard(
  trade: ClosedTrade,
  { workspace, archive, active, bars }: OutcomeCardSources,
  signal: AbortSignal,
): Promise<TradeCard> {
  const { features, regime, side, symbol, decisionTime: time } = trade;
  await turn(signal);
  const [{ view, refresh }, chart] = await Promise.all([
    memoryAtDecision(workspace, trade, active.endedBy(time), archive),
    chartOf(trade, bars),
  ]);
  await turn(signal);
  const { known } = view;
  const near = neighbourhoodOf(
    { count: known.length, wins: winsOf(known), rows: () => known, index: () => view.index },
    { symbol, side, situation: { features, regime, side }, time },
  );
  await turn(signal);
  return {
    ...near,
    id: trade.id,
    tool: 'backtest-memory',
    trade: cardTradeOf(trade),
    asOf: time,
    notes: near.of > 0 ? [] : [noNeighbourText(near.known, refresh)],
    chart,
  };
}

/** Draws the trade's bars; null where they are another market's or end before the trade. */
async function chartOf(trade: ClosedTrade, bars: BarCache): Promise<TradeCard['chart']> {
  const found = await bars.barsOf(trade.symbol);
  if ('why' in found) return null;
  const { entryTime: time, entryPrice: price } = trade;
  const situation = situationAt(found.bars, { time, price, step: found.bars.step });
  return 'why' in situation ? null : barChart(found.bars, trade);
}

function cardTradeOf(trade: ClosedTrade): CardTrade {
  const { reasoning, tags } = trade;
  return { ...lineOf(trade), reasoning, synthetic: tags.includes('synthetic'), open: false };
}
