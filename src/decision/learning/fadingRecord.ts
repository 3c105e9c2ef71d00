import { FADING } from './scoredVotes';

/** Record of how often a provider was right, in which newer trades weigh more. */
export class FadingRecord {
  #right = 0;
  #scored = 0;
  #squares = 0;

  add(right: boolean, weight: number): void {
    this.#right = this.#right * FADING + (right ? weight : 0);
    this.#scored = this.#scored * FADING + weight;
    this.#squares = this.#squares * FADING * FADING + weight * weight;
  }

  get right(): number {
    return this.#right;
  }
  get scored(): number {
    return this.#scored;
  }

  /** Effective sample size: as many trades of equal weight say as much, (Σw)² / Σw² (Kish, Survey Sampling, 1965). */
  get trades(): number {
    return this.#squares > 0 ? (this.#scored * this.#scored) / this.#squares : 0;
  }

  /** Accuracy under a Beta(k·mean, k·(1 − mean)) prior. @param k strength of the prior in trades; Infinity: the mean alone. */
  shrunk(k: number, mean: number): number {
    const { trades } = this;
    if (trades === 0 || k === Infinity) return mean;
    return (trades * (this.#right / this.#scored) + k * mean) / (trades + k);
  }
}

/**
 * Least strength of a prior, in trades: providers of one ensemble hardly differ by more than 7 points of a hundred
 * (√(0.25 / 51)), so that a few lucky trades must move a weight little.
 */
const LEAST_STRENGTH = 50;

/**
 * Strength of the prior of some records, in trades: the less the records differ from their means beyond chance, the
 * stronger. Empirical Bayes (Casella, An Introduction to Empirical Bayes Data Analysis, 1985): in a beta-binomial the
 * variance of an accuracy is m(1 − m)/n · (1 + (n − 1)ρ), ρ = 1 / (k + 1), solved for ρ by moments (Kleinman, 1973).
 * Chance is the mean of a χ² plus one standard deviation: beyond the mean alone lies every second ensemble of tossed
 * coins, whose luck would be taken for skill.
 * @returns Infinity where the records differ by no more than chance.
 */
export function priorStrength(
  records: readonly { readonly record: FadingRecord; readonly mean: number }[],
): number {
  const known = records.filter(({ record }) => record.trades > 1);
  const free = known.length - 1;
  if (free < 1) return Infinity;
  let excess = -(free + Math.sqrt(2 * free));
  let trades = 0;
  for (const { record, mean } of known) {
    const off = record.right / record.scored - mean;
    excess += (record.trades * off * off) / (mean * (1 - mean));
    trades += record.trades - 1;
  }
  if (excess <= 0) return Infinity;
  return Math.max(LEAST_STRENGTH, trades / excess - 1);
}
