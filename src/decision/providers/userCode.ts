import { isAbsolute, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InputError, type Place } from '../../common/inputError';
import { replySchema } from '../log/logEntry';
import { type FailureCause, ProviderFailure, type Reply } from '../provider';

/** Code of the user's that says nothing for so long has no vote, ms. */
export const DEADLINE = 60_000;
/** Code that failed so often and never answered will not: the run ends, and says where it fails. */
const PATIENCE = 10;

/** A reply of the user's code as it must be, or what is wrong with it. */
export function checkReply(content: unknown): { reply: Reply } | { problem: string } {
  const parsed = replySchema.safeParse(content);
  if (parsed.success) return { reply: parsed.data };
  const [issue] = parsed.error.issues;
  const name = issue.path.length > 0 ? `"${issue.path.join('.')}" of the reply` : 'the reply';
  return { problem: `${name}: ${issue.message}` };
}

/** What went wrong with the user's code so far: each problem is told once, with file and line. */
export class FailureLog {
  readonly #told = new Set<string>();
  #failures = 0;
  #answered = false;

  constructor(
    private readonly id: string,
    private readonly workspace: string,
    private readonly tell: (text: string) => void,
  ) {}

  answered(): void {
    this.#answered = true;
  }

  /** @param place where in its files; null where that is not known. @returns what to throw. */
  failure(problem: string, place: Place | null, why?: FailureCause): ProviderFailure | InputError {
    this.#failures += 1;
    const where = place
      ? ` (${[inWorkspace(this.workspace, place.file), place.line].filter(Boolean).join(':')})`
      : '';
    const message = `${problem}${where}`;
    if (!this.#told.has(message)) this.tell(`${this.id}: ${message}`);
    this.#told.add(message);
    if (this.#answered || this.#failures < PATIENCE) return new ProviderFailure(message, why);
    return new InputError(
      place ?? { file: this.workspace },
      `${this.id} failed ${this.#failures} times and never answered: ${problem}`,
      'Correct it, and run the definition afresh',
    );
  }
}

/** As people write it, "strategies/mine.ts"; absolute where it lies outside. */
export function inWorkspace(workspace: string, file: string): string {
  const path = relative(workspace, file);
  return path.startsWith('..') || isAbsolute(path) ? file : path.split(sep).join('/');
}

/** Lines that end in `path:line:column`, as V8 writes frames and syntax errors, and `File "path", line` as Python does. */
const FRAME =
  /(?:^[ \t]*(?:at (?:async )?)?|\()((?:file:\/\/)?(?:\/?[A-Za-z]:)?[^\n():]+):(\d+):\d+\)?[ \t]*$|File "([^"]+)", line (\d+)/gm;

/** Where in the workspace's own files an error came from, as a stack or a traceback has it. */
export function placeIn(text: string, workspace: string): Place | null {
  const frames = [...text.matchAll(FRAME)].map(([, v8, v8Line, python, pythonLine]) => ({
    python: python !== undefined,
    file: absolute(workspace, v8 ?? python),
    // Babel counts a line at the end of the file from 0.
    line: Math.max(1, Number(v8Line ?? pythonLine)),
  }));
  const own = frames.filter(({ file }) => isOwn(workspace, file));
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
