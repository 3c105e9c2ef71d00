/** What kind of market a bar lies in. */
export const REGIMES = ['TRENDING', 'RANGING', 'VOLATILE'] as const;
export type Regime = (typeof REGIMES)[number];

/** All thresholds of the regime in one place. */
export const REGIME_THRESHOLDS = {
  /** ADX(14) from which a market trends: Wilder, New Concepts in Technical Trading Systems (1978). */
  trendingAdx: 25,
  /** ATR(14)/price as a multiple of its own mean over the past 100 bars, so that one number suits every symbol. */
  volatileRatio: 1.5,
} as const;

/**
 * @param adx ADX(14), or NaN while it warms up.
 * @param volatilityRatio ATR(14)/price over its mean of the past 100 bars, or NaN while it warms up.
 * @returns null while either is unknown; a volatile market is called so even when it trends.
 */
export function regimeOf(adx: number, volatilityRatio: number): Regime | null {
  if (Number.isNaN(adx) || Number.isNaN(volatilityRatio)) return null;
  if (volatilityRatio >= REGIME_THRESHOLDS.volatileRatio) return 'VOLATILE';
  return adx >= REGIME_THRESHOLDS.trendingAdx ? 'TRENDING' : 'RANGING';
}
