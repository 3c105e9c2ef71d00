import { setTimeout as wait } from 'node:timers/promises';

/** Codes with which a rename is refused while a virus scanner or an indexer has the file open. */
const REFUSED = new Set(['EPERM', 'EBUSY', 'EACCES']);
/** Waits between tries, ms: two seconds and a half in all. */
const PAUSES = [10, 20, 40, 80, 150, 300, 600, 1300];

/** Does work that ends in a rename, and again for some seconds where the rename is refused. @throws the last error. */
export async function withPatience<Result>(work: () => Promise<Result>): Promise<Result> {
  for (const pause of PAUSES) {
    try {
      return await work();
    } catch (error) {
      if (!isRefused(error)) throw error;
      await wait(pause);
    }
  }
  return work();
}

/** Does work as `withPatience` does, while the process waits. */
export function withPatienceSync<Result>(work: () => Result): Result {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (const pause of PAUSES) {
    try {
      return work();
    } catch (error) {
      if (!isRefused(error)) throw error;
      Atomics.wait(clock, 0, 0, pause);
    }
  }
  return work();
}

function isRefused(error: unknown): boolean {
  const { syscall, code } = error as NodeJS.ErrnoException;
  return syscall === 'rename' && code !== undefined && REFUSED.has(code);
}
