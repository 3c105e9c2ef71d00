import { numbers } from '../common/words';

// Made once: language.ts loads the page's words before any other module, and they do not change.
export const {
  count,
  whole,
  money,
  ratio,
  signedMoney,
  percentOfShare,
  drawdown,
  signedPercentOfShare,
  multiplier,
  interval,
  price,
  quantity,
  seconds,
  duration,
  timeLeft,
} = numbers();
const { signedPercentOfPercent, groupedFixed } = numbers();

/** "+1.83 %": a single trade's result, given in percent. */
export const tradePercent = (percent: number) => signedPercentOfPercent(percent, 2);

/** The smallest step of a price that charts know. */
const MOST_DECIMALS = 8;

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
  return prices.map((value) => groupedFixed(value, digits));
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** "1h", "4h", "1d", "15m". */
export function timeframe(step: number): string {
  if (step % DAY === 0) return `${step / DAY}d`;
  return step % HOUR === 0 ? `${step / HOUR}h` : `${step / MINUTE}m`;
}
