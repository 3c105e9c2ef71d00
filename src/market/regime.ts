/** Kinds of market at a bar. */
export const REGIMES = ['TRENDING', 'RANGING', 'VOLATILE'] as const;
export type Regime = (typeof REGIMES)[number];

/** Bounds between the regimes. */
export const REGIME_THRESHOLDS = {
  /** Lowest ADX(14) of a trending market: Wilder, New Concepts in Technical Trading Systems (1978). */
  trendingAdx: 25,
  /** Lowest ratio of ATR(14)/price to its mean over the past 100 bars in a volatile market: one number suits all symbols. */
  volatileRatio: 1.5,
} as const;

/**
 * Tells the regime of a market. A volatile market is VOLATILE even if it trends.
 * @param adx ADX(14), NaN while it warms up.
 * @param volatilityRatio ATR(14)/price over its mean of the past 100 bars, NaN while it warms up.
 * @returns null while either number is NaN.
 */
export function regimeOf(adx: number, volatilityRatio: number): Regime | null {
  if (Number.isNaN(adx) || Number.isNaN(volatilityRatio)) return null;
  if (volatilityRatio >= REGIME_THRESHOLDS.volatileRatio) return 'VOLATILE';
  return adx >= REGIME_THRESHOLDS.trendingAdx ? 'TRENDING' : 'RANGING';
}
