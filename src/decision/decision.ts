import type { OpeningVote } from '../memory/closedTrade';
import type { Action } from '../memory/side';
import type { DecisionRequest } from './request';

/**
 * The ensemble's decision for one symbol at one close. Reason and votes are made only when somebody reads them, since most
 * decisions are never looked at again; so a decision is valid until the next one, and is kept as a copy (`copyOf`).
 */
export interface Decision {
  readonly action: Action;
  /** 0 to 100. */
  readonly confidence: number;
  readonly reason: string;
  /** Prices in quote currency; a price beats the definition's percentage. */
  readonly stop?: number;
  readonly target?: number;
  /** Fraction of equity, a further upper limit of the position. */
  readonly size?: number;
  readonly votes: readonly OpeningVote[];
  /** The weight of each vote, in the order of `votes`. */
  readonly weights: readonly number[];
  /** The provider that carried most of the winning vote; empty where no action won. */
  readonly leader: string;
}

/** Takes decisions; without a promise where every provider answers at once, so that rules pay no promise a bar. */
export type Decider = (request: DecisionRequest) => Decision | Promise<Decision>;

/** Copies a decision, its reason and votes put into words now. */
export function copyOf(decision: Decision): Decision {
  const { action, confidence, reason, stop, target, size, votes, weights, leader } = decision;
  return { action, confidence, reason, stop, target, size, votes, weights, leader };
}
