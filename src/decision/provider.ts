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

/** Causes by which a provider's host failed to answer at all: nobody knows then what the provider would have said. */
const HOST_CAUSES: ReadonlySet<FailureCause> = new Set(['unreachable', 'cut off', 'server error', 'refused']);
/** How many failures in a row end a run. */
export const PATIENCE = 10;

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

/** Whether an error says that a provider's host could not be asked, so that there is no answer to count. */
export function isHostFailure(error: unknown): error is ProviderFailure {
  return error instanceof ProviderFailure && HOST_CAUSES.has(error.why);
}

/** A provider's host failed so often in a row that the run cannot go on. What was answered is kept, and the rest can be asked later. */
export class Interruption extends Error {
  override readonly name = 'Interruption';

  /** @param last the last failure, in the host's own words. */
  constructor(
    provider: string,
    failures: number,
    readonly last: ProviderFailure,
  ) {
    super(`${provider} failed ${failures} times in a row: ${last.message}`);
  }
}
