/** Rounds to a millionth, so that votes use the very numbers of the log, and the order of a sum breaks no tie. */
const DIGITS = 6;

/** Multipliers by provider. @param values in the order of the providers. */
export function multipliersOf(
  providers: readonly string[],
  values: readonly number[],
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    providers.map((provider, index) => [provider, Number(values[index].toFixed(DIGITS))]),
  );
}
