import { fileFault, inputErrorOf } from '../../common/inputError';
import { type Problem, problemOf } from '../../common/problem';

/** A definition has mistakes, each with its place. */
export class DefinitionProblems extends Error {
  constructor(readonly problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join('\n'));
  }
}

/** Turns the user's mistakes into values, for `catch`; anything else is thrown on. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof DefinitionProblems) return error.problems;
  return [problemOf(fileFault(error) ?? inputErrorOf(error))];
}
