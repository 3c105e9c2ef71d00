import { extname, isAbsolute, join, normalize } from 'node:path';
import { inspect } from 'node:util';
import { withDeadline } from '../../common/deadline';
import { InputError } from '../../common/inputError';
import type { AskedProvider } from '../askedProvider';
import { checkReply } from '../checkedReply';
import type { Json } from '../log/logEntry';
import { ProviderFailure, type Reply } from '../provider';
import { loggedQuestion, questionOf } from '../question';
import type { DecisionRequest } from '../request';
import type { AskedKind } from './providerKind';
import { ScriptExit } from './scriptGuard';
import { codeOf, loadScript, type ScriptModule, stackOf } from './scriptModule';
import { DEADLINE, FailureLog, placeIn } from './userCode';

const PREFIX = 'script:';
const ENDINGS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** Path below the workspace of "script:strategies/mine.ts". */
const pathOf = (use: string) => normalize(use.slice(PREFIX.length).trim());

export const scriptKind: AskedKind = {
  prefix: PREFIX,
  meaning: 'a module of yours in TypeScript or JavaScript that exports a function',
  examples: [`${PREFIX}strategies/mine.ts`],
  asked: true,
  mistakes({ use, parameters }) {
    const path = pathOf(use);
    if (!ENDINGS.includes(extname(path))) {
      const remedy = `Name a file that ends in one of ${ENDINGS.join(', ')}`;
      return [{ at: 'use', problem: `${use} names no script`, remedy }];
    }
    if (isAbsolute(path) || path.startsWith('..')) {
      const remedy = 'Name it by its path in the workspace, such as "script:strategies/mine.ts"';
      return [{ at: 'use', problem: `${use} lies outside the workspace`, remedy }];
    }
    if (Object.keys(parameters).length === 0) return [];
    return [
      { at: 'parameters', problem: `${use} takes no parameters`, remedy: 'Write them into the script' },
    ];
  },
  async identity({ use }, { workspace, tell }) {
    const file = join(workspace, pathOf(use));
    const module = await loadScript(file, workspace, tell);
    // Lets errors come that nobody awaits as the script is loaded.
    await new Promise((resume) => setImmediate(resume));
    module.close();
    if (module.stray !== null) throw strayError(module.stray, file, workspace);
    return module.identity;
  },
  make: ({ use }, { workspace, tell }) => new ScriptProvider(use, pathOf(use), workspace, tell),
};

/** A script's promise did not settle before the deadline. */
class Silence extends Error {}

/**
 * The user's own module, run in this process. Gets the same value as a program, frozen, and is asked once: a second try
 * would give the same reply.
 */
export class ScriptProvider implements AskedProvider {
  readonly #failures: FailureLog;
  readonly #tell: (text: string) => void;
  #module: Promise<ScriptModule> | null = null;

  constructor(
    readonly id: string,
    private readonly path: string,
    private readonly workspace: string,
    tell: (text: string) => void,
    private readonly deadline = DEADLINE,
  ) {
    this.#failures = new FailureLog(id, workspace, tell);
    this.#tell = (text) => tell(`${id}: ${text}`);
  }

  question(request: DecisionRequest): Json {
    return questionOf(request);
  }

  logged(question: Json): Json {
    return loggedQuestion(question);
  }

  async ask(question: Json, signal: AbortSignal): Promise<{ reply: Reply }> {
    this.#module ??= loadScript(join(this.workspace, this.path), this.workspace, this.#tell);
    const module = await this.#module;
    if (signal.aborted) throw new ProviderFailure('cancelled');
    this.refuseStray(module);
    let said: unknown;
    try {
      said = await this.within(module.call(frozen(question), this.deadline), signal);
    } catch (error) {
      if (signal.aborted) throw new ProviderFailure('cancelled');
      throw this.failed(error);
    }
    this.refuseStray(module);
    const checked = checkReply(said);
    if ('problem' in checked)
      throw this.#failures.failure(checked.problem, this.place(''), 'unusable reply', [textOf(said)]);
    this.#failures.answered(checked.reply);
    return checked;
  }

  close(): void {
    this.#failures.total();
    void this.#module?.then((module) => module.close()).catch(() => {});
  }

  /** Ends the run where an error of the script ended no call: what the script says from then on may be wrong. */
  private refuseStray({ stray }: ScriptModule): void {
    if (stray !== null) throw strayError(stray, join(this.workspace, this.path), this.workspace);
  }

  /** Resolves to the promised reply, if the reply comes before the deadline and before the run is cancelled. */
  private async within(promised: unknown, signal: AbortSignal): Promise<unknown> {
    if (typeof Object(promised).then !== 'function') return promised;
    return withDeadline(signal, this.deadline, (patience) =>
      Promise.race([
        promised,
        new Promise((_, reject) => {
          const stop = () => reject(new Silence());
          if (patience.aborted) stop();
          else patience.addEventListener('abort', stop, { once: true });
        }),
      ]),
    );
  }

  private failed(error: unknown): Error {
    if (error instanceof Silence || codeOf(error) === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      const problem = `it did not answer within ${this.deadline / 1000} s`;
      return this.#failures.failure(problem, this.place(''), 'deadline');
    }
    if (error instanceof ScriptExit) {
      const place = this.place(error.stack ?? '');
      return new InputError(place, error.message, 'Let it return a reply, or throw an error');
    }
    if (!(error instanceof Error)) return this.#failures.failure(`it threw ${String(error)}`, this.place(''));
    return this.#failures.failure(`${error.name}: ${error.message}`, this.place(error.stack ?? ''));
  }

  private place(stack: string) {
    return placeIn(stack, this.workspace) ?? { file: join(this.workspace, this.path) };
  }
}

/** What a script returned, as its console would print it; nothing of the script runs for it. */
const textOf = (said: unknown) => inspect(said, { customInspect: false });

/** The error of a run whose script had an error that nobody awaited. */
function strayError(stray: unknown, file: string, workspace: string): InputError {
  const place = placeIn(stackOf(stray), workspace) ?? { file };
  if (stray instanceof ScriptExit)
    return new InputError(place, stray.message, 'Let it return a reply, or throw an error');
  const what = stray instanceof Error ? `${stray.name}: ${stray.message}` : String(stray);
  return new InputError(
    place,
    `an error in a promise that nobody awaits, or in a timer: ${what}`,
    'Await the promise, or catch the error',
  );
}

/** Freezes a value at any depth, so that the question which is asked is the question which is logged. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}
