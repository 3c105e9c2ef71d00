import { lock } from 'proper-lockfile';
import { InputError } from '../../common/inputError';

/** A holder that has not shown itself for so long is dead, ms. */
const STALE = 5000;

/**
 * Does `work` while no other process does anything under the same file's lock, which is a folder beside it; of a holder
 * that was killed it is taken over after five seconds. The file need not exist.
 * @param work is given what to call before it writes: it throws where the lock was lost meanwhile.
 * @throws InputError where another process keeps the lock.
 */
export async function withFileLock<Result>(
  file: string,
  work: (requireHeld: () => void) => Promise<Result>,
): Promise<Result> {
  let lost: Error | null = null;
  const options = {
    realpath: false,
    stale: STALE,
    // A little longer than it takes to know that a holder is dead.
    retries: { retries: 30, factor: 1, minTimeout: 250, maxTimeout: 250 },
    onCompromised: (error: Error) => {
      lost = error;
    },
  };
  const release = await lock(file, options).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ELOCKED') throw error;
    throw new InputError({ file }, 'it is being downloaded by another process', 'Wait for it to end');
  });
  try {
    return await work(() => {
      if (lost) throw lost;
    });
  } finally {
    if (!lost) await release();
  }
}
