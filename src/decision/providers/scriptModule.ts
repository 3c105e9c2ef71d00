import { Script } from 'node:vm';
import { exists } from '../../common/files/folders';
import { InputError } from '../../common/inputError';
import { pinnedText } from './pinnedFiles';
import { guard } from './scriptGuard';
import { withImports } from './scriptImports';
import { isOwn, placeIn } from './userCode';

/** The user's own module that decides. */
export interface ScriptModule {
  /** The module's file and the workspace's files that the module imports, each with its hash. */
  readonly identity: string;
  /** Calls the module, and interrupts a call that computes for longer than `deadline`, ms. Prints are told. */
  call(question: unknown, deadline: number): unknown;
  /** The first error of the script that ended no call; null where there is none. Each is told. */
  readonly stray: unknown;
  /** Ends the guard over the script. */
  close(): void;
}

type Tell = (text: string) => void;

/** The global under which `Script` finds the call: only code run by a `Script` can be interrupted. */
const CALL = Symbol.for('backtest-memory.script');
const caller = new Script('globalThis[Symbol.for("backtest-memory.script")]()');

/**
 * Loads the user's own module, TypeScript or JavaScript, into this process, which is never the editor's.
 * @param file absolute. @throws InputError with file and line where the module cannot be loaded or exports no function.
 */
export async function loadScript(file: string, workspace: string, tell: Tell): Promise<ScriptModule> {
  if (!(await exists(file)))
    throw new InputError(
      { file },
      'there is no such script',
      'Name one that exists in the definition’s "use"',
    );
  const strays: unknown[] = [];
  const { run, release } = guard({
    tell,
    strayed(error) {
      strays.push(error);
      tell(`an error that nobody awaits: ${String(error)}`);
    },
    owns: (error) => placeIn(stackOf(error), workspace) !== null,
  });
  const { createJiti } = await import('jiti');
  const before = new Set(Object.keys(require.cache));
  const jiti = createJiti(file, { fsCache: false, interopDefault: false });
  let loaded: unknown;
  try {
    loaded = await run(() => jiti.import(file));
  } catch (error) {
    release();
    throw notLoaded(error, file, workspace);
  }
  const files = Object.keys(require.cache).filter((one) => !before.has(one) && isOwn(workspace, one));
  // Makes the next load read the files anew.
  for (const one of files) delete require.cache[one];
  const decide = decideOf(loaded, file);
  return {
    identity: await identityOf(files, file, workspace),
    call: (question, deadline) => run(() => interruptible(() => decide(question), deadline)),
    get stray() {
      return strays[0] ?? null;
    },
    close: release,
  };
}

/** The function that a module exports, bound to its object. @throws InputError where there is none, or where it is a class. */
function decideOf(module: unknown, file: string): (question: unknown) => unknown {
  const { default: main, ...named } = Object(module) as Record<string, unknown>;
  const found = [module, main, named.decide, Object(main).decide].find((one) => typeof one === 'function');
  if (isClass(found) || (!found && Object.values(named).some(isClass))) {
    const remedy = 'Write it as: export default function decide(request) { … }';
    throw new InputError({ file }, 'it exports a class; export a function', remedy);
  }
  if (!found) {
    const remedy = 'Export one: export default function decide(request) { … }';
    throw new InputError({ file }, 'it exports no function as default or as "decide"', remedy);
  }
  return (question) => Reflect.apply(found as (question: unknown) => unknown, main, [question]);
}

const isClass = (value: unknown) =>
  typeof value === 'function' && /^class\b/.test(Function.prototype.toString.call(value));

/** @throws whatever the call throws, and ERR_SCRIPT_EXECUTION_TIMEOUT where the call was interrupted. */
function interruptible(call: () => unknown, timeout: number): unknown {
  const place = globalThis as { [CALL]?: () => unknown };
  place[CALL] = call;
  try {
    return caller.runInThisContext({ timeout, breakOnSigint: true });
  } catch (error) {
    // Ctrl-C ended the computation, during which no handler could run: the handlers' turn is now.
    if (codeOf(error) === 'ERR_SCRIPT_EXECUTION_INTERRUPTED') process.emit('SIGINT', 'SIGINT');
    throw error;
  } finally {
    delete place[CALL];
  }
}

/** The stack of an error; empty for anything else that was thrown. */
export const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? '') : '');

/** Node's code of an error. */
export const codeOf = (error: unknown): unknown => Object(error).code;

function notLoaded(error: unknown, file: string, workspace: string): InputError {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  const [problem] = message.replace(/^ParseError: */, 'a syntax error: ').split('\n');
  const place = placeIn(stack, workspace) ?? { file };
  return new InputError(place, `it cannot be loaded: ${problem.trim()}`, 'Correct it');
}

async function identityOf(files: readonly string[], main: string, workspace: string): Promise<string> {
  const all = await withImports([main, ...files], workspace);
  const imported = all.filter((one) => one !== main).sort();
  return pinnedText([main, ...imported], workspace);
}
