import { availableParallelism } from 'node:os';
import type PQueue from 'p-queue';

/** The queue of all backtests of the window: as many run at once as there are cores less one. It is loaded with the first. */
export function runQueue(): () => Promise<PQueue> {
  let queue: Promise<PQueue> | null = null;
  return () => {
    queue ??= import('p-queue').then(
      ({ default: Queue }) => new Queue({ concurrency: Math.max(1, availableParallelism() - 1) }),
    );
    return queue;
  };
}
