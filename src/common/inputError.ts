/** Where in a file a problem lies; lines and columns count from 1, as editors show them. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/**
 * A mistake in something a person gave us: it names the place, the problem and the remedy, and is shown once,
 * without a stack. Every other error is a bug of ours.
 */
export class InputError extends Error {
  override readonly name = 'InputError';

  readonly problem: string;
  /** A model that the user's Ollama does not have, and may pull; only where that is the mistake. */
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

/** For `catch`: a mistake of the user's as a value; anything else is thrown on. */
export function inputErrorOf(error: unknown): InputError {
  if (error instanceof InputError) return error;
  throw error;
}

/** On one line, and without what a terminal would obey: a problem may quote the file that has it. */
export const printable = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ');

function placeText({ file, line, column }: Place): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}
