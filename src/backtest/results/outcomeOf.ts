import { isoTime } from '../../common/calendar';
import type { Outcome } from '../../memory/outcome';
import type { Trade } from '../engine/trade';

/** A closed trade as the outcome that goes to disk. */
export function outcomeOf(trade: Trade, run: string, definition: string, tags: readonly string[]): Outcome {
  const { opening } = trade;
  const { decision } = opening;
  return {
    schema_version: 1,
    decision_id: opening.decisionId,
    run_id: run,
    definition,
    quarter: trade.quarter,
    asset_pair: opening.symbol,
    action: trade.side > 0 ? 'BUY' : 'SELL',
    decision_time: isoTime(opening.time),
    entry_time: isoTime(trade.entryTime),
    entry_price: trade.entryPrice,
    exit_time: isoTime(trade.exitTime),
    exit_price: trade.exitPrice,
    quantity: trade.quantity,
    stop_loss: trade.stop,
    take_profit: trade.target,
    pnl: trade.pnl,
    pnl_pct: trade.pnlPct,
    fees: trade.fees,
    slippage: trade.slippage,
    exit_reason: trade.exitReason,
    ai_provider_used: decision.leader,
    votes: [...decision.votes],
    confidence: decision.confidence,
    reasoning: decision.reason,
    market_regime: opening.regime,
    tags: [...tags],
    features: { ...opening.situation },
    memories: opening.memories.map(({ outcome, similarity }) => ({
      decision_id: outcome.decision_id,
      similarity,
    })),
  };
}
