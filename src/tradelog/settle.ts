import type { Side } from '../memory/side';
import type { LoggedTrade } from './loggedTrade';

type Result = Pick<LoggedTrade, 'side' | 'entryPrice' | 'exitPrice' | 'quantity' | 'pnl' | 'pnlPct' | 'fees'>;

/** Rounding: largest difference between a logged profit and the computed one, as a share of the notional. */
const ROUNDING = 2e-3;
/** Rounding of a profit to cents, with some room. */
const CENT = 0.011;

/** Removes the rounding errors of binary addition. */
export const tidy = (sum: number) => Number(sum.toPrecision(12));

/** Profit before costs by prices and quantity; null where one of these is not known. */
export function grossOf({ side, entryPrice, exitPrice, quantity }: Result): number | null {
  if (side === null || entryPrice === null || exitPrice === null || quantity === null) return null;
  return (side === 'long' ? 1 : -1) * (exitPrice - entryPrice) * quantity;
}

/** Whether a profit equals an amount up to rounding. */
function isAbout(pnl: number, amount: number, { entryPrice, quantity }: Result): boolean {
  const small = Math.abs(pnl) * ROUNDING + CENT;
  return Math.abs(pnl - amount) <= Math.min(small, (entryPrice ?? 0) * (quantity ?? 0) * ROUNDING + CENT);
}

/**
 * Takes the fees off a profit that does not contain them yet: one that equals the profit by prices and quantity before
 * fees, rather than after.
 */
export function netOfFees<Trade extends Result>(trade: Trade): Trade {
  const { pnl, fees } = trade;
  const gross = grossOf(trade);
  if (pnl === null || fees === null || gross === null || fees === 0) return trade;
  const isGross = isAbout(pnl, gross, trade) && Math.abs(pnl - gross) < Math.abs(pnl - (gross - fees));
  return isGross ? { ...trade, pnl: tidy(pnl - fees) } : trade;
}

/** Adds the side to a trade without one, if one side alone explains the profit by prices and quantity. */
export function withSide<Trade extends Result>(trade: Trade): Trade {
  const { side, pnl, fees } = trade;
  if (side !== null || pnl === null) return trade;
  const explains = (guess: Side) => {
    const gross = grossOf({ ...trade, side: guess });
    return gross !== null && (isAbout(pnl, gross, trade) || isAbout(pnl, gross - (fees ?? 0), trade));
  };
  const [long, short] = [explains('long'), explains('short')];
  return long === short ? trade : { ...trade, side: long ? 'long' : 'short' };
}

/**
 * Converts a return of unknown unit to percent: a share or a percentage, whichever is nearer to the move of the price.
 * @returns null where side or prices are not known.
 */
export function percentOf(trade: Result, stated: number): number | null {
  const { side, entryPrice, exitPrice } = trade;
  if (side === null || entryPrice === null || exitPrice === null) return null;
  const moved = (side === 'long' ? 1 : -1) * (exitPrice / entryPrice - 1) * 100;
  return Math.abs(stated * 100 - moved) < Math.abs(stated - moved) ? stated * 100 : stated;
}
