import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError, type Place } from '../../common/inputError';
import { type FailureCause, PATIENCE, ProviderFailure, type Reply, shortened } from '../provider';
import { OnceTold } from './onceTold';

/** How long the user's own code may say nothing before it loses its vote, ms. */
export const DEADLINE = 60_000;

/** Counts the failures of the user's own code, and tells each problem once, with file and line; and votes that weigh nothing. */
export class FailureLog {
  readonly #told = new Set<string>();
  readonly #notes: OnceTold;
  #failures = 0;
  #answered = false;

  constructor(
    private readonly id: string,
    private readonly workspace: string,
    private readonly tell: (text: string) => void,
  ) {
    this.#notes = new OnceTold((text) => tell(`${id}: ${text}`));
  }

  answered({ action, confidence }: Reply): void {
    this.#answered = true;
    if (action === 'HOLD' || confidence > 0) return;
    const told = `it said ${action} with confidence 0, a vote that weighs nothing and so holds`;
    this.#notes.happened(`${action} with confidence 0`, told);
  }

  /** Tells how often votes weighed nothing. */
  total(): void {
    this.#notes.total();
  }

  /**
   * @param place in the code's files; null where the place is not known. @param said what was said and cannot be used.
   * @returns the error to throw.
   */
  failure(
    problem: string,
    place: Place | null,
    why?: FailureCause,
    said: readonly string[] = [],
  ): ProviderFailure | InputError {
    this.#failures += 1;
    const where = place
      ? ` (${[inWorkspace(this.workspace, place.file), place.line].filter(Boolean).join(':')})`
      : '';
    const message = `${problem}${where}`;
    if (!this.#told.has(message)) this.tell(`${this.id}: ${message}`);
    this.#told.add(message);
    if (this.#answered || this.#failures < PATIENCE)
      return new ProviderFailure(message, why, said.length > 0 ? { said: said.map(shortened) } : {});
    return new InputError(
      place ?? { file: this.workspace },
      `${this.id} failed ${this.#failures} times and never answered: ${problem}`,
      'Correct it, and run the definition afresh',
    );
  }
}

/** A file's path as people write it, "strategies/mine.ts"; absolute where the file lies outside the workspace. */
export function inWorkspace(workspace: string, file: string): string {
  const path = relative(workspace, file);
  return path.startsWith('..') || isAbsolute(path) ? file : path.split(sep).join('/');
}

/** Matches `path:line:column` at a line's end, as V8 writes frames and syntax errors, and Python's `File "path", line`. */
const FRAME =
  /(?:^[ \t]*(?:at (?:async )?)?|\()((?:file:\/\/)?(?:\/?[A-Za-z]:)?[^\n():]+):(\d+):\d+\)?[ \t]*$|File "([^"]+)", line (\d+)/gm;

/** The place in the workspace's own files where an error began, by its stack or traceback. */
export function placeIn(text: string, workspace: string): Place | null {
  const frames = [...text.matchAll(FRAME)].map(([, v8, v8Line, python, pythonLine]) => ({
    python: python !== undefined,
    // V8 names files by their whole path, and code without a file by a name in brackets.
    whole: v8 !== undefined && (v8.startsWith('file://') || isAbsolute(v8)),
    file: absolute(workspace, v8 ?? python),
    // Babel counts a line at the end of the file from 0.
    line: Math.max(1, Number(v8Line ?? pythonLine)),
  }));
  const own = frames.filter(({ file, python, whole }) => (python || whole) && isOwn(workspace, file));
  // V8 names the innermost frame first, Python last.
  const found = own.findLast(({ python }) => python) ?? own[0];
  return found ? { file: found.file, line: found.line } : null;
}

function absolute(workspace: string, path: string): string {
  return path.startsWith('file://') ? fileURLToPath(path) : resolve(workspace, path);
}

export function isOwn(workspace: string, file: string): boolean {
  const path = relative(workspace, file);
  return !path.startsWith('..') && !isAbsolute(path) && !path.split(sep).includes('node_modules');
}
