/** Between what and what a provider's multipliers by regime lie, "0.40–1.30"; null where none was learned. */
export function learnedText(
  byRegime: Readonly<Record<string, Readonly<Record<string, number>>>>,
  provider: string,
): string | null {
  const learned = Object.values(byRegime).flatMap((weights) => weights[provider] ?? []);
  if (learned.length === 0) return null;
  const ends = [Math.min(...learned), Math.max(...learned)].map((weight) => weight.toFixed(2));
  return [...new Set(ends)].join('–');
}
