import { mean, sampleStandardDeviation } from 'simple-statistics';
import { finite } from './finite';
import { ZERO_DEVIATION } from './zeroDeviation';

/** The 97.5 % quantile of the normal distribution. */
const Z = 1.959963984540054;
/** The fewest returns, a month of trading days, that an error good for many returns is taken for. */
const LEAST_RETURNS = 20;

/**
 * The 95 % interval of a Sharpe ratio by its standard error √((1 − g·s + (k − 1)/4·s²) / n), with s the ratio a period, g the
 * skewness, k the raw kurtosis (normal: 3) and n the number of returns: Mertens, Comments on Variance of the IID Estimator in
 * Lo (2002), University of Basel (2002), which needs no normal returns as Lo, Financial Analysts Journal 58 (2002), does.
 * Returns are taken to be independent: where gains follow gains, the true interval is wider.
 * @param returns simple returns a period, 0.01 is one percent.
 * @param perYear periods in a year (A); ratio and error are multiplied by √A.
 * @returns [low, high] a year; null for fewer than 20 returns, and where none differs.
 */
export function sharpeInterval(returns: readonly number[], perYear: number): [number, number] | null {
  const n = returns.length;
  if (n < LEAST_RETURNS) return null;
  const deviation = sampleStandardDeviation([...returns]);
  if (deviation < ZERO_DEVIATION) return null;
  const middle = mean([...returns]);
  const ratio = middle / deviation;
  const moment = (power: number) =>
    mean(
      returns.map((value) =>
        Array<number>(power)
          .fill(value - middle)
          .reduce((a, b) => a * b),
      ),
    );
  const variance = moment(2);
  const skewness = moment(3) / (variance * Math.sqrt(variance));
  const kurtosis = moment(4) / (variance * variance);
  const error = Math.sqrt((1 - skewness * ratio + ((kurtosis - 1) / 4) * ratio * ratio) / n);
  const [low, high] = [ratio - Z * error, ratio + Z * error].map((end) => finite(end * Math.sqrt(perYear)));
  return low === null || high === null ? null : [low, high];
}
