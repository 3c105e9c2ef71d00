import { z } from 'zod';
import { isoTime } from '../common/calendar';
import { REGIMES } from '../market/regime';
import { EXIT_REASONS } from '../memory/exitReason';
import type { OutcomeFacts } from '../memory/outcomeRow';
import { rounded } from './roundedNumbers';
import { nameOf } from './untrusted';

/** A closed trade as a row of results. */
export const tradeSchema = z.object({
  id: z.string().describe('Decision id: pass it to backtest_explain_decision or backtest_similar_outcomes.'),
  run: z.string(),
  definition: z.string(),
  symbol: z.string(),
  side: z.enum(['long', 'short']),
  regime: z.enum(REGIMES).nullable(),
  decided: z.string().describe('When the decision was taken, ISO 8601 UTC: it knew nothing later.'),
  exited: z.string().describe('When the exit was known, ISO 8601 UTC.'),
  exit_reason: z.enum(EXIT_REASONS),
  pnl: z.number().describe('After all costs, in the account currency of its run.'),
  pnl_pct: z.number().describe('Of the entry notional, percent.'),
  won: z.boolean(),
  leader: z.string().describe('Provider that carried most of the vote.'),
});

export function tradeRow(row: OutcomeFacts): z.infer<typeof tradeSchema> {
  return {
    id: row.id,
    run: row.run,
    definition: nameOf(row.definition),
    symbol: row.symbol,
    side: row.side,
    regime: row.regime,
    decided: isoTime(row.decisionTime),
    exited: isoTime(row.exitTime),
    exit_reason: row.exitReason,
    pnl: rounded(row.pnl),
    pnl_pct: rounded(row.pnlPct),
    won: row.pnl > 0,
    leader: nameOf(row.provider),
  };
}
