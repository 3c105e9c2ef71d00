import type { ClosedTrade } from '../closedTrade';
import { outcomeOf } from '../outcome';
import { saveOutcomes } from './memoryFolder';

/**
 * Saves the outcomes of trades from the moment they are added; those that come while others are being written share one flush.
 * Group commit: DeWitt et al., Implementation Techniques for Main Memory Database Systems (1984).
 */
export class OutcomeWriter {
  #waiting: ClosedTrade[] = [];
  #saving: Promise<void> | null = null;
  #count = 0;

  /**
   * @param kept ids of those that are on disk already: a run that is resumed closes its trades again.
   * @param first what must be durable before an outcome is: it resolves when that is so.
   */
  constructor(
    private readonly folder: string,
    private readonly kept: ReadonlySet<string> = new Set(),
    private readonly first: () => Promise<void> = async () => {},
  ) {}

  /** Number of outcomes that would survive a power cut by now. */
  get count(): number {
    return this.#count;
  }

  add(trades: readonly ClosedTrade[]): void {
    const missing = trades.filter(({ id }) => !this.kept.has(id));
    this.#count += trades.length - missing.length;
    if (missing.length === 0) return;
    this.#waiting.push(...missing);
    if (this.#saving) return;
    this.#saving = this.saveWaiting();
    // Whoever awaits `saved` is told of a failure; until then it is not an unhandled one.
    this.#saving.catch(() => {});
  }

  /** Resolves when all that was added would survive a power cut; rejects where it could not be written. */
  async saved(): Promise<void> {
    await this.#saving;
  }

  private async saveWaiting(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      await this.first();
      await saveOutcomes(this.folder, batch.map(outcomeOf));
      this.#count += batch.length;
    }
    this.#saving = null;
  }
}
