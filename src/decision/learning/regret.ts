import type { OpeningVote } from '../../memory/closedTrade';
import type { OutcomeFacts } from '../../memory/outcomeRow';
import { NO_VOTE_LOSS } from './hedgeLearner';
import { VoteScorer } from './scoredVotes';

/** A trade, and the weight of each vote of its decision, in the order of the votes. */
export interface WeighedOutcome {
  readonly outcome: Pick<OutcomeFacts, 'side' | 'pnl'> & { readonly votes: readonly OpeningVote[] };
  readonly weights: readonly number[];
}

/** Loss of the weighted vote against following from the start the provider that turned out best. */
export interface Regret {
  readonly trades: number;
  /** Weighted share of wrong votes, summed over trades, wins and losses balanced; no vote for a side counts as half wrong. */
  readonly learned: number;
  /** The loss if every vote weighed the same. */
  readonly equal: number;
  readonly best: { readonly provider: string; readonly loss: number };
  /** `learned` less the best provider's loss; below 0 the vote was better than any provider. */
  readonly regret: number;
}

/** @param weighed in the order in which the trades closed. @returns null for no trades. */
export function regretOf(providers: readonly string[], weighed: readonly WeighedOutcome[]): Regret | null {
  if (weighed.length === 0) return null;
  const scorer = new VoteScorer();
  const losses = new Map(providers.map((provider) => [provider, 0]));
  let learned = 0;
  let equal = 0;
  for (const { outcome, weights } of weighed) {
    const { right, weight } = scorer.score(outcome);
    const lossOf = (provider: string) => {
      const wasRight = right.get(provider);
      return weight * (wasRight === undefined ? NO_VOTE_LOSS : wasRight ? 0 : 1);
    };
    for (const [provider, loss] of losses) losses.set(provider, loss + lossOf(provider));
    const mean = (own: (index: number) => number) => {
      const total = outcome.votes.reduce((sum, _, index) => sum + own(index), 0);
      return (
        outcome.votes.reduce((sum, { provider }, index) => sum + own(index) * lossOf(provider), 0) / total
      );
    };
    learned += mean((index) => weights[index]);
    equal += mean(() => 1);
  }
  const [[provider, loss]] = [...losses].sort(([, a], [, b]) => a - b);
  return {
    trades: weighed.length,
    learned,
    equal,
    best: { provider, loss },
    regret: learned - loss,
  };
}
