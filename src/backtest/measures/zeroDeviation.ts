/** A deviation of returns below this is zero: what is left is rounding. */
export const ZERO_DEVIATION = 1e-12;
