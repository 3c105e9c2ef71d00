import { join } from 'node:path';
import { withProcessLock } from './processLock';

const STALE = 10_000;
const TERMS = {
  patience: 60_000,
  busy: {
    problem: 'another process has been writing there for a minute',
    remedy: 'Wait until it is done; where none is running, delete the folder .lock there',
  },
  lost: {
    problem: 'another process took this one for dead, and wrote there at the same time',
    remedy: 'Verify the memory',
  },
};

/**
 * Does `work` while this process alone holds a folder's lock, the folder `.lock` within. See `withProcessLock`.
 * @param stale time without a sign of life after which a holder counts as dead, ms; another one for tests.
 * @throws InputError for a lock that is not free within a minute, or was taken over during `work`.
 */
export function withFolderLock<Result>(
  folder: string,
  work: () => Promise<Result>,
  stale = STALE,
): Promise<Result> {
  const terms = { ...TERMS, path: join(folder, '.lock'), stale };
  return withProcessLock(folder, terms, async (requireHeld) => {
    try {
      return await work();
    } finally {
      // Work under a lost lock cannot be relied on, whether it failed or not.
      requireHeld();
    }
  });
}
