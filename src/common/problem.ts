import type { InputError, Place } from './inputError';

/** An InputError as a message between processes. `message` is the whole sentence. */
export interface Problem extends Place {
  readonly problem: string;
  readonly remedy: string;
  readonly message: string;
  /** Name of a model that the user's Ollama does not have. */
  readonly missingModel?: string;
}

export function problemOf({ place, problem, remedy, message, missingModel }: InputError): Problem {
  return { ...place, problem, remedy, message, ...(missingModel !== undefined && { missingModel }) };
}

/** Whether an answer is a problem in place of a result. */
export function isProblem(answer: object): answer is Problem {
  return 'remedy' in answer && 'message' in answer;
}
