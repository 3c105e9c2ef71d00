import { isoTime, quarterOf } from '../../src/common/calendar';
import { DAY } from '../../src/common/timeframe';
import type { ClosedTrade } from '../../src/memory/closedTrade';
import { type Outcome, tradeOfOutcome } from '../../src/memory/outcome';
import { type OutcomeRow, rowOf } from '../../src/memory/outcomeRow';

export const START = Date.UTC(2025, 0, 1);

/** A valid outcome; `changes` are laid over it. */
export function someOutcome(id: string, changes: Partial<Outcome> = {}): Outcome {
  return {
    schema_version: 1,
    decision_id: id,
    run_id: 'r1',
    definition: 'd',
    quarter: quarterOf(START),
    asset_pair: 'BTCUSD',
    action: 'BUY',
    decision_time: isoTime(START),
    entry_time: isoTime(START),
    entry_price: 100,
    exit_time: isoTime(START + DAY),
    exit_price: 110,
    quantity: 1,
    stop_loss: null,
    take_profit: null,
    pnl: 10,
    pnl_pct: 10,
    fees: 0,
    slippage: 0,
    exit_reason: 'signal',
    ai_provider_used: 'rule:trend',
    votes: [{ provider: 'rule:trend', action: 'BUY', confidence: 60 }],
    confidence: 60,
    reasoning: 'because',
    market_regime: 'TRENDING',
    tags: [],
    features: {},
    memories: [],
    ...changes,
  };
}

/** The row of such an outcome. */
export function someRow(id: string, changes: Partial<Outcome> = {}): OutcomeRow {
  return rowOf(someOutcome(id, changes));
}

/** The trade of such an outcome. */
export function someClosedTrade(id: string, changes: Partial<Outcome> = {}): ClosedTrade {
  return tradeOfOutcome(someOutcome(id, changes));
}
