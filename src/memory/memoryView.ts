import type { Quarter } from '../common/calendar';
import { admissible, knownAt, type Lineage } from './admissible';
import { inOrderOfExit } from './closedTrade';
import type { OutcomeFacts } from './outcomeRow';
import { OutcomeIndex } from './similar/similarity';

const NONE: readonly OutcomeFacts[] = [];

/** Memory of a run as its time goes on: its own trades, and the trades of the runs that its definition includes. */
export class MemoryView {
  /** Outcomes that are not admissible yet; time only goes on, so none comes back here. */
  #waiting: OutcomeFacts[];
  /** The first of them to end after the last look; null where none will, undefined before a look. */
  #next: OutcomeFacts | null | undefined;
  #known: readonly OutcomeFacts[] = [];
  #index: OutcomeIndex | null = null;
  #seen: { quarter: Quarter; time: number } | null = null;

  /**
   * @param included outcomes of the included runs, whenever they ended.
   * @param cap so many are remembered at any time, those that ended last by then.
   */
  constructor(
    private readonly lineage: Lineage,
    included: readonly OutcomeFacts[],
    private readonly cap: number,
  ) {
    this.#waiting = [...included];
  }

  /** Takes in trades of this run as they close. */
  add(outcomes: readonly OutcomeFacts[]): void {
    this.#waiting.push(...outcomes);
    this.#next = undefined;
  }

  /**
   * Moves to a decision at `time` (epoch ms) about a bar of `quarter`. A run that refreshes by quarter sees through all
   * of a quarter what was known when its first decision was taken.
   * @returns those that have become admissible, in the order in which they ended.
   */
  moveTo(time: number, quarter: Quarter): readonly OutcomeFacts[] {
    if (this.#seen?.quarter === quarter && (this.lineage.refresh === 'quarter' || !this.hasNews(time)))
      return NONE;
    this.#seen = { quarter, time };
    const arrived: OutcomeFacts[] = [];
    const waiting: OutcomeFacts[] = [];
    for (const outcome of this.#waiting)
      (admissible(outcome, { time, quarter }, this.lineage) ? arrived : waiting).push(outcome);
    this.#waiting = waiting;
    this.#next = nextAfter(waiting, time);
    if (arrived.length === 0) return NONE;
    arrived.sort(inOrderOfExit);
    // Sorting what is in order already is not free: of many outcomes, most come with the first look.
    const all = this.#known.length === 0 ? arrived : [...this.#known, ...arrived].sort(inOrderOfExit);
    // Outcomes beyond the cap at a time never depend on later outcomes.
    this.#known = all.slice(-this.cap);
    this.#index = null;
    return arrived;
  }

  /** Whether some outcome may have become known since the last look. */
  private hasNews(time: number): boolean {
    return this.#next === undefined || (this.#next !== null && knownAt(this.#next, time));
  }

  /** The admissible outcomes. */
  get known(): readonly OutcomeFacts[] {
    return this.#known;
  }

  /** The same, ready to be searched; made when somebody searches. */
  get index(): OutcomeIndex {
    this.#index ??= new OutcomeIndex(this.#known);
    return this.#index;
  }
}

/**
 * Of outcomes in the order of their exits the last `cap` that are admissible: all that a view with that cap can hold of them,
 * found without looking at every one.
 */
export function latestAdmissible<Row extends OutcomeFacts>(
  outcomes: readonly Row[],
  at: { time: number; quarter: Quarter },
  lineage: Lineage,
  cap: number,
): Row[] {
  const found: Row[] = [];
  for (let index = outcomes.length - 1; index >= 0 && found.length < cap; index -= 1)
    if (admissible(outcomes[index], at, lineage)) found.push(outcomes[index]);
  return found.reverse();
}

/** The first of outcomes to end after a time; null where none has an exit that can be read. */
function nextAfter(outcomes: readonly OutcomeFacts[], time: number): OutcomeFacts | null {
  let next: OutcomeFacts | null = null;
  for (const outcome of outcomes)
    if (
      !Number.isNaN(outcome.exitTime) &&
      !knownAt(outcome, time) &&
      !(next && knownAt(next, outcome.exitTime))
    )
      next = outcome;
  return next;
}
