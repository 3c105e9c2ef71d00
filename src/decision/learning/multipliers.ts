/** A millionth: what is logged is what was voted with, and the order in which sums were added up breaks no tie. */
const DIGITS = 6;

/** Multipliers by provider. @param values in the same order. */
export function multipliersOf(
  providers: readonly string[],
  values: readonly number[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    providers.map((provider, index) => [provider, Number(values[index].toFixed(DIGITS))]),
  );
}
