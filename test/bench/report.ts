/** A line of the bench: what was measured, in milliseconds, and what it is beside. */
export function report(what: string, time: number, beside: string, digits = 0): void {
  console.log(`${what.padEnd(34)} ${time.toFixed(digits).padStart(8)} ms   ${beside}`);
}

export const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];
