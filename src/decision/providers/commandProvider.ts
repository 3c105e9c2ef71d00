import { existsSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { parseArgsStringToArgv } from 'string-argv';
import { withDeadline } from '../../common/deadline';
import { InputError, type Place } from '../../common/inputError';
import type { Answer, AskedProvider } from '../askedProvider';
import type { Json } from '../log/logEntry';
import { ProviderFailure, type Reply, shortened } from '../provider';
import { loggedQuestion, questionOf } from '../question';
import type { DecisionRequest } from '../request';
import { OnceTold } from './onceTold';
import { identityOfCommand } from './program/programIdentity';
import { ProgramProcess } from './program/programProcess';
import { QuestionIds, quoted, type StrayCause } from './program/questionIds';
import type { AskedKind } from './providerKind';
import { DEADLINE, FailureLog, placeIn } from './userCode';

/** Lines of the program's log that are kept, to tell why the program ended. */
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

/** How long an answer that names no question is given to be followed by one that does, at least, ms. */
const GRACE = 1_000;
/** How many times as long as the slowest answer took that is, at least. */
const GRACE_FACTOR = 3;

const STRAY_KINDS: Readonly<Record<StrayCause, string>> = {
  late: 'late answer',
  doubled: 'doubled answer',
  'unknown id': 'answer with the id of no question',
  'no id': 'answer without an id',
};
const LACKS_ID = 'its answer lacks the "id" of its question';
const SILENCE_HINT =
  'if it prints answers and does not flush them, let it flush each (in Python: print(…, flush=True)); if it reads its input to the end, let it read a line at a time';
/** The line to add, by the ending of the program's file. */
const ID_LINES: Readonly<Record<string, string>> = {
  '.py': 'print(json.dumps({"id": message["id"], …}), flush=True), where message is json.loads(line)',
  '.js': 'console.log(JSON.stringify({ id: message.id, … })), where message is JSON.parse(line)',
};
const ANY_ID_LINE = '"id": the "id" of the line that is answered';

/** A program's answer, or the line that cannot be used and why. */
type Spoken = { readonly reply: Reply } | { readonly problem: string; readonly said: string };
/** What came of a message to the program. */
type Outcome = Spoken | 'unstarted' | 'ended' | 'silent';

/**
 * The user's own program, in any language: JSON lines in, JSON lines out, one process a run. An answer carries the `id` of its
 * question; any other line is the program's own log, and is told. A program that ends after an answer is started anew for the
 * next question.
 */
export class CommandProvider implements AskedProvider {
  readonly #failures: FailureLog;
  readonly #strays: OnceTold;
  readonly #ids = new QuestionIds();
  #program: ProgramProcess | null = null;
  /** Takes what came of the message under way; null while there is none. */
  #settle: ((outcome: Outcome) => void) | null = null;
  #grace: NodeJS.Timeout | undefined;
  /** Whether the running process has answered, and whether any has. */
  #served = false;
  #everServed = false;
  /** How long the slowest answer took, ms. */
  #slowest = 0;
  /** The last lines of the program's log. */
  #printed: string[] = [];

  constructor(
    readonly id: string,
    private readonly argv: readonly string[],
    private readonly workspace: string,
    /** Is told each line of the program's log. */
    private readonly tell: (text: string) => void,
    private readonly deadline = DEADLINE,
  ) {
    this.#failures = new FailureLog(id, workspace, tell);
    this.#strays = new OnceTold((text) => tell(`${id}: ${text}`));
  }

  question(request: DecisionRequest): Json {
    return questionOf(request);
  }

  logged(question: Json): Json {
    return loggedQuestion(question);
  }

  /** @throws ProviderFailure without a usable answer, InputError for a program whose answers carry no ids. */
  async ask(question: Json, signal: AbortSignal): Promise<Answer> {
    try {
      const first = await this.exchange({ request: question }, signal);
      if ('reply' in first) return this.answered(first);
      const second = await this.exchange({ request: question, error: first.problem }, signal);
      if ('reply' in second)
        return { ...this.answered(second), retried: first.problem, said: [shortened(first.said)] };
      if (!this.#everServed && second.problem === LACKS_ID) throw this.lacksIds();
      throw this.#failures.failure(
        `two unusable replies: ${first.problem}; then ${second.problem}`,
        null,
        'unusable reply',
        [first.said, second.said],
      );
    } finally {
      this.#ids.settle();
    }
  }

  close(): void {
    this.end('SIGTERM');
    this.#strays.total();
    this.#failures.total();
  }

  private answered(answer: Answer): Answer {
    this.#failures.answered(answer.reply);
    return answer;
  }

  private end(signal: NodeJS.Signals): void {
    this.#program?.kill(signal);
    this.#program = null;
  }

  /** Asks until something comes of the question. @throws ProviderFailure where the program ends, is silent or is cancelled. */
  private async exchange(message: { [key: string]: Json }, signal: AbortSignal): Promise<Spoken> {
    const hadServed = this.#program !== null && this.#served;
    const outcome = await this.outcomeOf(message, signal);
    if (typeof outcome === 'object') return outcome;
    if (outcome === 'ended' && hadServed && !signal.aborted) {
      const [why] = this.lastWords();
      this.#strays.happened(
        'new start',
        `${why} after it had answered, and is started anew for the next question`,
      );
      const again = await this.outcomeOf(message, signal);
      if (typeof again === 'object') return again;
      throw this.failed(again, signal);
    }
    throw this.failed(outcome, signal);
  }

  private failed(outcome: Exclude<Outcome, Spoken>, signal: AbortSignal): Error {
    // A program that hangs does not heed a polite signal.
    this.end('SIGKILL');
    if (signal.aborted) return new ProviderFailure('cancelled');
    if (outcome === 'unstarted') {
      const why = `the program cannot be started (${this.argv.join(' ')}): ${this.#printed.at(-1)}`;
      return new ProviderFailure(why, 'unreachable');
    }
    if (outcome === 'ended') return this.#failures.failure(...this.lastWords());
    const last = this.#printed.at(-1);
    const said = last === undefined ? 'it said nothing' : `it gave no answer`;
    const seconds = `${said} for ${this.deadline / 1000} s`;
    const shown = last === undefined ? seconds : `${seconds}; its last line: ${quoted(last)}`;
    const problem = this.#everServed ? shown : `${shown}; ${SILENCE_HINT}`;
    return this.#failures.failure(problem, null, 'deadline');
  }

  /** Writes a message and waits for what comes of it. */
  private async outcomeOf(message: { [key: string]: Json }, signal: AbortSignal): Promise<Outcome> {
    if (signal.aborted) return 'silent';
    const program = this.started();
    const asked = performance.now();
    try {
      return await withDeadline(
        signal,
        this.deadline,
        (patience) =>
          new Promise<Outcome>((settle) => {
            this.#settle = (outcome) => {
              this.#settle = null;
              if (typeof outcome === 'object' && 'reply' in outcome)
                this.#slowest = Math.max(this.#slowest, performance.now() - asked);
              settle(outcome);
            };
            patience.addEventListener('abort', () => this.#settle?.('silent'), { once: true });
            program.write(JSON.stringify({ id: this.#ids.next(), ...message }));
          }),
      );
    } finally {
      clearTimeout(this.#grace);
      this.#grace = undefined;
    }
  }

  private started(): ProgramProcess {
    if (this.#program) return this.#program;
    this.#printed = [];
    this.#served = false;
    const program: ProgramProcess = new ProgramProcess(this.argv, this.workspace, {
      said: (line) => this.hear(line),
      complained: (line) => this.print(line),
      ended: (hadStarted) => {
        if (this.#program !== program) return;
        this.#program = null;
        this.#settle?.(hadStarted ? 'ended' : 'unstarted');
      },
    });
    this.#program = program;
    return program;
  }

  private print(line: string): void {
    this.tell(`${this.id}: ${line}`);
    this.#printed = [...this.#printed.slice(1 - LINES_KEPT), line];
  }

  private hear(line: string): void {
    const heard = this.#ids.hear(line);
    if (heard === 'log') {
      this.print(line);
    } else if ('stray' in heard) {
      this.stray(heard.stray, line);
    } else if (this.#settle) {
      this.#served = true;
      this.#everServed = true;
      this.#settle(heard);
    } else {
      this.stray('doubled', line);
    }
  }

  private stray(cause: StrayCause, line: string): void {
    const kind = STRAY_KINDS[cause];
    this.#strays.happened(kind, `${kind}, which counts for no question: ${quoted(line)}`);
    if (cause === 'late' || cause === 'doubled' || !this.#settle || this.#grace) return;
    // The line may be a log of the answer, and the answer be on its way.
    const wait = Math.max(GRACE, GRACE_FACTOR * this.#slowest);
    const problem = cause === 'no id' ? LACKS_ID : 'its answer has an "id" that no question has';
    this.#grace = setTimeout(() => this.#settle?.({ problem, said: line }), wait);
  }

  private lacksIds(): InputError {
    const file = this.argv.slice(1).find((part) => existsSync(resolve(this.workspace, part)));
    const line = ID_LINES[extname(file ?? '').replace(/[cm]js$/, 'js')] ?? ANY_ID_LINE;
    return new InputError(
      { file: resolve(this.workspace, file ?? this.argv[0]) },
      `${this.id} answered without the "id" of the question, so that an answer cannot be told from one to another question`,
      `Add the id to each answer: ${line}`,
    );
  }

  /** Why the program ended, as far as its last lines tell. */
  private lastWords(): [problem: string, place: Place | null] {
    const last =
      this.#printed.findLast((line) => ERROR_LINE.test(line)) ??
      this.#printed.findLast((line) => line.trim() !== '');
    const ended = `the program ended (${this.argv.join(' ')})`;
    return [last ? `${ended}: ${last.trim()}` : ended, placeIn(this.#printed.join('\n'), this.workspace)];
  }
}
