/** Questions that may be taken back before they are answered. */
export class CancellableRequests {
  readonly #open = new Map<number, AbortController>();

  /** Works on a question until it is taken back. @returns null where it was. */
  async answer<Answer>(
    ticket: number,
    work: (signal: AbortSignal) => Promise<Answer>,
  ): Promise<Answer | null> {
    const controller = new AbortController();
    this.#open.set(ticket, controller);
    try {
      return await work(controller.signal);
    } catch (error) {
      if (controller.signal.aborted) return null;
      throw error;
    } finally {
      this.#open.delete(ticket);
    }
  }

  takeBack(ticket: number): void {
    this.#open.get(ticket)?.abort();
  }
}

/** Lets what waits be heard, such as that a question was taken back. @throws where it was. */
export async function turn(signal: AbortSignal): Promise<void> {
  await new Promise((next) => setImmediate(next));
  signal.throwIfAborted();
}
