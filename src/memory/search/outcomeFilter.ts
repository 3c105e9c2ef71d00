import { knownAt } from '../admissible';
import type { OutcomeFacts, OutcomeRow } from '../outcomeRow';
import { actionOf, type Side } from '../side';

/** Limits of a number; a limit that is left out does not bind. */
export interface Bounds {
  readonly '<'?: number;
  readonly '<='?: number;
  readonly '>'?: number;
  readonly '>='?: number;
}

/** Selects outcomes; a field that is left out selects all. */
export interface OutcomeFilter {
  /** The outcome's symbol, or several symbols of which any will do. */
  readonly symbol?: string | readonly string[];
  readonly side?: Side;
  readonly regime?: string;
  /** A provider that voted for the trade. */
  readonly provider?: string;
  readonly result?: 'won' | 'lost';
  readonly run?: string;
  readonly tag?: string;
  readonly quarter?: string;
  /** Account currency. */
  readonly pnl?: Bounds;
  /** Percent of the entry's notional. */
  readonly pnlPct?: Bounds;
  /** Whether the user wrote a note on it. */
  readonly noted?: true;
  /** Entered at or after, and before; ISO-8601 UTC, a date or a time. */
  readonly from?: string;
  readonly to?: string;
  /** Known by then: ended at or before. */
  readonly asOf?: string;
}

/** Whether a filter selects an outcome. */
export function passes(
  outcome: OutcomeFacts & Partial<Pick<OutcomeRow, 'note'>>,
  filter: OutcomeFilter,
): boolean {
  const { symbol, side, regime, provider, result, run, tag, quarter, pnl, pnlPct, noted, from, to, asOf } =
    filter;
  return (
    (symbol === undefined ||
      (typeof symbol === 'string' ? outcome.symbol === symbol : symbol.includes(outcome.symbol))) &&
    (side === undefined || outcome.side === side) &&
    (regime === undefined || outcome.regime === regime) &&
    (provider === undefined ||
      outcome.votes.some((vote) => vote.provider === provider && vote.action === actionOf(outcome.side))) &&
    (result === undefined || outcome.pnl > 0 === (result === 'won')) &&
    (run === undefined || outcome.run === run) &&
    (tag === undefined || outcome.tags.includes(tag)) &&
    (quarter === undefined || outcome.quarter === quarter) &&
    within(outcome.pnl, pnl) &&
    within(outcome.pnlPct, pnlPct) &&
    (noted === undefined || typeof outcome.note === 'string') &&
    (from === undefined || outcome.entryTime >= Date.parse(from)) &&
    (to === undefined || outcome.entryTime < Date.parse(to)) &&
    (asOf === undefined || knownAt(outcome, Date.parse(asOf)))
  );
}

function within(number: number, bounds: Bounds | undefined): boolean {
  if (!bounds) return true;
  const { '<': below, '<=': most, '>': above, '>=': least } = bounds;
  return (
    (below === undefined || number < below) &&
    (most === undefined || number <= most) &&
    (above === undefined || number > above) &&
    (least === undefined || number >= least)
  );
}
