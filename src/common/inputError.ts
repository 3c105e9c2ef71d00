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

/** What keeps a file from being read or written, by the code of the file system, and the remedy. */
const FILE_FAULTS: Readonly<Record<string, readonly [problem: string, remedy: string]>> = {
  ENOSPC: ['the disk is full', 'Free some space, and go on: what was written before is safe'],
  EDQUOT: [
    'your share of the disk is used up',
    'Free some space, and go on: what was written before is safe',
  ],
  EEXIST: ['a file stands where a folder must be', 'Move that file away, and try again'],
  ENOTDIR: ['a file stands where a folder must be', 'Move that file away, and try again'],
  EROFS: ['the disk can only be read', 'Work in a copy of the folder on a disk that can be written to'],
  EACCES: ['access is refused', 'Give yourself the right to write there, or close the program that holds it'],
  EPERM: ['access is refused', 'Give yourself the right to write there, or close the program that holds it'],
  EBUSY: ['another program holds it', 'Close that program, and try again'],
  EMFILE: ['too many files are open', 'Close other programs, and try again'],
  ENFILE: ['too many files are open', 'Close other programs, and try again'],
  EIO: ['the disk failed to read or write it', 'Check the disk, and try again'],
};

/**
 * The error for people of a file that the machine cannot read or write: a full disk, a read-only one, a refused access. Null for every
 * other error, which is a bug or has been told in its own words.
 */
export function fileFault(error: unknown): InputError | null {
  if (!(error instanceof Error)) return null;
  const { code = '', path, dest, syscall }: FileError = error;
  if (!Object.hasOwn(FILE_FAULTS, code)) return null;
  // Of any other call it is a name that is taken, which only a bug does not expect.
  if (code === 'EEXIST' && syscall !== 'mkdir') return null;
  const [problem, remedy] = FILE_FAULTS[code];
  const file = dest ?? path;
  return file === undefined ? null : new InputError({ file }, `${problem} (${code})`, remedy);
}

/** An error of the file system; the browser, which loads this file's types, has no name for it. */
interface FileError extends Error {
  readonly code?: string;
  readonly path?: string;
  readonly dest?: string;
  readonly syscall?: string;
}

/** Removes line breaks and control characters, which a terminal would obey: a problem may quote the user's file. */
export const printable = (text: string) => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' ');

function placeText({ file, line, column }: Place): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}
