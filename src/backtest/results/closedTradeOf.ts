import type { ClosedTrade } from '../../memory/closedTrade';
import type { Trade } from '../engine/trade';

/** A trade of the engine with all that memory keeps of the trade. */
export function closedTradeOf(
  { opening, ...filled }: Trade,
  run: string,
  definition: string,
  tags: readonly string[],
): ClosedTrade {
  const { decision } = opening;
  return {
    ...filled,
    id: opening.decisionId,
    run,
    definition,
    decisionTime: opening.time,
    provider: decision.leader,
    votes: decision.votes,
    confidence: decision.confidence,
    reasoning: decision.reason,
    regime: opening.regime,
    tags,
    features: opening.situation ?? {},
    memories: opening.memories.map(({ outcome, similarity }) => ({ id: outcome.id, similarity })),
    note: null,
  };
}
