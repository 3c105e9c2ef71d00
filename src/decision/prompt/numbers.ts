import { plainFixed } from '../../common/format';
import { DAY, HOUR } from '../../common/timeframe';

/** The exponent of a number's first digit: 4 for 43210.5. */
const exponentOf = (value: number) => Number(value.toExponential().split('e')[1]);

/** A price to six digits, "43210.5", "1.08432", "0.00001234": never with an exponent. */
export function priceText(price: number): string {
  const digits = Math.max(0, 5 - exponentOf(price));
  return price
    .toFixed(Math.min(15, digits))
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

/** "3.5 days", "12.0 hours". */
export function span(ms: number): string {
  if (Number.isNaN(ms)) return 'an unknown time';
  return ms >= 2 * DAY ? `${plainFixed(ms / DAY, 1)} days` : `${plainFixed(ms / HOUR, 1)} hours`;
}

export const ago = (ms: number) => `${span(ms)} ago`;
