import type { Quarter } from '../common/calendar';
import { endOf, type OutcomeFacts } from './outcomeRow';

/** Whose outcomes a run may remember: its own, and those of the runs its definition includes. */
export interface Lineage {
  readonly run: string;
  /** `quarter`: own trades only of earlier quarters. */
  readonly refresh: 'quarter' | 'trade';
  readonly include: readonly string[];
}

/**
 * Whether a decision may use an outcome: its exit was known by then, and it belongs to the run's lineage.
 * @param at.time the decision's close, epoch ms. @param at.quarter the quarter of the bar it was taken on.
 */
export function admissible(
  outcome: OutcomeFacts,
  at: { time: number; quarter: Quarter },
  lineage: Lineage,
): boolean {
  // An unreadable time is NaN, and no comparison with it holds.
  if (!(endOf(outcome) <= at.time)) return false;
  if (outcome.run_id === lineage.run) return lineage.refresh === 'trade' || outcome.quarter < at.quarter;
  return lineage.include.includes(outcome.run_id);
}
