import type { ClosedTrade } from '../../memory/closedTrade';
import type { ExitReason } from '../../memory/exitReason';
import { type Costs, type Direction, feeOf, slipped } from './costs';
import type { Levels } from './levels';

/** An open position. A long has paid its notional, a short has set it aside; both paid the entry's fee. */
export interface Position extends Levels {
  /** +1 long, −1 short. */
  readonly direction: Direction;
  readonly quantity: number;
  /** The entry's fill: quantity × fill is the notional paid or set aside. */
  readonly entryPrice: number;
  /** Epoch ms. */
  readonly entryTime: number;
  readonly entryFee: number;
  /** What slippage cost at entry, money. */
  readonly entrySlippage: number;
}

/** How a position ended, money in the account's currency. */
export type Exit = Pick<
  ClosedTrade,
  'exitTime' | 'exitPrice' | 'exitReason' | 'fees' | 'slippage' | 'pnl' | 'pnlPct'
>;

/** Values a position at a price: a long by its worth, a short by its reserve and its gain or loss. */
export function markOf({ direction, quantity, entryPrice }: Position, price: number): number {
  return direction > 0 ? quantity * price : quantity * entryPrice + (entryPrice - price) * quantity;
}

/** The one cash account that all symbols of a run share. */
export class Account {
  constructor(
    /** Free cash. Negative only through a short's loss beyond its reserve. */
    public cash: number,
    private readonly costs: Costs,
  ) {}

  /** Enters at a raw price: slips it, pays the fee, pays or sets aside the notional. */
  enter(direction: Direction, quantity: number, rawPrice: number, time: number, levels: Levels): Position {
    const entryPrice = slipped(rawPrice, direction, this.costs);
    const entryFee = feeOf(quantity, entryPrice, this.costs);
    this.cash -= quantity * entryPrice + entryFee;
    return {
      direction,
      quantity,
      entryPrice,
      entryTime: time,
      entryFee,
      entrySlippage: Math.abs(entryPrice - rawPrice) * quantity,
      stop: levels.stop,
      target: levels.target,
    };
  }

  /** Leaves at a raw price; every reason but a target slips. */
  leave(position: Position, rawPrice: number, exitTime: number, exitReason: ExitReason): Exit {
    const { direction, quantity, entryPrice } = position;
    const exitPrice =
      exitReason === 'take_profit' ? rawPrice : slipped(rawPrice, direction > 0 ? -1 : 1, this.costs);
    const exitFee = feeOf(quantity, exitPrice, this.costs);
    this.cash += markOf(position, exitPrice) - exitFee;
    const fees = position.entryFee + exitFee;
    const pnl = direction * (exitPrice - entryPrice) * quantity - fees;
    return {
      exitTime,
      exitPrice,
      exitReason,
      fees,
      slippage: position.entrySlippage + Math.abs(exitPrice - rawPrice) * quantity,
      pnl,
      pnlPct: (100 * pnl) / (entryPrice * quantity),
    };
  }
}
