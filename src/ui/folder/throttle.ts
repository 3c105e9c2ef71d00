/** Does something when asked to, but not again within a while: then once at its end, where it was asked for meanwhile. */
export class Throttle {
  #last = Number.NEGATIVE_INFINITY;
  #later: NodeJS.Timeout | undefined;

  /** @param pace the while, ms. */
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

  /** What was asked for is left undone. */
  dispose(): void {
    clearTimeout(this.#later);
    this.#later = undefined;
  }
}
