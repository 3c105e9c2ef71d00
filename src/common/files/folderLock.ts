import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { InputError } from '../inputError';

/** A holder that has not shown itself for so long is dead, ms. */
const STALE = 10_000;
/** How often it shows itself, ms. */
const SHOWN = 1000;
/** Between two tries, ms. */
const LONGEST_PAUSE = 250;
/** For so long a lock is waited for, ms. */
const PATIENCE = 60_000;
/** proper-lockfile judges by the wall clock who is dead: never, so that we do. */
const NEVER = 1e12;

/**
 * Does `work` while no other process does anything under the same folder's lock. The lock is a folder made beside the
 * files, touched again and again by its holder. Whoever waits takes it over when it was not touched while ten seconds
 * went by on his own clock: so a killed holder is found out, and machines that share a folder need not agree on the time.
 * @param stale ms; another only for tests.
 * @throws InputError where the lock cannot be had within a minute, or was taken over meanwhile.
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
      // biome-ignore lint/correctness/noUnsafeFinally: what was done cannot be relied on, however it ended
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

/** What tells one touch of the lock from the next, whatever its holder's clock says. */
function stamp(path: string): Promise<string> {
  return stat(path).then(
    ({ ino, mtimeMs }) => `${ino} ${mtimeMs}`,
    () => '',
  );
}
