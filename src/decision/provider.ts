import type { Action } from '../memory/side';
import type { DecisionRequest } from './request';

/** A provider's answer to one request. */
export interface Reply {
  readonly action: Action;
  /** 0 to 100: the chance, as the provider sees it, that a trade this way wins. */
  readonly confidence: number;
  readonly reason: string;
  /** Prices in quote currency; a price beats the definition's percentage. */
  readonly stop?: number;
  readonly target?: number;
  /** Fraction of equity, a further upper limit of the position. */
  readonly size?: number;
}

/**
 * A decision maker. Built-in rules answer at once; a model or a script answers later and stops when `signal` aborts.
 * A provider that cannot answer throws (or rejects with) a ProviderFailure: the provider then drops out of that vote, and
 * the failure is counted. Any other error is a bug and ends the run.
 */
export interface Provider {
  /** The provider's name in the definition: "rule:trend". */
  readonly id: string;
  decide(request: DecisionRequest, signal: AbortSignal): Reply | Promise<Reply>;
}

/** Causes of failures, by which failures are counted. */
export const FAILURE_CAUSES = [
  'unreachable',
  'deadline',
  'cut off',
  'server error',
  'refused',
  'unusable reply',
  'other',
] as const;
export type FailureCause = (typeof FAILURE_CAUSES)[number];

/** A provider gave no usable answer. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure';

  constructor(
    message: string,
    readonly why: FailureCause = 'other',
  ) {
    super(message);
  }
}
