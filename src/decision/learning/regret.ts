import type { OutcomeVote } from '../../memory/outcome';
import type { OutcomeFacts } from '../../memory/outcomeRow';
import { NO_VOTE_LOSS } from './hedgeLearner';
import { VoteScorer } from './scoredVotes';

/** A trade, and what each vote of its decision weighed, in the order of the votes. */
export interface WeighedOutcome {
  readonly outcome: Pick<OutcomeFacts, 'action' | 'pnl'> & { readonly votes: readonly OutcomeVote[] };
  readonly weights: readonly number[];
}

/** What the weighted vote lost by not following the best single provider from the start, which nobody could know. */
export interface Regret {
  readonly trades: number;
  /** Wrong votes, wins and losses weighing as much as each other; no vote for a side counts as half a wrong one. */
  readonly learned: number;
  /** The same where each vote weighs the same. */
  readonly equal: number;
  readonly best: { readonly provider: string; readonly loss: number };
  /** `learned` less that of the best; below 0 the vote was better than any provider. */
  readonly regret: number;
}

/** @param weighed in the order in which the trades closed. @returns null where there are none. */
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
