import { t } from '@vscode/l10n';

const grouped = (digits: number) =>
  new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
// Made once: to make one takes a hundred times as long as to use it, and a table has a thousand cells.
const TWO = grouped(2);
const WHOLE = grouped(0);
const SIX = new Intl.NumberFormat('en', { maximumSignificantDigits: 6, minimumSignificantDigits: 6 });
const UP_TO_SIX = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 });
const NOTHING = '–';
/** The smallest step of a price that charts know. */
const MOST_DECIMALS = 8;

/** Undefined figures are a dash, never 0. */
function shown(value: number | null | undefined, text: (value: number) => string): string {
  return value === null || value === undefined ? NOTHING : text(value);
}

/** A sign before the digits that are shown; none where they say nothing but 0. */
function signed(value: number, digits: string, plus: '+' | ''): string {
  if (!/[1-9]/.test(digits)) return digits;
  return `${value < 0 ? '−' : plus}${digits}`;
}

export const count = (value: number) => WHOLE.format(value);
export const figure = (value: number | null | undefined) =>
  shown(value, (one) => signed(one, TWO.format(Math.abs(one)), ''));
/** "+19.30", "−4.00": the sign is always there, since colour alone tells nobody. */
export const signedMoney = (value: number | null | undefined) =>
  shown(value, (one) => signed(one, TWO.format(Math.abs(one)), '+'));
/** Of a share: 0.1 is "10.0 %". */
export const percent = (share: number | null | undefined) =>
  shown(share, (one) => signed(one, `${Math.abs(one * 100).toFixed(1)} %`, ''));
export const signedPercent = (share: number | null | undefined) =>
  shown(share, (one) => signed(one, `${Math.abs(one * 100).toFixed(1)} %`, '+'));
/** Of percents, two digits: a single trade's result. */
export const signedPct = (pct: number) => signed(pct, `${Math.abs(pct).toFixed(2)} %`, '+');

export function interval(bounds: readonly [number, number] | null): string {
  return bounds ? `${(bounds[0] * 100).toFixed(0)}–${(bounds[1] * 100).toFixed(0)} %` : NOTHING;
}

/** A price with six digits, so that those of a column stand under one another: 64,203.5 and 1.08310. */
export function price(value: number | null): string {
  return shown(value, (one) => SIX.format(one));
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
  const text = grouped(digits);
  return prices.map((one) => text.format(one));
}

export const quantity = (value: number) => UP_TO_SIX.format(value);

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
    if (time < 2 * DAY) return `${trimmed(time / HOUR)} h`;
    return t('{0} days', trimmed(time / DAY));
  });
}

const trimmed = (value: number) => String(Number(value.toFixed(1)));

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
