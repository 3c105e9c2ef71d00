/** The 97.5 % quantile of the normal distribution. */
const Z = 1.959963984540054;

/**
 * Computes Wilson's score interval at 95 % for `wins` of `n`: Wilson, JASA 22 (1927), without continuity correction.
 * @returns [low, high] within 0 and 1, or null for n = 0.
 */
export function wilsonInterval(wins: number, n: number): [number, number] | null {
  if (n === 0) return null;
  const rate = wins / n;
  const spread = 1 + (Z * Z) / n;
  const middle = (rate + (Z * Z) / (2 * n)) / spread;
  const half = (Z / spread) * Math.sqrt((rate * (1 - rate)) / n + (Z * Z) / (4 * n * n));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
