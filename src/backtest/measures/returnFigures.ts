import { mean, sampleStandardDeviation } from 'simple-statistics';
import { type Figure, finite } from './finite';
import { ZERO_DEVIATION } from './zeroDeviation';

/**
 * mean / √(Σ min(r, 0)² / N) · √A, with N all returns and a target of 0: the downside deviation of Sortino and Price,
 * Journal of Investing 3 (1994). Gains count as zeros in it; leaving them out would flatter whoever loses seldom.
 * @param returns simple returns a period, 0.01 is one percent.
 * @param perYear periods in a year (A).
 * @returns null without returns or without a loss among them.
 */
export function sortinoRatio(returns: readonly number[], perYear: number): Figure {
  if (returns.length === 0) return null;
  const losses = returns.map((value) => Math.min(value, 0));
  const downside = Math.sqrt(mean(losses.map((loss) => loss * loss)));
  return downside < ZERO_DEVIATION ? null : finite((mean([...returns]) / downside) * Math.sqrt(perYear));
}

/**
 * Growth a year / deepest drawdown: Young, Futures 20 (1991), over the whole run instead of his 36 months.
 * @param cagr 0.1 is ten percent a year, null where it is undefined.
 * @param maxDrawdown the deepest fall as a positive fraction of the high before it, null where it is undefined.
 * @returns null without growth or without a drawdown.
 */
export function calmarRatio(cagr: Figure, maxDrawdown: Figure): Figure {
  return cagr === null || maxDrawdown === null || maxDrawdown < ZERO_DEVIATION
    ? null
    : finite(cagr / maxDrawdown);
}

/**
 * sd (ddof 1) · √A: the deviation of returns over a year if they are independent.
 * @param returns simple returns a period, 0.01 is one percent.
 * @param perYear periods in a year (A).
 * @returns 0.1 is ten percent; 0 where no return differs, null for fewer than two.
 */
export function volatility(returns: readonly number[], perYear: number): Figure {
  if (returns.length < 2) return null;
  const deviation = sampleStandardDeviation([...returns]);
  return deviation < ZERO_DEVIATION ? 0 : finite(deviation * Math.sqrt(perYear));
}
