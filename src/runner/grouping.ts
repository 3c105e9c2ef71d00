import type { OutcomeRow } from '../memory/outcomeRow';

/** What outcomes can be grouped by. */
export const GROUPINGS = {
  quarter: (outcome: OutcomeRow): string => outcome.quarter,
  symbol: (outcome: OutcomeRow) => outcome.asset_pair,
  provider: (outcome: OutcomeRow) => outcome.ai_provider_used || 'nobody',
  regime: (outcome: OutcomeRow): string => outcome.market_regime ?? 'UNKNOWN',
} as const;
export type Grouping = keyof typeof GROUPINGS;

/** Outcomes that have one thing in common. */
export interface OutcomeGroup {
  readonly name: string;
  readonly trades: number;
  readonly wins: number;
  /** Account currency. */
  readonly pnl: number;
}

/** The groups by name. */
export function groupOutcomes(outcomes: readonly OutcomeRow[], by: Grouping): OutcomeGroup[] {
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
