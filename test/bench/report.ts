/** Prints a line of the bench: the measured time, ms, and the rival or limit beside which the time stands. */
export function report(what: string, time: number, beside: string, digits = 0): void {
  console.log(`${what.padEnd(34)} ${time.toFixed(digits).padStart(8)} ms   ${beside}`);
}

export const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];
