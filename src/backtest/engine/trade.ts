import type { Decision } from '../../decision/decision';
import type { Memory, Situation } from '../../decision/request';
import type { Bars } from '../../market/bars';
import type { Regime } from '../../market/regime';
import type { ClosedTrade } from '../../memory/closedTrade';
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

/** What the engine itself knows of a closed trade; the rest is told by the opening, when somebody asks. */
export interface Trade
  extends Exit,
    Pick<
      ClosedTrade,
      'symbol' | 'side' | 'quantity' | 'entryPrice' | 'entryTime' | 'stop' | 'target' | 'quarter'
    > {
  readonly opening: Opening;
}

/** A position, and the decision that opened it. */
interface Held {
  readonly position: Position;
  readonly opening: Opening;
}

/** Where a position was held. */
interface Place {
  readonly bars: Bars;
}

/**
 * The trade of a position that was held in a book and has been left.
 * Field by field: spreading two objects takes ten times as long as all the rest of a trade.
 */
export function tradeOf(
  { position, opening }: Held,
  { bars }: Place,
  exit: Exit,
  quarter: Trade['quarter'],
): Trade {
  const { direction, quantity, entryPrice, entryTime, stop, target } = position;
  const { exitTime, exitPrice, exitReason, fees, slippage, pnl, pnlPct } = exit;
  return {
    symbol: bars.symbol,
    side: direction > 0 ? 'long' : 'short',
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
