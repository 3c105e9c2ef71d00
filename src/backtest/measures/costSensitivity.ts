import { sum } from 'simple-statistics';
import type { ClosedTrade } from '../../memory/closedTrade';
import { Account } from '../engine/account';
import { type Costs, type Direction, slipped } from '../engine/costs';
import { expectancy, profitFactor, winRate } from './tradeFigures';

/** Multiples of the costs that the report shows. */
const COST_MULTIPLES = [1, 2, 3] as const;

/** How a closed trade was filled. */
export type FilledTrade = Pick<ClosedTrade, 'side' | 'quantity' | 'entryPrice' | 'exitPrice' | 'exitReason'>;

/** Results of the same trades at a multiple of their costs; money in the account's currency, null where undefined. */
export interface CostCase {
  /** 1: the costs they were filled with. */
  readonly multiple: number;
  /** Net of all costs; 0 without trades. */
  readonly pnl: number;
  /** pnl / capital, 0.1 is ten percent. */
  readonly totalReturn: number | null;
  /** Wins (pnl > 0) over trades. */
  readonly winRate: number | null;
  /** Money won / money lost. */
  readonly profitFactor: number | null;
  /** Mean pnl a trade. */
  readonly expectancy: number | null;
}

/**
 * The same trades at 1, 2 and 3 times the costs. Levels count from the decision's close, not from the fill, so higher
 * costs move no exit; sizes are kept, although a run that paid more would have had less to invest. It is not a run of
 * its own, in which decisions that look at equity or memory could differ.
 * @param costs what the trades were filled with; slippage below 1.
 * @param capital at the run's start.
 */
export function costSensitivity(trades: readonly FilledTrade[], costs: Costs, capital: number): CostCase[] {
  return COST_MULTIPLES.map((multiple) => {
    const dearer = { fee: costs.fee * multiple, slippage: costs.slippage * multiple };
    const pnls = trades.map((trade) => pnlAt(trade, costs, dearer));
    const pnl = sum(pnls);
    return {
      multiple,
      pnl,
      totalReturn: capital > 0 ? pnl / capital : null,
      winRate: winRate(pnls),
      profitFactor: profitFactor(pnls),
      expectancy: expectancy(pnls),
    };
  });
}

/** Net pnl of a trade filled with `paid`, had it been filled with `costs`. */
function pnlAt(trade: FilledTrade, paid: Costs, costs: Costs): number {
  const { side, quantity, entryPrice, exitPrice, exitReason } = trade;
  const direction = side === 'long' ? 1 : -1;
  const rawEntry = unslipped(entryPrice, direction, paid);
  const rawExit =
    exitReason === 'take_profit' ? exitPrice : unslipped(exitPrice, side === 'long' ? -1 : 1, paid);
  // The run's own account fills and charges, so that there is one truth about what a trade costs.
  const account = new Account(0, costs);
  const position = account.enter(direction, quantity, rawEntry, 0, { stop: null, target: null });
  return account.leave(position, rawExit, 0, exitReason).pnl;
}

/** The price before slippage: the inverse of {@link slipped}. */
function unslipped(fill: number, direction: Direction, costs: Costs): number {
  return fill / slipped(1, direction, costs);
}
