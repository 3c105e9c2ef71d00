import { extname, isAbsolute, join, normalize } from 'node:path';
import { withDeadline } from '../../common/deadline';
import type { AskedProvider } from '../askedProvider';
import type { Json } from '../log/logEntry';
import { ProviderFailure, type Reply } from '../provider';
import { questionOf } from '../question';
import type { DecisionRequest } from '../request';
import type { AskedKind } from './providerKind';
import { codeOf, loadScript, type ScriptModule } from './scriptModule';
import { checkReply, DEADLINE, FailureLog, placeIn } from './userCode';

const PREFIX = 'script:';
const ENDINGS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs'];

/** "script:strategies/mine.ts": its path below the workspace. */
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
  identity: async ({ use }, { workspace, tell }) =>
    (await loadScript(join(workspace, pathOf(use)), workspace, tell)).identity,
  make: ({ use }, { workspace, tell }) => new ScriptProvider(use, pathOf(use), workspace, tell),
};

/** It was waited for long enough. */
class Silence extends Error {}

/**
 * A module of the user's that runs in this process. It is given the same value as a program, frozen, and asked once: what
 * it made of it, it would make of it again.
 */
export class ScriptProvider implements AskedProvider {
  readonly #troubles: FailureLog;
  readonly #tell: (text: string) => void;
  #module: Promise<ScriptModule> | null = null;

  constructor(
    readonly id: string,
    private readonly path: string,
    private readonly workspace: string,
    tell: (text: string) => void,
    private readonly deadline = DEADLINE,
  ) {
    this.#troubles = new FailureLog(id, workspace, tell);
    this.#tell = (text) => tell(`${id}: ${text}`);
  }

  question(request: DecisionRequest): Json {
    return questionOf(request);
  }

  async ask(question: Json, signal: AbortSignal): Promise<{ reply: Reply }> {
    this.#module ??= loadScript(join(this.workspace, this.path), this.workspace, this.#tell);
    const module = await this.#module;
    if (signal.aborted) throw new ProviderFailure('cancelled');
    let said: unknown;
    try {
      said = await this.within(module.call(frozen(question), this.deadline), signal);
    } catch (error) {
      if (signal.aborted) throw new ProviderFailure('cancelled');
      throw this.failed(error);
    }
    const checked = checkReply(said);
    if ('problem' in checked) throw this.#troubles.failure(checked.problem, this.place(''), 'unusable reply');
    this.#troubles.answered();
    return checked;
  }

  close(): void {}

  /** What was promised, if it comes before the deadline and before the run is cancelled. */
  private async within(promised: unknown, signal: AbortSignal): Promise<unknown> {
    if (!(promised instanceof Promise)) return promised;
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
      return this.#troubles.failure(problem, this.place(''), 'deadline');
    }
    if (!(error instanceof Error)) return this.#troubles.failure(`it threw ${String(error)}`, this.place(''));
    return this.#troubles.failure(`${error.name}: ${error.message}`, this.place(error.stack ?? ''));
  }

  private place(stack: string) {
    return placeIn(stack, this.workspace) ?? { file: join(this.workspace, this.path) };
  }
}

/** As nobody can change it: what is asked is what is logged. */
function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) frozen(part);
    Object.freeze(value);
  }
  return value;
}
