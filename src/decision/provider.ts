import type { Action } from '../memory/outcome';
import type { DecisionRequest } from './request';

/** A provider's answer to one request. */
export interface Reply {
  readonly action: Action;
  /** 0 to 100: how likely the provider holds it that a trade this way wins. */
  readonly confidence: number;
  readonly reason: string;
  /** Prices, quote currency; they beat the definition's percentages. */
  readonly stop?: number;
  readonly target?: number;
  /** A fraction of equity, as a further upper limit of the position. */
  readonly size?: number;
}

/**
 * A decision maker. Built-in rules answer at once; a model or a script answers later and stops when `signal` aborts.
 * A provider that cannot answer throws (or rejects with) a ProviderFailure: it then drops out of that vote and is
 * counted. Anything else it throws is a bug and ends the run.
 */
export interface Provider {
  /** As named in the definition: "rule:trend". */
  readonly id: string;
  decide(request: DecisionRequest, signal: AbortSignal): Reply | Promise<Reply>;
}

/** Why there was no usable answer, as failures are counted. */
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

/** A provider could not give a usable answer. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure';

  constructor(
    message: string,
    readonly why: FailureCause = 'other',
  ) {
    super(message);
  }
}
