import type { Quarter } from '../common/calendar';
import type { ClosedTrade } from './closedTrade';
import type { OutcomeFacts } from './outcomeRow';

// The one file that compares an exit with a time: test/memory/knownAt.test.ts forbids every other.

type Exit = Pick<ClosedTrade, 'exitTime'>;

/** Whose outcomes a run may remember: its own, and those of the runs its definition includes. */
export interface Lineage {
  readonly run: string;
  /** `quarter`: own trades only of earlier quarters. */
  readonly refresh: 'quarter' | 'trade';
  readonly include: readonly string[];
}

/**
 * Whether the exit of a trade was known at a time, epoch ms. A trade whose exit cannot be read (NaN) is never known, since
 * no comparison with NaN holds.
 */
export function knownAt(trade: Exit, time: number): boolean {
  return trade.exitTime <= time;
}

/** Counts the trades known at a time, the first of trades that are sorted by their exits. */
export function countKnownAt(trades: readonly Exit[], time: number): number {
  let low = 0;
  let high = trades.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (knownAt(trades[middle], time)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Writes the places of the exits (epoch ms) that were known at a time to the front of `places`, ascending; a loop over plain
 * numbers, since a hover asks it of a hundred thousand exits.
 * @returns how many places it wrote.
 */
export function placesKnownAt(exits: Float64Array, time: number, places: Int32Array): number {
  let count = 0;
  for (let place = 0; place < exits.length; place += 1) {
    if (!(exits[place] <= time)) continue;
    places[count] = place;
    count += 1;
  }
  return count;
}

/**
 * Whether a decision may use an outcome: its exit was known by then, and it belongs to the run's lineage.
 * @param at.time the decision's close, epoch ms. @param at.quarter the quarter of the bar that the decision was taken on.
 */
export function admissible(
  outcome: OutcomeFacts,
  at: { time: number; quarter: Quarter },
  lineage: Lineage,
): boolean {
  if (!knownAt(outcome, at.time)) return false;
  if (outcome.run === lineage.run) return lineage.refresh === 'trade' || outcome.quarter < at.quarter;
  return lineage.include.includes(outcome.run);
}
