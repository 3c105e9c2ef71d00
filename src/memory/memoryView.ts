import type { Quarter } from '../market/calendar';
import { admissible, type Lineage } from './admissible';
import { inOrderOfExit, type OutcomeRow } from './outcomeRow';
import { OutcomeIndex } from './similarity';

/** What a run may remember, as its time goes on: its own trades and those of the runs its definition includes. */
export class MemoryView {
  readonly #outcomes: OutcomeRow[];
  #known: readonly OutcomeRow[] = [];
  #index = new OutcomeIndex([]);
  #seen: { quarter: Quarter; time: number } | null = null;

  /**
   * @param included outcomes of the included runs, whenever they ended.
   * @param cap so many are remembered at any time, those that ended last by then.
   */
  constructor(
    private readonly lineage: Lineage,
    included: readonly OutcomeRow[],
    private readonly cap: number,
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
    const known = newest(
      this.#outcomes.filter((outcome) => admissible(outcome, { time, quarter }, this.lineage)),
      this.cap,
    );
    if (known.length === this.#known.length && known.at(-1) === this.#known.at(-1)) return false;
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

/** The `cap` outcomes that ended last: what lies beyond the cap at a time never depends on what came after it. */
function newest(outcomes: OutcomeRow[], cap: number): readonly OutcomeRow[] {
  return outcomes.sort(inOrderOfExit).slice(-cap);
}
