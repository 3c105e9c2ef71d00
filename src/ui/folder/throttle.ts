/** Throttles an action: it runs at the first request, and again at the end of each pause in which it was requested. */
export class Throttle {
  #last = Number.NEGATIVE_INFINITY;
  #later: NodeJS.Timeout | undefined;

  /** @param pace the least time between two runs of the action, ms. */
  constructor(
    private readonly act: () => void,
    private readonly pace: number,
  ) {}

  ask(): void {
    const left = this.#last + this.pace - Date.now();
    if (left <= 0) this.now();
    else this.#later ??= setTimeout(() => this.now(), left);
  }

  private now(): void {
    this.dispose();
    this.#last = Date.now();
    this.act();
  }

  /** Drops a pending request. */
  dispose(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
  }
}
