import { t } from '@vscode/l10n';

/**
 * How numbers are written in the language of the words, which is itself one of them: with a true minus sign; with neither
 * that nor a plus where the digits say nothing but 0.
 */
function numbers(options: Intl.NumberFormatOptions, plus: '+' | '' = ''): (value: number) => string {
  // Made when it is first asked for: a page that has just been opened needs few of them.
  let format: Intl.NumberFormat | null = null;
  return (value) => {
    format ??= new Intl.NumberFormat(t('en'), options);
    const digits = format.format(Math.abs(value));
    return `${/[1-9]/.test(digits) ? (value < 0 ? '−' : plus) : ''}${digits}`;
  };
}

const decimals = (digits: number): Intl.NumberFormatOptions => ({
  minimumFractionDigits: digits,
  maximumFractionDigits: digits,
});

/** Not grouped, and rounded as in the editor and terminal: Intl rounds the digits that a number is written with, 1.45 up. */
function fixed(digits: number, plus: '+' | '' = '', least = digits): (value: number) => string {
  const write = numbers(
    { minimumFractionDigits: least, maximumFractionDigits: digits, useGrouping: false },
    plus,
  );
  return (value) => write(Number(value.toFixed(digits)));
}

// Made once: to make one takes a hundred times as long as to use it, and a table has a thousand cells.
const TWO = numbers(decimals(2));
const SIGNED_TWO = numbers(decimals(2), '+');
const ONE = fixed(1);
const SIGNED_ONE = fixed(1, '+');
const PERCENTS = fixed(2, '+');
const MULTIPLIER = fixed(2);
const UP_TO_ONE = fixed(1, '', 0);
const SIX = numbers({ maximumSignificantDigits: 6, minimumSignificantDigits: 6 });
const NOTHING = '–';
/** The smallest step of a price that charts know. */
const MOST_DECIMALS = 8;

/** Undefined figures are a dash, never 0. */
function shown(value: number | null | undefined, text: (value: number) => string): string {
  return value === null || value === undefined ? NOTHING : text(value);
}

export const count = numbers(decimals(0));
/** Not grouped: a confidence, or percents. */
export const whole = fixed(0);
export const figure = (value: number | null | undefined) => shown(value, TWO);
/** "+19.30", "−4.00": the sign is always there, since colour alone tells nobody. */
export const signedMoney = (value: number | null | undefined) => shown(value, SIGNED_TWO);
/** Of a share: 0.1 is "10.0 %". */
export const percent = (share: number | null | undefined) => shown(share, (one) => `${ONE(one * 100)} %`);
export const signedPercent = (share: number | null | undefined) =>
  shown(share, (one) => `${SIGNED_ONE(one * 100)} %`);
/** Of percents, two digits: a single trade's result. */
export const signedPct = (pct: number) => `${PERCENTS(pct)} %`;
/** "1.10×": of a vote. */
export const multiplier = (value: number) => `${MULTIPLIER(value)}×`;

export function interval(bounds: readonly [number, number] | null): string {
  return bounds ? `${whole(bounds[0] * 100)}–${whole(bounds[1] * 100)} %` : NOTHING;
}

/** A price with six digits, so that those of a column stand under one another: 64,203.5 and 1.08310. */
export function price(value: number | null): string {
  return shown(value, SIX);
}

/** The prices beside an axis, one step apart: all with as many decimals as tell them apart. */
export function axisPrices(prices: readonly number[]): string[] {
  if (prices.length < 2) return prices.map(price);
  const step = Math.abs(prices[1] - prices[0]);
  const isWhole = (digits: number) => {
    const steps = step * 10 ** digits;
    return steps > 0.5 && Math.abs(steps - Math.round(steps)) < 1e-3;
  };
  let digits = 0;
  while (digits < MOST_DECIMALS && !isWhole(digits)) digits += 1;
  return prices.map(numbers(decimals(digits)));
}

export const quantity = numbers({ maximumSignificantDigits: 6 });
/** "0.8 s". */
export const secondsOf = (ms: number) => `${ONE(ms / 1000)} s`;

const iso = (time: number) => new Date(time).toISOString();
/** "2025-01-31 13:00", UTC. */
export const minuteOf = (time: number) => iso(time).slice(0, 16).replace('T', ' ');
export const dayOf = (time: number) => iso(time).slice(0, 10);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "45 min", "26 h", "3.5 days". */
export function duration(ms: number | null | undefined): string {
  return shown(ms, (time) => {
    if (time < HOUR) return `${Math.round(time / MINUTE)} min`;
    if (time < 2 * DAY) return `${UP_TO_ONE(time / HOUR)} h`;
    return t('{0} days', UP_TO_ONE(time / DAY));
  });
}

/** "1h", "4h", "1d", "15m". */
export function timeframe(step: number): string {
  if (step % DAY === 0) return `${step / DAY}d`;
  return step % HOUR === 0 ? `${step / HOUR}h` : `${step / MINUTE}m`;
}

const REASONS: Readonly<Record<string, string>> = {
  stop_loss: t('stop'),
  take_profit: t('target'),
  signal: t('signal'),
  max_holding: t('time limit'),
  end_of_run: t('end of run'),
};
export const exitReason = (reason: string) => REASONS[reason] ?? reason;

/** "1 trade", "3 trades". */
export const trades = (number: number) => (number === 1 ? t('1 trade') : t('{0} trades', count(number)));
