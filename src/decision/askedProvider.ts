import type { Json } from './log/logEntry';
import type { Mask } from './prompt/mask';
import type { Heard, Reply } from './provider';
import type { DecisionRequest } from './request';

/** A provider's answer to a question. */
export interface Answer extends Heard {
  readonly reply: Reply;
  /** The fault of a first reply, after which the provider was asked once more. */
  readonly retried?: string;
}

/** Scheduling of a provider's questions beside those of other providers. */
export interface Scheduling {
  /** Names the machine that serves the provider: providers of one lane are asked one after the other, lanes side by side. */
  readonly lane: string;
  /** How many questions the provider is given at once. */
  readonly atOnce: number;
  /** Whether a question tells cash, equity or the position: then no question can be asked before the decision before is taken. */
  readonly seesAccount: boolean;
  /** Whether an answer from another run may answer the same question in this run. */
  readonly repeatable: boolean;
  /** Waits before the tries after failures of the host, ms; the last of them before all that follow. */
  readonly waits: readonly number[];
}

/** A provider whose answers cost something or may differ from one time to the next: each answer is logged before it counts. */
export interface AskedProvider<Question extends Json = Json> {
  /** The provider's name in the definition. */
  readonly id: string;
  /** Left out: the provider is asked one question at a time, at each close, and its answers serve one run only. */
  readonly scheduling?: Scheduling;
  /** Everything that the provider will be told. Two plays of the same run must give the same question, to the byte. */
  question(request: DecisionRequest): Question;
  /**
   * The question as the log keeps it, for a question that playing the run again would give: then the log has the question's hash
   * beside each answer, and the question itself only for decisions that a trade came of. Left out: the log has each question whole.
   */
  logged?(question: Question): Json;
  /** Hides the market in the question; replies then come in masked prices. */
  mask?(request: DecisionRequest): Mask | null;
  /** Asks once. @throws ProviderFailure where there is no usable answer. */
  ask(question: Question, signal: AbortSignal): Promise<Answer>;
  /** Ends whatever the provider keeps running. */
  close(): void;
}

export function schedulingOf({ id, scheduling }: AskedProvider): Scheduling {
  return scheduling ?? { lane: id, atOnce: 1, seesAccount: true, repeatable: false, waits: [] };
}
