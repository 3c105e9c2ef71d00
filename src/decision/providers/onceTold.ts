/** Tells each kind of happening as it first comes, and at the end how often the kind came in all. */
export class OnceTold {
  readonly #counts = new Map<string, number>();

  constructor(private readonly tell: (text: string) => void) {}

  /** @param kind in the middle of a sentence, such as "late answer". @param text tells the first happening. */
  happened(kind: string, text: string): void {
    const count = this.#counts.get(kind) ?? 0;
    if (count === 0) this.tell(text);
    this.#counts.set(kind, count + 1);
  }

  /** Tells the kinds that came more than once. */
  total(): void {
    const often = [...this.#counts].filter(([, count]) => count > 1);
    this.#counts.clear();
    if (often.length > 0)
      this.tell(`in all: ${often.map(([kind, count]) => `${count} × ${kind}`).join(', ')}`);
  }
}
