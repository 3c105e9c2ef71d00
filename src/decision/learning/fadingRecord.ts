import { FADING } from './scoredVotes';

/** How often a provider was right, the newer trades weighing more. */
export class FadingRecord {
  #right = 0;
  #scored = 0;
  #squares = 0;

  add(right: boolean, weight: number): void {
    this.#right = this.#right * FADING + (right ? weight : 0);
    this.#scored = this.#scored * FADING + weight;
    this.#squares = this.#squares * FADING ** 2 + weight ** 2;
  }

  get right(): number {
    return this.#right;
  }
  get scored(): number {
    return this.#scored;
  }

  /** As many trades of equal weight would say as much: (Σw)² / Σw² (Kish, Survey Sampling, 1965). */
  get trades(): number {
    return this.#squares > 0 ? this.#scored ** 2 / this.#squares : 0;
  }

  /** Its accuracy under a Beta(k·mean, k·(1 − mean)) prior. @param k how many trades' worth the prior is; Infinity: all. */
  shrunk(k: number, mean: number): number {
    const { trades } = this;
    if (trades === 0 || k === Infinity) return mean;
    return (trades * (this.#right / this.#scored) + k * mean) / (trades + k);
  }
}

/**
 * A prior is worth as many trades at least, since providers of one ensemble hardly differ by more than 7 points of a
 * hundred (√(0.25 / 51)): a few lucky trades move a weight little.
 */
const LEAST_STRENGTH = 50;

/**
 * How many trades' worth the prior of some records is: the less they differ from their means beyond what chance does, the
 * more. Empirical Bayes (Casella, An Introduction to Empirical Bayes Data Analysis, 1985): in a beta-binomial the
 * variance of an accuracy is m(1 − m)/n · (1 + (n − 1)ρ), ρ = 1 / (k + 1). Solved for ρ by moments (Kleinman, 1973).
 * What chance does is the mean of a χ² and one standard deviation: of the mean alone, every second ensemble of tossed
 * coins goes beyond it, and its luck would be taken for skill.
 * @returns Infinity where they differ no more than that.
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
    excess += (record.trades * off ** 2) / (mean * (1 - mean));
    trades += record.trades - 1;
  }
  if (excess <= 0) return Infinity;
  return Math.max(LEAST_STRENGTH, trades / excess - 1);
}
