import { inOrderOfExit } from './closedTrade';
import type { OutcomeFacts } from './outcomeRow';

/** Groupings of outcomes. */
export const GROUPINGS = {
  quarter: (outcome: OutcomeFacts): string => outcome.quarter,
  symbol: (outcome: OutcomeFacts) => outcome.symbol,
  provider: (outcome: OutcomeFacts) => outcome.provider || 'nobody',
  regime: (outcome: OutcomeFacts): string => outcome.regime ?? 'UNKNOWN',
} as const;
export type Grouping = keyof typeof GROUPINGS;

/** Orders in which a group shows its outcomes; equals stand by their exits. */
export const SORTS = {
  newest: (a: OutcomeFacts, b: OutcomeFacts): number => inOrderOfExit(b, a),
  oldest: inOrderOfExit,
  best: (a: OutcomeFacts, b: OutcomeFacts) => b.pnlPct - a.pnlPct || inOrderOfExit(b, a),
  worst: (a: OutcomeFacts, b: OutcomeFacts) => a.pnlPct - b.pnlPct || inOrderOfExit(b, a),
} as const;
export type Sort = keyof typeof SORTS;

/** A page of a group's outcomes in an order. */
export interface GroupPage {
  readonly by: Grouping;
  readonly group: string;
  readonly sort: Sort;
  readonly from: number;
  readonly count: number;
}

/** Outcomes that have one thing in common. */
export interface OutcomeGroup {
  readonly name: string;
  readonly trades: number;
  readonly wins: number;
  /** Account currency. */
  readonly pnl: number;
}

/** The groups by name. */
export function groupOutcomes(outcomes: readonly OutcomeFacts[], by: Grouping): OutcomeGroup[] {
  const groups = new Map<string, { trades: number; wins: number; pnl: number }>();
  for (const outcome of outcomes) {
    const name = GROUPINGS[by](outcome);
    const group = groups.get(name) ?? { trades: 0, wins: 0, pnl: 0 };
    groups.set(name, group);
    group.trades += 1;
    if (outcome.pnl > 0) group.wins += 1;
    group.pnl += outcome.pnl;
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, group]) => ({ name, ...group }));
}
