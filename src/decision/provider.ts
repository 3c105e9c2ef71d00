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

/** What was heard of a provider besides its reply. */
export interface Heard {
  /** Tokens that the provider said and was told, and how long saying its tokens took, ms. */
  readonly tokens?: number;
  readonly promptTokens?: number;
  readonly sayingMs?: number;
  /** The model's thinking before its answer, shortened. */
  readonly thinking?: string;
  /** What the provider said that could not be used, each try, shortened. */
  readonly said?: readonly string[];
}

/** Characters that the log keeps of a text that a provider said. */
const TEXT_KEPT = 4000;

/** Shortens what a provider said for the log, and says by how much. */
export function shortened(text: string): string {
  const more = text.length - TEXT_KEPT;
  return more > 0 ? `${text.slice(0, TEXT_KEPT)}… and ${more} characters more` : text;
}

/** A provider gave no usable answer. */
export class ProviderFailure extends Error {
  override readonly name = 'ProviderFailure';

  constructor(
    message: string,
    readonly why: FailureCause = 'other',
    readonly heard: Heard = {},
  ) {
    super(message);
  }
}
