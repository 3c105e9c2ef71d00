import type { Json } from './log/logEntry';
import type { Mask } from './prompt/mask';
import type { Reply } from './provider';
import type { DecisionRequest } from './request';

/** What a provider that was asked answered, and what it took. */
export interface Answer {
  readonly reply: Reply;
  /** Tokens that it said and that it was told, and how long saying them took, ms. */
  readonly tokens?: number;
  readonly promptTokens?: number;
  readonly sayingMs?: number;
  /** What it thought before it answered, shortened. */
  readonly thinking?: string;
  /** What was wrong with a first reply. */
  readonly retried?: string;
}

/** How a provider is asked beside the others. */
export interface Scheduling {
  /** Providers of one lane share a machine: one is asked after the other, each lane beside the others. */
  readonly lane: string;
  /** How many questions it is given at once. */
  readonly atOnce: number;
  /** Whether cash, equity or the position is in its question: then nothing can be asked before what came before it is decided. */
  readonly seesAccount: boolean;
  /** Whether what it answered in another run is its answer to the same question in this. */
  readonly repeatable: boolean;
}

/** Answers cost something, or may differ from one time to the next: so each is logged before it counts. */
export interface AskedProvider<Question extends Json = Json> {
  /** As named in the definition. */
  readonly id: string;
  /** Left out: it is asked one question at a time, at each close, and never for another run. */
  readonly scheduling?: Scheduling;
  /** All that it will be told. Nothing in it may differ between two plays of the same run. */
  question(request: DecisionRequest): Question;
  /** What hides the market in its question; its replies are in the terms of that. */
  mask?(request: DecisionRequest): Mask | null;
  /** @throws ProviderFailure where there is no usable answer. */
  ask(question: Question, signal: AbortSignal): Promise<Answer>;
  /** Ends what it keeps running. */
  close(): void;
}

export function schedulingOf({ id, scheduling }: AskedProvider): Scheduling {
  return scheduling ?? { lane: id, atOnce: 1, seesAccount: true, repeatable: false };
}
