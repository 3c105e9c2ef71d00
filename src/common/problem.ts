import { fileFault, InputError, type Place } from './inputError';

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

/** Does work for another process. @returns its result, or the mistake of the user's that kept the work from one. */
export async function asProblem<Result>(work: () => Promise<Result>): Promise<Result | Problem> {
  try {
    return await work();
  } catch (error) {
    const known = error instanceof InputError ? error : fileFault(error);
    if (known) return problemOf(known);
    throw error;
  }
}

/** Whether an answer is a problem in place of a result. */
export function isProblem(answer: object): answer is Problem {
  return 'remedy' in answer && 'message' in answer;
}
