import type { LoggedTrade } from './loggedTrade';

type Result = Pick<LoggedTrade, 'side' | 'entryPrice' | 'exitPrice' | 'quantity' | 'pnl' | 'pnlPct' | 'fees'>;

/** By which a profit may miss what prices and quantity make of it, as a share of the notional: rounding. */
const ROUNDING = 2e-3;
/** A cent of a rounded profit. */
const CENT = 0.011;

/** A sum without the digits that adding in binary left. */
export const tidy = (sum: number) => Number(sum.toPrecision(12));

/** What prices and quantity make before costs; null where one is not known. */
export function grossOf({ side, entryPrice, exitPrice, quantity }: Result): number | null {
  if (side === null || entryPrice === null || exitPrice === null || quantity === null) return null;
  return (side === 'long' ? 1 : -1) * (exitPrice - entryPrice) * quantity;
}

/** Whether a profit is that amount, but for rounding. */
function isAbout(pnl: number, amount: number, { entryPrice, quantity }: Result): boolean {
  const small = Math.abs(pnl) * ROUNDING + CENT;
  return Math.abs(pnl - amount) <= Math.min(small, (entryPrice ?? 0) * (quantity ?? 0) * ROUNDING + CENT);
}

/** A profit that prices and quantity make without the fees that the log knows is before costs: they are taken off. */
export function netOfFees<Trade extends Result>(trade: Trade): Trade {
  const { pnl, fees } = trade;
  const gross = grossOf(trade);
  if (pnl === null || fees === null || gross === null || fees === 0) return trade;
  const isGross = isAbout(pnl, gross, trade) && Math.abs(pnl - gross) < Math.abs(pnl - (gross - fees));
  return isGross ? { ...trade, pnl: tidy(pnl - fees) } : trade;
}

/** The side of a trade that does not say it, where only one explains its profit by its prices and quantity. */
export function withSide<Trade extends Result>(trade: Trade): Trade {
  const { side, pnl, fees } = trade;
  if (side !== null || pnl === null) return trade;
  const explains = (guess: 'long' | 'short') => {
    const gross = grossOf({ ...trade, side: guess });
    return gross !== null && (isAbout(pnl, gross, trade) || isAbout(pnl, gross - (fees ?? 0), trade));
  };
  const [long, short] = [explains('long'), explains('short')];
  return long === short ? trade : { ...trade, side: long ? 'long' : 'short' };
}

/** A return whose unit the log does not say, in percent: as a share or as percent, whichever the prices make likelier. */
export function percentOf(trade: Result, stated: number): number | null {
  const { side, entryPrice, exitPrice } = trade;
  if (side === null || entryPrice === null || exitPrice === null) return null;
  const moved = (side === 'long' ? 1 : -1) * (exitPrice / entryPrice - 1) * 100;
  return Math.abs(stated * 100 - moved) < Math.abs(stated - moved) ? stated * 100 : stated;
}
