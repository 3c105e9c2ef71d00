import type { Regime } from '../../market/regime';
import type { OutcomeFacts } from '../../memory/outcomeRow';

/** Multipliers of the providers' votes, which average 1. */
export type Multipliers = Readonly<Record<string, number>>;

/** Learned multipliers: by the regime of a decision, and `overall` for decisions without a known regime. */
export interface LearnedWeights {
  readonly overall: Multipliers;
  readonly regimes: Readonly<Record<Regime, Multipliers>>;
}

/** Learns from the ends of trades how much each provider's vote is worth. */
export interface Learner {
  /** Takes outcomes in the order in which they became known; all at once or one by one gives the same weights. */
  learn(outcomes: readonly OutcomeFacts[]): void;
  readonly weights: LearnedWeights;
}
