import { AsyncLocalStorage } from 'node:async_hooks';

/** Errors of a script that nobody awaited, and where the script's prints go. */
export interface GuardedScript {
  /** Is told each line that the script prints. */
  tell(text: string): void;
  /** Takes an error that ended no call of the script: that of a timer, or of a promise that nobody awaits. */
  strayed(error: unknown): void;
  /** Whether an error comes from the script's own files. */
  owns(error: unknown): boolean;
}

/** The script that runs; undefined while none does. */
const running = new AsyncLocalStorage<GuardedScript>();
const loaded = new Set<GuardedScript>();
const STRAYS = ['unhandledRejection', 'uncaughtException'] as const;
let isGuarded = false;

/** A script called `process.exit`, which would end the run without a result. */
export class ScriptExit extends Error {
  override readonly name = 'process.exit';

  constructor() {
    super('it called process.exit, which would end the run without a result');
  }
}

/**
 * Keeps what scripts do to their process away from the process until `release`: what they print is told, leaving is an
 * error of theirs, and so is an error that nobody awaits.
 */
export function guard(script: GuardedScript): { run<Result>(work: () => Result): Result; release(): void } {
  guardProcess();
  if (loaded.size === 0) for (const stray of STRAYS) process.on(stray, takeStray);
  loaded.add(script);
  return {
    run: (work) => running.run(script, work),
    release() {
      loaded.delete(script);
      // Without a script an error that nobody awaits is a bug of ours, and ends the process as any other does.
      if (loaded.size === 0) for (const stray of STRAYS) process.off(stray, takeStray);
    },
  };
}

function guardProcess(): void {
  if (isGuarded) return;
  isGuarded = true;
  for (const stream of [process.stdout, process.stderr]) tellPrints(stream);
  const exit = process.exit.bind(process);
  // An undefined code that is passed on would replace the exit code of the process.
  process.exit = (...code: Parameters<typeof exit>) => {
    if (running.getStore()) throw new ScriptExit();
    return exit(...code);
  };
}

/** Gives an error to the script that it comes from. */
function takeStray(error: unknown): void {
  const script = [...loaded].find((one) => one.owns(error)) ?? [...loaded].at(-1);
  running.exit(() => script?.strayed(error));
}

/** Sends what scripts print to whoever is told, and leaves our own prints where they go. */
function tellPrints(stream: NodeJS.WriteStream): void {
  const own = stream.write;
  stream.write = function write(this: NodeJS.WriteStream, ...given: unknown[]): boolean {
    const script = running.getStore();
    if (!script) return Reflect.apply(own, this, given);
    const [chunk] = given;
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString('utf8');
    running.exit(() => {
      for (const line of text.split(/\r?\n/)) if (line.trim() !== '') script.tell(line);
      const done = given.at(-1);
      if (typeof done === 'function') process.nextTick(done);
    });
    return true;
  } as typeof stream.write;
}
