import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { InputError } from '../inputError';

/** Time without a sign of life after which a holder counts as dead, ms. */
const STALE = 10_000;
/** Interval of a holder's signs of life, ms. */
const SHOWN = 1000;
/** Longest pause between two tries, ms. */
const LONGEST_PAUSE = 250;
/** Longest wait for a lock, ms. */
const PATIENCE = 60_000;
/** Staleness for proper-lockfile, ms: never, since the library judges by the wall clock, which machines need not share. */
const NEVER = 1e12;

/**
 * Does `work` while this process alone holds a folder's lock. The lock is a folder beside the files that its holder touches
 * every second. A waiting process takes the lock over if the lock is not touched for ten seconds by the waiting process's
 * own clock: a killed holder is found out, and machines that share a folder need not agree on the time.
 * @param stale ms, for tests.
 * @throws InputError for a lock that is not free within a minute, or was taken over during `work`.
 */
export async function withFolderLock<Result>(
  folder: string,
  work: () => Promise<Result>,
  stale = STALE,
): Promise<Result> {
  let lost = false;
  const release = await acquire(folder, stale, () => {
    lost = true;
  });
  try {
    return await work();
  } finally {
    if (!lost) await release();
    else {
      const problem = 'another process took this one for dead, and wrote there at the same time';
      // biome-ignore lint/correctness/noUnsafeFinally: the work cannot be relied on, whether it failed or not
      throw new InputError({ file: folder }, problem, 'Verify the memory');
    }
  }
}

async function acquire(
  folder: string,
  stale: number,
  onCompromised: () => void,
): Promise<() => Promise<void>> {
  const lockfilePath = join(folder, '.lock');
  const started = performance.now();
  let seen = '';
  let since = started;
  for (let pause = 20; ; pause = Math.min(LONGEST_PAUSE, pause * 1.2)) {
    try {
      return await lock(folder, { lockfilePath, stale: NEVER, update: SHOWN, onCompromised });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error;
    }
    const now = performance.now();
    const shown = await stamp(lockfilePath);
    if (shown !== seen) {
      seen = shown;
      since = now;
    } else if (now - since > stale) await rm(lockfilePath, { recursive: true, force: true });
    if (now - started > PATIENCE) {
      const remedy = 'Wait until it is done; where none is running, delete the folder .lock there';
      throw new InputError({ file: folder }, 'another process has been writing there for a minute', remedy);
    }
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
