import { join } from 'node:path';
import { lock } from 'proper-lockfile';

/** A holder that has not shown itself for so long is dead, ms. */
const STALE = 10_000;

/**
 * Does `work` while no other process does anything under the same folder's lock. The lock is a folder made beside the
 * files, kept alive by its holder; of a holder that was killed it is taken over.
 * @throws where the lock cannot be had within some twenty seconds.
 */
export async function withFolderLock<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const release = await lock(folder, {
    lockfilePath: join(folder, '.lock'),
    stale: STALE,
    retries: { retries: 100, factor: 1.2, minTimeout: 20, maxTimeout: 250, randomize: true },
  });
  try {
    return await work();
  } finally {
    await release();
  }
}
