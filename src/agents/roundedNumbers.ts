import { nameOf } from './untrusted';

/** Names that a result lists at most. */
export const MOST_NAMES = 30;

/** Six digits: more would be noise to a reader, and would fill the room of a result. */
export const rounded = (value: number) => Number(value.toPrecision(6));
export const roundedOrNull = (value: number | null) => (value === null ? null : rounded(value));

/** Rounded numbers by shortened names, as many as a result may list. */
export function roundedByName(numbers: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(numbers)
      .slice(0, MOST_NAMES)
      .map(([name, value]) => [nameOf(name), rounded(value)]),
  );
}
