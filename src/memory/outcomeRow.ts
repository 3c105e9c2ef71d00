import { isoTime } from '../common/calendar';
import { SITUATION_FEATURES } from '../market/situationFeatures';
import type { ClosedTrade, OpeningVote } from './closedTrade';
import type { Outcome } from './outcome';
import { actionOf, sideOf } from './side';

/** What was known of a trade once it had ended, and all that a decision may be told of the trade. */
export interface OutcomeFacts
  extends Pick<
    ClosedTrade,
    | 'id'
    | 'run'
    | 'definition'
    | 'quarter'
    | 'symbol'
    | 'side'
    | 'decisionTime'
    | 'entryTime'
    | 'exitTime'
    | 'exitReason'
    | 'pnl'
    | 'pnlPct'
    | 'provider'
    | 'regime'
    | 'tags'
    | 'features'
  > {
  readonly votes: readonly Pick<OpeningVote, 'provider' | 'action'>[];
}

/** Fields kept in memory of every outcome, so that a hundred thousand outcomes fit; the rest stays in the file. */
export interface OutcomeRow extends OutcomeFacts, Pick<ClosedTrade, 'note'> {}

/** The row of an outcome file; of its features only those of a situation. */
export function rowOf(outcome: Outcome): OutcomeRow {
  const features: Record<string, number> = {};
  for (const feature of SITUATION_FEATURES) {
    if (feature in outcome.features) features[feature] = outcome.features[feature];
  }
  return {
    id: outcome.decision_id,
    run: outcome.run_id,
    definition: outcome.definition,
    quarter: outcome.quarter,
    symbol: outcome.asset_pair,
    side: sideOf(outcome.action),
    decisionTime: Date.parse(outcome.decision_time),
    entryTime: Date.parse(outcome.entry_time),
    exitTime: Date.parse(outcome.exit_time),
    exitReason: outcome.exit_reason,
    pnl: outcome.pnl,
    pnlPct: outcome.pnl_pct,
    provider: outcome.ai_provider_used,
    regime: outcome.market_regime,
    tags: outcome.tags,
    votes: outcome.votes.map(({ provider, action }) => ({ provider, action })),
    features,
    note: outcome.note?.text ?? null,
  };
}

/** A row without what was written afterwards. */
export function factsOf({ note: _, ...facts }: OutcomeRow): OutcomeFacts {
  return facts;
}

/**
 * Facts, or a row with its note, by the names that outcome files have: what the hash of a run's memory is taken over, so
 * that the hash of the same memory is the same in every version.
 */
export function publicFacts(facts: OutcomeFacts & Partial<Pick<OutcomeRow, 'note'>>): object {
  return {
    decision_id: facts.id,
    run_id: facts.run,
    definition: facts.definition,
    quarter: facts.quarter,
    asset_pair: facts.symbol,
    action: actionOf(facts.side),
    decision_time: isoTime(facts.decisionTime),
    entry_time: isoTime(facts.entryTime),
    exit_time: isoTime(facts.exitTime),
    exit_reason: facts.exitReason,
    pnl: facts.pnl,
    pnl_pct: facts.pnlPct,
    ai_provider_used: facts.provider,
    market_regime: facts.regime,
    tags: facts.tags,
    votes: facts.votes.map(({ provider, action }) => ({ provider, action })),
    features: facts.features,
    ...(facts.note !== undefined && { note: facts.note }),
  };
}
