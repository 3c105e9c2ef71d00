import type { Quarter } from '../../common/calendar';
import type { Decision } from '../../decision/decision';
import type { Memory, Situation } from '../../decision/request';
import type { Regime } from '../../market/regime';
import type { Exit, Position } from './account';

/** The decision that opened a trade, and what was known when it was taken. */
export interface Opening {
  readonly decisionId: string;
  readonly symbol: string;
  /** The close at which it was taken, epoch ms. */
  readonly time: number;
  readonly decision: Decision;
  readonly regime: Regime | null;
  readonly situation: Situation | null;
  /** The past trades that a provider looked at. */
  readonly memories: readonly Memory[];
}

/** A closed trade. A run keeps all of its trades: they hold what fees and slippage were of both legs, and not of each. */
export interface Trade extends Omit<Position, 'entryFee' | 'entrySlippage'>, Exit {
  readonly opening: Opening;
  /** The quarter of the bar in which it closed. */
  readonly quarter: Quarter;
}

/** Field by field: spreading two objects takes ten times as long as all the rest of a trade. */
export function tradeOf(position: Position, exit: Exit, opening: Opening, quarter: Quarter): Trade {
  const { side, quantity, entryPrice, entryTime, stop, target } = position;
  const { exitTime, exitPrice, exitReason, fees, slippage, pnl, pnlPct } = exit;
  return {
    side,
    quantity,
    entryPrice,
    entryTime,
    stop,
    target,
    exitTime,
    exitPrice,
    exitReason,
    fees,
    slippage,
    pnl,
    pnlPct,
    opening,
    quarter,
  };
}
