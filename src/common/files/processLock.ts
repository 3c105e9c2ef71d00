import { rm, stat } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { InputError } from '../inputError';

/** Interval of a holder's signs of life, ms. */
const SHOWN = 1000;
/** Shortest and longest pause between two tries, ms. */
const SHORTEST_PAUSE = 20;
const LONGEST_PAUSE = 250;
/** Staleness for proper-lockfile, ms: never, since the library judges by the wall clock, which machines need not share. */
const NEVER = 1e12;

interface Fault {
  /** A sentence without a final stop, as an InputError takes it. */
  readonly problem: string;
  readonly remedy: string;
}

/** The terms of a lock. */
export interface LockTerms {
  /** Path of the lock, a folder in an existing folder. */
  readonly path: string;
  /** Time without a sign of life after which a holder counts as dead, ms. */
  readonly stale: number;
  /** Longest wait for the lock, ms. */
  readonly patience: number;
  /** The fault that another process holds the lock for longer than `patience`. */
  readonly busy: Fault;
  /** The fault that another process took the lock over. */
  readonly lost: Fault;
}

/**
 * Does `work` while this process alone holds the lock of a file or folder. The holder touches its lock every second. A
 * waiting process takes over a lock that is not touched for `stale` ms by the waiting process's own clock: a killed holder
 * is found out, and machines that share a folder need not agree on the time.
 * @param guarded path of the file or folder, which need not exist.
 * @param work called with a function to call before writing, which throws if the lock was lost meanwhile.
 * @throws InputError for a lock that does not become free.
 */
export async function withProcessLock<Result>(
  guarded: string,
  terms: LockTerms,
  work: (requireHeld: () => void) => Promise<Result>,
): Promise<Result> {
  let lost = false;
  const release = await acquire(guarded, terms, () => {
    lost = true;
  });
  try {
    return await work(() => {
      if (lost) throw new InputError({ file: guarded }, terms.lost.problem, terms.lost.remedy);
    });
  } finally {
    if (!lost) await release();
  }
}

async function acquire(
  guarded: string,
  { path, stale, patience, busy }: LockTerms,
  onCompromised: () => void,
): Promise<() => Promise<void>> {
  const options = { lockfilePath: path, realpath: false, stale: NEVER, update: SHOWN, onCompromised };
  const started = performance.now();
  let seen = '';
  let since = started;
  for (let pause = SHORTEST_PAUSE; ; pause = Math.min(LONGEST_PAUSE, pause * 1.2)) {
    try {
      return await lock(guarded, options);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    }
    const now = performance.now();
    const shown = await stamp(path);
    if (shown !== seen) {
      seen = shown;
      since = now;
    } else if (now - since > stale) await rm(path, { recursive: true, force: true });
    if (now - started > patience) throw new InputError({ file: guarded }, busy.problem, busy.remedy);
    await wait(pause * (1 + Math.random()));
  }
}

/** A text that changes with each touch of the lock, whatever the holder's clock. */
function stamp(path: string): Promise<string> {
  return stat(path).then(
    ({ ino, mtimeMs }) => `${ino} ${mtimeMs}`,
    () => '',
  );
}
