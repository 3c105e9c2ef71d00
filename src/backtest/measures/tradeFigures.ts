import { max, mean, min, sampleStandardDeviation, sum } from 'simple-statistics';
import type { ClosedTrade } from '../../memory/closedTrade';
import { type Figure, finite } from './finite';
import { ZERO_DEVIATION } from './zeroDeviation';

/** What the figures need to know of a closed trade. */
export type MeasuredTrade = Pick<ClosedTrade, 'pnl' | 'fees' | 'slippage' | 'entryTime' | 'exitTime'>;

/** Money is in the account's currency; a trade that ends at nothing is neither a win nor a loss. */
export interface TradeFigures {
  /** Mean pnl a trade; null without trades. */
  readonly expectancy: Figure;
  /** Mean pnl of the wins; null without one. */
  readonly averageWin: Figure;
  /** Mean pnl of the losses, so below 0; null without one. */
  readonly averageLoss: Figure;
  /** averageWin / |averageLoss|; null unless there are both. */
  readonly payoffRatio: Figure;
  /** System quality number, see {@link systemQuality}. */
  readonly sqn: Figure;
  /** Mean time from entry to exit, ms; null without trades. */
  readonly averageHolding: Figure;
  readonly largestWin: Figure;
  /** The most negative pnl, so below 0. */
  readonly largestLoss: Figure;
  /** Sums over all trades: 0 without trades. */
  readonly fees: Figure;
  readonly slippage: Figure;
}

/** The figures of trades that closed; null wherever one is undefined. */
export function tradeFigures(trades: readonly MeasuredTrade[]): TradeFigures {
  const pnls = trades.map(({ pnl }) => pnl);
  const wins = pnls.filter((pnl) => pnl > 0);
  const losses = pnls.filter((pnl) => pnl < 0);
  const averageWin = ofAny(wins, mean);
  const averageLoss = ofAny(losses, mean);
  return {
    expectancy: expectancy(pnls),
    averageWin,
    averageLoss,
    payoffRatio: averageWin === null || averageLoss === null ? null : finite(averageWin / -averageLoss),
    sqn: systemQuality(pnls),
    averageHolding: ofAny(
      trades.map(({ entryTime, exitTime }) => exitTime - entryTime),
      mean,
    ),
    largestWin: ofAny(wins, max),
    largestLoss: ofAny(losses, min),
    fees: finite(sum(trades.map(({ fees }) => fees))),
    slippage: finite(sum(trades.map(({ slippage }) => slippage))),
  };
}

/** Mean pnl a trade, money; null without trades. */
export function expectancy(pnls: readonly number[]): Figure {
  return ofAny(pnls, mean);
}

/** Wins (pnl > 0) over trades, 0 to 1; null without trades. */
export function winRate(pnls: readonly number[]): Figure {
  return ofAny(pnls, (all) => all.filter((pnl) => pnl > 0).length / all.length);
}

/** Money won / money lost; null where nothing was lost. */
export function profitFactor(pnls: readonly number[]): Figure {
  const lost = -sum(pnls.filter((pnl) => pnl < 0));
  return lost > 0 ? finite(sum(pnls.filter((pnl) => pnl > 0)) / lost) : null;
}

/**
 * System quality number: √n · mean / sd (ddof 1), after Van Tharp, Definitive Guide to Position Sizing (2008), who takes
 * it of R-multiples and caps n at 100; here of pnl in cash, as not every trade has a stop, and not capped.
 * @returns null for fewer than two trades or none that differ.
 */
function systemQuality(pnls: readonly number[]): Figure {
  if (pnls.length < 2) return null;
  const middle = mean([...pnls]);
  const deviation = sampleStandardDeviation([...pnls]);
  // Unlike returns, money has no scale of its own: what rounding leaves of equal pnls grows with them.
  const zero = ZERO_DEVIATION * Math.max(1, Math.abs(middle));
  return deviation < zero ? null : finite((Math.sqrt(pnls.length) * middle) / deviation);
}

/** A figure of some values; null where there are none. */
function ofAny(values: readonly number[], figure: (values: number[]) => number): Figure {
  return values.length > 0 ? finite(figure([...values])) : null;
}
