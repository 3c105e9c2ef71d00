import { availableParallelism } from 'node:os';
import type PQueue from 'p-queue';

/** Makes the queue of all backtests of the window, loaded with the first: one fewer run at once than there are cores. */
export function runQueue(): () => Promise<PQueue> {
  let queue: Promise<PQueue> | null = null;
  return () => {
    queue ??= import('p-queue').then(
      ({ default: Queue }) => new Queue({ concurrency: Math.max(1, availableParallelism() - 1) }),
    );
    return queue;
  };
}
