/** A place in a file. Lines and columns count from 1, as editors show them. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * A mistake in a person's input, with place, problem and remedy. An InputError is shown once, without a stack; every other
 * error is a bug of ours.
 */
export class InputError extends Error {
  override readonly name = 'InputError';

  readonly problem: string;
  /** Name of the model, if the mistake is that the user's Ollama does not have it. */
  readonly missingModel?: string;

  /** @param problem and @param remedy are sentences without a final stop. */
  constructor(
    readonly place: Place,
    problem: string,
    readonly remedy: string,
  ) {
    super(`${printable(placeText(place))}: ${printable(problem)}. ${remedy}.`);
    this.problem = printable(problem);
  }
}

/** Gives a caught InputError. @throws any other error again. */
export function inputErrorOf(error: unknown): InputError {
  if (error instanceof InputError) return error;
  throw error;
}

/** Removes line breaks and control characters, which a terminal would obey: a problem may quote the user's file. */
export const printable = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ');

function placeText({ file, line, column }: Place): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}
