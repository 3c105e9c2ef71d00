import { countKnownAt, knownAt } from '../memory/admissible';
import type { OutcomeFacts, OutcomeRow } from '../memory/outcomeRow';
import { OutcomeIndex } from '../memory/similar/similarity';

/** The outcomes that were known at an entry. There may be a hundred thousand, so each part is made when it is asked for. */
export interface KnownOutcomes {
  readonly count: number;
  readonly wins: number;
  /** In the order of their exits. */
  rows(): readonly OutcomeFacts[];
  /** May be used until the next index is asked for. */
  index(): OutcomeIndex;
}

/** The active outcomes, made ready to say of any time what was known then. */
export class ActiveOutcomes {
  /** In the order of their exits. */
  readonly #rows: readonly OutcomeRow[];
  /** How many of the outcomes up to each were won. */
  readonly #wins: readonly number[];
  readonly #byId: ReadonlyMap<string, OutcomeRow>;
  /** Narrowed to what was known at one entry after another. */
  readonly #index: OutcomeIndex<OutcomeRow>;

  constructor(rows: readonly OutcomeRow[]) {
    this.#rows = rows;
    let wins = 0;
    this.#wins = rows.map((row) => {
      wins += winsOf([row]);
      return wins;
    });
    this.#byId = new Map(rows.map((row) => [row.id, row]));
    this.#index = new OutcomeIndex(rows);
  }

  /** Whether this was made of the very same list. */
  areOf(rows: readonly OutcomeRow[]): boolean {
    return rows === this.#rows;
  }

  has(id: string): boolean {
    return this.#byId.has(id);
  }

  /** The outcomes of a run, the worst first. */
  ofRun(run: string): readonly OutcomeRow[] {
    return this.#rows.filter((row) => row.run === run).sort((a, b) => a.pnl - b.pnl);
  }

  /** The outcomes whose exit was known at a time, epoch ms, in the order of their exits. */
  endedBy(time: number): readonly OutcomeRow[] {
    return this.#rows.slice(0, countKnownAt(this.#rows, time));
  }

  /** The outcomes known at a time, epoch ms, to compare a trade with. @param own id of the trade's own outcome, left out. */
  knownAt(time: number, own: string | null): KnownOutcomes {
    const count = countKnownAt(this.#rows, time);
    const row = own === null ? null : (this.#byId.get(own) ?? null);
    const without = row && knownAt(row, time) ? [row] : [];
    return {
      count: count - without.length,
      wins: (this.#wins[count - 1] ?? 0) - winsOf(without),
      rows: () => this.#rows.slice(0, count).filter((one) => one !== row),
      index: () => {
        this.#index.narrowTo(time, row);
        return this.#index;
      },
    };
  }
}

/** How many of some outcomes were won. */
export const winsOf = (outcomes: readonly Pick<OutcomeFacts, 'pnl'>[]): number =>
  outcomes.reduce((sum, { pnl }) => sum + (pnl > 0 ? 1 : 0), 0);
