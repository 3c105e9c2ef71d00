import type { Action, OutcomeVote } from '../memory/outcome';
import type { DecisionRequest } from './request';

/** What the ensemble decided for one symbol at one close. */
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
  /** The provider that carried most of the winning vote; empty where nobody did. */
  readonly leader: string;
}

/** Answers at once where every provider does, so that a rule pays no promise per bar. */
export type Decider = (request: DecisionRequest) => Decision | Promise<Decision>;
