import { DAY, HOUR } from '../../common/timeframe';

/** "0.52"; never "-0.00". */
export function fixed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text;
}

/** "+1.20", "-0.30": the sign is always there. */
export function signed(value: number, digits: number): string {
  const text = fixed(value, digits);
  return text.startsWith('-') ? text : `+${text}`;
}

/** A price to six digits, "43210.5", "1.08432", "0.00001234": never with an exponent. */
export function priceText(price: number): string {
  const digits = Math.max(0, 5 - Math.floor(Math.log10(price)));
  return price
    .toFixed(Math.min(15, digits))
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

/** "3.5 days", "12.0 hours". */
export function span(ms: number): string {
  if (Number.isNaN(ms)) return 'an unknown time';
  return ms >= 2 * DAY ? `${fixed(ms / DAY, 1)} days` : `${fixed(ms / HOUR, 1)} hours`;
}

export const ago = (ms: number) => `${span(ms)} ago`;
