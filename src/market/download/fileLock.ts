import { lock } from 'proper-lockfile';
import { InputError } from '../../common/inputError';

/** Age of a lock's last sign of life at which its holder counts as dead, ms. */
const STALE = 5000;

/**
 * Does `work` while this process alone holds a file's lock, a folder beside the file. The lock of a killed holder is taken
 * over after five seconds. The file need not exist.
 * @param work called with a function to call before writing, which throws if the lock was lost meanwhile.
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
    // Seven and a half seconds: longer than a dead holder's lock lasts.
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
