/**
 * Works on something with a signal that aborts when the given one does or when the time is up. Timer and listener are held
 * until the work has settled, and are cleared then. `AbortSignal.any` with `AbortSignal.timeout` is no substitute: Node 20 may
 * collect a timeout that only such a combination refers to, and what waits for the combined signal then waits for ever
 * (https://github.com/nodejs/node/issues/57736).
 * @param ms how long the work may take.
 * @param work gets the signal, and a function that lets the time begin anew; the reason of an abort is that of `signal`, or a
 * DOMException named TimeoutError.
 * @throws what the work throws.
 */
export async function withDeadline<Result>(
  signal: AbortSignal | null,
  ms: number,
  work: (signal: AbortSignal, restart: () => void) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const cancel = () => controller.abort(signal?.reason);
  if (signal?.aborted) cancel();
  else signal?.addEventListener('abort', cancel, { once: true });
  const timer = setTimeout(
    () => controller.abort(new DOMException(`Nothing came within ${ms} ms`, 'TimeoutError')),
    ms,
  );
  try {
    return await work(controller.signal, () => timer.refresh());
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
  }
}
