/** Lengths of time, ms. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The bar lengths of definitions, ms. Each divides a UTC day. */
export const TIMEFRAMES = {
  '1m': MINUTE,
  '5m': 5 * MINUTE,
  '15m': 15 * MINUTE,
  '30m': 30 * MINUTE,
  '1h': HOUR,
  '2h': 2 * HOUR,
  '4h': 4 * HOUR,
  '6h': 6 * HOUR,
  '8h': 8 * HOUR,
  '12h': 12 * HOUR,
  '1d': DAY,
} as const;

export type Timeframe = keyof typeof TIMEFRAMES;

/** The name of a bar length in ms: "1h" for 3,600,000. A length that is no timeframe is given in minutes. */
export function timeframeName(step: number): string {
  const known = Object.entries(TIMEFRAMES).find(([, length]) => length === step);
  return known ? known[0] : `${step / MINUTE}m`;
}
