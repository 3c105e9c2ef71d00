import type { Regime } from '../../market/regime';
import type { OutcomeFacts } from '../../memory/outcomeRow';

/** What each provider's vote is multiplied by. They average 1. */
export type Multipliers = Readonly<Record<string, number>>;

/** What was learned: multipliers by the regime that a decision is taken in, and where no regime is known. */
export interface LearnedWeights {
  readonly overall: Multipliers;
  readonly regimes: Readonly<Record<Regime, Multipliers>>;
}

/** Learns from how trades ended what each provider's vote is worth. */
export interface Learner {
  /** Takes in outcomes in the order in which they became known: at once or one by one, it learns the same. */
  learn(outcomes: readonly OutcomeFacts[]): void;
  readonly weights: LearnedWeights;
}
