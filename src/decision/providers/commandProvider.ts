import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import { delimiter, resolve, sep } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgsStringToArgv } from 'string-argv';
import { withDeadline } from '../../common/deadline';
import { sha256 } from '../../common/hashOf';
import { InputError, type Place } from '../../common/inputError';
import type { AskedProvider } from '../askedProvider';
import type { Json } from '../log/logEntry';
import { ProviderFailure, type Reply } from '../provider';
import { questionOf } from '../question';
import type { DecisionRequest } from '../request';
import type { AskedKind } from './providerKind';
import { checkReply, DEADLINE, FailureLog, placeIn } from './userCode';

/** Characters that a program may print without ending a line; a program that prints more is ended. */
const LONGEST_REPLY = 1_000_000;
/** Lines of stderr that are kept, to tell why the program ended. */
const LINES_KEPT = 50;
/** Matches "ZeroDivisionError: division by zero", as many languages print last or nearly last. */
const ERROR_LINE = /^\w[\w.]*(Error|Exception)\b/;
const PREFIX = 'command:';

/** Program and arguments of "command:python3 strategies/mine.py", quoted as in a shell. */
const argvOf = (use: string) => parseArgsStringToArgv(use.slice(PREFIX.length));

export const commandKind: AskedKind = {
  prefix: PREFIX,
  meaning: 'a program of yours that answers JSON lines',
  examples: [`${PREFIX}python3 strategies/mine.py`],
  asked: true,
  mistakes({ use, parameters }) {
    if (argvOf(use).length === 0)
      return [{ at: 'use', problem: `${use} names no program`, remedy: 'Name one, with its arguments' }];
    if (Object.keys(parameters).length === 0) return [];
    const remedy = 'Give them to the program as arguments';
    return [{ at: 'parameters', problem: `${use} takes no parameters`, remedy }];
  },
  identity: ({ use }, { workspace }) => identityOfCommand(argvOf(use), workspace),
  make: ({ use }, { workspace, tell }) => new CommandProvider(use, argvOf(use), workspace, tell),
};

/**
 * Identifies what decides: the command, with the hash of each of its files in the workspace.
 * @throws InputError where there is no such program.
 */
async function identityOfCommand(argv: readonly string[], workspace: string): Promise<string> {
  const files = await Promise.all(argv.map((part) => readFile(resolve(workspace, part)).catch(() => null)));
  if (!(await isProgram(argv[0], workspace))) {
    const script = argv.find((_, index) => index > 0 && files[index] !== null);
    throw new InputError(
      { file: resolve(workspace, script ?? argv[0]) },
      `the program "${argv[0]}" that is to run it is not on this machine’s PATH`,
      `Install it, or name another program in the definition’s "use"`,
    );
  }
  const parts = argv.map((part, index) => {
    const bytes = files[index];
    return bytes ? `${part} (sha256 ${sha256(bytes)})` : part;
  });
  return parts.join(' ');
}

/** Whether a program can be found by its path, or by its name as a shell does. */
async function isProgram(name: string, workspace: string): Promise<boolean> {
  const isPath = name.includes('/') || name.includes(sep);
  const folders = isPath ? [workspace] : (process.env.PATH ?? '').split(delimiter);
  const endings = process.platform === 'win32' ? ['', '.exe', '.com'] : [''];
  const places = folders.flatMap((folder) => endings.map((ending) => resolve(folder, name + ending)));
  const found = await Promise.all(
    places.map((place) =>
      access(place, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

/** The user's own program, in any language: a JSON line in, a JSON line out, one process a run. */
export class CommandProvider implements AskedProvider {
  readonly #failures: FailureLog;
  #child: ChildProcessWithoutNullStreams | null = null;
  /** Gives the program's next line to whoever waits for the line; null where the program ended. */
  #hear: ((line: string | null) => void) | null = null;
  /** The last lines that the program printed to stderr. */
  #printed: string[] = [];

  constructor(
    readonly id: string,
    private readonly argv: readonly string[],
    private readonly workspace: string,
    /** Is told each line that the program prints to stderr. */
    private readonly tell: (text: string) => void,
    private readonly deadline = DEADLINE,
  ) {
    this.#failures = new FailureLog(id, workspace, tell);
  }

  question(request: DecisionRequest): Json {
    return questionOf(request);
  }

  async ask(question: Json, signal: AbortSignal): Promise<{ reply: Reply }> {
    const first = await this.exchange({ request: question }, signal);
    const parsed = parseReply(first);
    if ('reply' in parsed) return this.answered(parsed);
    const second = parseReply(await this.exchange({ request: question, error: parsed.problem }, signal));
    if ('reply' in second) return this.answered(second);
    throw this.#failures.failure(
      `two unusable replies: ${parsed.problem}; then ${second.problem}`,
      null,
      'unusable reply',
    );
  }

  close(): void {
    this.end('SIGTERM');
  }

  private answered<Answer>(answer: Answer): Answer {
    this.#failures.answered();
    return answer;
  }

  private end(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
    this.#child = null;
  }

  /** Writes a line and waits for one. @throws ProviderFailure where the program ends, is silent or is cancelled. */
  private async exchange(message: Json, signal: AbortSignal): Promise<string> {
    const { line, late } = await withDeadline(signal, this.deadline, async (patience) => ({
      line: patience.aborted
        ? null
        : await new Promise<string | null>((hear) => {
            this.#hear = hear;
            patience.addEventListener('abort', () => hear(null), { once: true });
            this.start().stdin.write(`${JSON.stringify(message)}\n`);
          }),
      late: patience.aborted,
    }));
    this.#hear = null;
    if (line !== null) return line;
    // A program that hangs does not heed a polite signal.
    this.end('SIGKILL');
    if (signal.aborted) throw new ProviderFailure('cancelled');
    if (late) throw this.#failures.failure(`it said nothing for ${this.deadline / 1000} s`, null, 'deadline');
    throw this.#failures.failure(...this.lastWords());
  }

  /** Why the program ended, as far as its last lines tell. */
  private lastWords(): [problem: string, place: Place | null] {
    const last =
      this.#printed.findLast((line) => ERROR_LINE.test(line)) ??
      this.#printed.findLast((line) => line.trim() !== '');
    const ended = `the program ended (${this.argv.join(' ')})`;
    return [last ? `${ended}: ${last.trim()}` : ended, placeIn(this.#printed.join('\n'), this.workspace)];
  }

  private start(): ChildProcessWithoutNullStreams {
    if (this.#child) return this.#child;
    this.#printed = [];
    const [program, ...rest] = this.argv;
    const child = spawn(program, rest, { cwd: this.workspace, stdio: ['pipe', 'pipe', 'pipe'] });
    const gone = () => {
      if (this.#child !== child) return;
      this.#child = null;
      this.#hear?.(null);
    };
    child.once('close', gone);
    child.once('error', (error) => {
      this.#printed.push(error.message);
      gone();
    });
    // A program that reads no more ends, and its end is told.
    child.stdin.on('error', () => {});
    createInterface({ input: child.stderr }).on('line', (text) => {
      this.tell(`${this.id}: ${text}`);
      this.#printed = [...this.#printed.slice(1 - LINES_KEPT), text];
    });
    let unended = 0;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      unended += text.length;
      if (unended <= LONGEST_REPLY) return;
      this.tell(`${this.id}: it printed ${LONGEST_REPLY} characters without ending a line, and was ended`);
      child.stdout.destroy();
      child.kill('SIGKILL');
    });
    createInterface({ input: child.stdout }).on('line', (text) => {
      unended = 0;
      // A second line would be taken for the answer to the next request.
      if (this.#hear) this.#hear(text);
      else this.tell(`${this.id}: it said more than it was asked, which was ignored`);
      this.#hear = null;
    });
    this.#child = child;
    return child;
  }
}

function parseReply(line: string): { reply: Reply } | { problem: string } {
  let content: unknown;
  try {
    content = JSON.parse(line);
  } catch {
    return { problem: 'the reply is not JSON' };
  }
  return checkReply(content);
}
