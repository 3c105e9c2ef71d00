import type { Action, OutcomeVote } from '../memory/outcome';
import type { DecisionRequest } from './request';

/**
 * What the ensemble decided for one symbol at one close. Valid until the next decision is asked for, since most are
 * never looked at again: reason and votes are made only where they are read. Whoever keeps one keeps a copy.
 */
export interface Decision {
  readonly action: Action;
  /** 0 to 100. */
  readonly confidence: number;
  readonly reason: string;
  /** Prices, quote currency; a price beats the definition's percentage. */
  readonly stop?: number;
  readonly target?: number;
  /** A fraction of equity, as a further upper limit of the position. */
  readonly size?: number;
  readonly votes: readonly OutcomeVote[];
  /** What each of those votes weighed, in their order. */
  readonly weights: readonly number[];
  /** The provider that carried most of the winning vote; empty where nobody did. */
  readonly leader: string;
}

/** Answers at once where every provider does, so that a rule pays no promise per bar. */
export type Decider = (request: DecisionRequest) => Decision | Promise<Decision>;

/** The decision as it is now. */
export function copyOf(decision: Decision): Decision {
  const { action, confidence, reason, stop, target, size, votes, weights, leader } = decision;
  return { action, confidence, reason, stop, target, size, votes, weights, leader };
}
