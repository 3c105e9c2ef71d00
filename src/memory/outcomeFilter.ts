import type { OutcomeRow } from './outcomeRow';

/** Which outcomes are meant; what is left out does not matter. */
export interface OutcomeFilter {
  readonly symbol?: string;
  readonly side?: 'long' | 'short';
  readonly regime?: string;
  /** One that voted for the trade. */
  readonly provider?: string;
  readonly result?: 'won' | 'lost';
  /** Entered at or after, and before; ISO-8601 UTC, a date or a time. */
  readonly from?: string;
  readonly to?: string;
  /** Known by then: ended at or before. */
  readonly asOf?: string;
}

/** Whether an outcome is one of those meant. */
export function passes(outcome: OutcomeRow, filter: OutcomeFilter): boolean {
  const { symbol, side, regime, provider, result, from, to, asOf } = filter;
  return (
    (symbol === undefined || outcome.asset_pair === symbol) &&
    (side === undefined || (outcome.action === 'BUY') === (side === 'long')) &&
    (regime === undefined || outcome.market_regime === regime) &&
    (provider === undefined ||
      outcome.votes.some((vote) => vote.provider === provider && vote.action === outcome.action)) &&
    (result === undefined || outcome.pnl > 0 === (result === 'won')) &&
    (from === undefined || Date.parse(outcome.entry_time) >= Date.parse(from)) &&
    (to === undefined || Date.parse(outcome.entry_time) < Date.parse(to)) &&
    (asOf === undefined || Date.parse(outcome.exit_time) <= Date.parse(asOf))
  );
}
