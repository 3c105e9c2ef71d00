import type { Quarter } from '../market/calendar';
import { admissible, type Lineage } from './admissible';
import type { OutcomeRow } from './outcomeRow';
import { OutcomeIndex } from './similarity';

/** What a run may remember, as its time goes on: its own trades and those of the runs its definition includes. */
export class MemoryView {
  readonly #outcomes: OutcomeRow[];
  #known: readonly OutcomeRow[] = [];
  #index = new OutcomeIndex([]);
  #seen: { quarter: Quarter; time: number } | null = null;

  /** @param included outcomes of the included runs, whenever they ended. */
  constructor(
    private readonly lineage: Lineage,
    included: readonly OutcomeRow[],
  ) {
    this.#outcomes = [...included];
  }

  /** Takes in trades of this run as they close. */
  add(outcomes: readonly OutcomeRow[]): void {
    this.#outcomes.push(...outcomes);
  }

  /**
   * Moves to a decision at `time` (epoch ms) about a bar of `quarter`. A run that refreshes by quarter sees through all
   * of a quarter what was known when its first decision was taken.
   * @returns whether the admissible outcomes may have changed.
   */
  moveTo(time: number, quarter: Quarter): boolean {
    const seen = this.#seen;
    if (seen?.quarter === quarter && (this.lineage.refresh === 'quarter' || seen.time === time)) return false;
    this.#seen = { quarter, time };
    const known = this.#outcomes.filter((outcome) => admissible(outcome, { time, quarter }, this.lineage));
    if (known.length === this.#known.length) return false;
    this.#known = known;
    this.#index = new OutcomeIndex(known);
    return true;
  }

  /** The admissible outcomes. */
  get known(): readonly OutcomeRow[] {
    return this.#known;
  }

  /** The same, ready to be searched. */
  get index(): OutcomeIndex {
    return this.#index;
  }
}
