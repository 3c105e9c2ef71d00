import { SITUATION_FEATURES } from '../market/situationFeatures';
import type { Outcome, OutcomeVote } from './outcome';

/** What was known of a trade once it had ended, and all that a decision may be told of it. An Outcome is one too. */
export interface OutcomeFacts
  extends Pick<
    Outcome,
    | 'decision_id'
    | 'run_id'
    | 'definition'
    | 'quarter'
    | 'asset_pair'
    | 'action'
    | 'decision_time'
    | 'entry_time'
    | 'exit_time'
    | 'exit_reason'
    | 'pnl'
    | 'pnl_pct'
    | 'ai_provider_used'
    | 'market_regime'
  > {
  readonly tags: readonly string[];
  readonly votes: readonly Pick<OutcomeVote, 'provider' | 'action'>[];
  /** Those of the situation's features that the outcome has. */
  readonly features: Readonly<Record<string, number>>;
}

/** What is kept of every outcome at hand, so that a hundred thousand of them fit; the rest stays in its file. */
export interface OutcomeRow extends OutcomeFacts {
  /** What the user wrote about it afterwards; hindsight, so no decision may depend on it. */
  readonly note: string | null;
}

export function rowOf(outcome: Outcome): OutcomeRow {
  const features: Record<string, number> = {};
  for (const feature of SITUATION_FEATURES) {
    if (feature in outcome.features) features[feature] = outcome.features[feature];
  }
  return {
    decision_id: outcome.decision_id,
    run_id: outcome.run_id,
    definition: outcome.definition,
    quarter: outcome.quarter,
    asset_pair: outcome.asset_pair,
    action: outcome.action,
    decision_time: outcome.decision_time,
    entry_time: outcome.entry_time,
    exit_time: outcome.exit_time,
    exit_reason: outcome.exit_reason,
    pnl: outcome.pnl,
    pnl_pct: outcome.pnl_pct,
    ai_provider_used: outcome.ai_provider_used,
    market_regime: outcome.market_regime,
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

/** By exit time, then id: the order in which outcomes became known. */
export function inOrderOfExit(a: OutcomeFacts, b: OutcomeFacts): number {
  return compare(a.exit_time, b.exit_time) || compare(a.decision_id, b.decision_id);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** When outcomes ended: to read a time takes longer than all else that is done with it. */
const ends = new WeakMap<OutcomeFacts, number>();

/** When an outcome ended, epoch ms; NaN where that cannot be read. */
export function endOf(outcome: OutcomeFacts): number {
  const before = ends.get(outcome);
  if (before !== undefined) return before;
  const end = Date.parse(outcome.exit_time);
  ends.set(outcome, end);
  return end;
}
