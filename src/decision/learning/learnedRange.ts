/** Lowest and highest of a provider's multipliers by regime; null where no multiplier was learned. */
export function learnedRange(
  byRegime: Readonly<Record<string, Readonly<Record<string, number>>>>,
  provider: string,
): readonly [number, number] | null {
  const learned = Object.values(byRegime).flatMap((weights) => weights[provider] ?? []);
  return learned.length === 0 ? null : [Math.min(...learned), Math.max(...learned)];
}
