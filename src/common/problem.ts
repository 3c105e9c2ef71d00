import type { InputError, Place } from './inputError';

/** A mistake of the user's, as it crosses to another process. `message` is the whole sentence. */
export interface Problem extends Place {
  readonly problem: string;
  readonly remedy: string;
  readonly message: string;
  /** A model that the user's Ollama does not have, and may pull. */
  readonly missingModel?: string;
}

export function problemOf({ place, problem, remedy, message, missingModel }: InputError): Problem {
  return { ...place, problem, remedy, message, ...(missingModel !== undefined && { missingModel }) };
}

/** Tells an answer from what the user must mend before there can be one. */
export function isProblem(answer: object): answer is Problem {
  return 'remedy' in answer && 'message' in answer;
}
