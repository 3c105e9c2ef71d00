import { mean, standardDeviation } from 'simple-statistics';
import { REGIMES, type Regime } from '../market/regime';
import { SITUATION_FEATURES } from '../market/situation';
import { DAY } from '../market/timeframe';
import type { Outcome } from './outcome';

/** A situation to find the like of. `action` null: the side is open, and both are compared alike. */
export interface SituationQuery {
  readonly features: Readonly<Record<string, number>>;
  readonly regime: Regime | null;
  readonly action: 'BUY' | 'SELL' | null;
  /** Epoch ms; null where recency does not count. */
  readonly time: number | null;
}

export interface Neighbour {
  readonly outcome: Outcome;
  /** 0 to 1: situation × recency. */
  readonly score: number;
  /** Cosine of the standardised situations, 0 where they oppose each other. */
  readonly situation: number;
  /** 1 for a trade that just ended, 0.75 after a year, never below 0.5. */
  readonly recency: number;
}

/** With fewer outcomes than this a deviation means nothing: then only regime and side are compared. */
const LEAST_TO_SCALE = 5;
const ZERO_DEVIATION = 1e-12;
/** One outlier must not decide a cosine. */
const LARGEST_Z = 3;
const HALF_LIFE = 365 * DAY;
/** How much likeness to what was already chosen counts against a candidate: MMR, Carbonell & Goldstein (1998). */
const DIVERSITY = 0.2;
/** Only so many of the best are looked at for diversity. */
const SHORTLIST = 4;
const WIDTH = SITUATION_FEATURES.length + REGIMES.length + 1;

/** An outcome by its place in the index, and how it scored. */
interface Candidate {
  readonly index: number;
  readonly score: number;
  readonly situation: number;
  readonly recency: number;
}

/** Outcomes made ready for search: scaled by their own means and deviations, so by nothing that is not admissible. */
export class OutcomeIndex {
  readonly #outcomes: readonly Outcome[];
  readonly #ended: Float64Array;
  readonly #scales: readonly { mean: number; deviation: number }[];
  /** Of length 1, or all zeros. */
  readonly #vectors: readonly Float64Array[];

  /** @param outcomes the admissible ones, and no others. */
  constructor(outcomes: readonly Outcome[]) {
    // In the order of their ids, so that of equal scores the smaller id comes first.
    this.#outcomes = [...outcomes].sort((a, b) => (a.decision_id < b.decision_id ? -1 : 1));
    this.#ended = Float64Array.from(this.#outcomes, ({ exit_time }) => Date.parse(exit_time));
    this.#scales = SITUATION_FEATURES.map((feature) => {
      const values = this.#outcomes.map(({ features }) => features[feature]).filter(Number.isFinite);
      if (values.length < LEAST_TO_SCALE) return { mean: 0, deviation: 0 };
      return { mean: mean(values), deviation: standardDeviation(values) };
    });
    this.#vectors = this.#outcomes.map(({ features, market_regime: regime, action }) =>
      this.vector({ features, regime, action, time: null }),
    );
  }

  /** The `count` most similar outcomes, best first; equals are in the order of their ids. */
  search(query: SituationQuery, count: number): Neighbour[] {
    const wanted = this.vector(query);
    const shortlist: Candidate[] = [];
    for (let index = 0; index < this.#vectors.length; index += 1) {
      const situation = dot(wanted, this.#vectors[index]);
      const worst = shortlist.length < count * SHORTLIST ? 0 : shortlist[shortlist.length - 1].score;
      if (situation <= worst) continue;
      const recency = query.time === null ? 1 : recencyOf(query.time - this.#ended[index]);
      const score = situation * recency;
      if (score <= worst) continue;
      if (shortlist.length === count * SHORTLIST) shortlist.pop();
      let place = shortlist.length;
      while (place > 0 && shortlist[place - 1].score < score) place -= 1;
      shortlist.splice(place, 0, { index, score, situation, recency });
    }
    return this.diverse(shortlist, count)
      .sort((a, b) => b.score - a.score || a.index - b.index)
      .map(({ index, score, situation, recency }) => ({
        outcome: this.#outcomes[index],
        score,
        situation,
        recency,
      }));
  }

  /** Takes the best again and again, each less what it repeats of those taken before. */
  private diverse(candidates: readonly Candidate[], count: number): Candidate[] {
    const chosen: Candidate[] = [];
    const left = candidates.map((candidate) => ({ candidate, repeats: 0 }));
    while (chosen.length < count && left.length > 0) {
      const gain = ({ candidate, repeats }: (typeof left)[number]) =>
        (1 - DIVERSITY) * candidate.score - DIVERSITY * repeats;
      let best = 0;
      for (let place = 1; place < left.length; place += 1)
        if (gain(left[place]) > gain(left[best])) best = place;
      const [{ candidate }] = left.splice(best, 1);
      chosen.push(candidate);
      for (const other of left) {
        const likeness = dot(this.#vectors[other.candidate.index], this.#vectors[candidate.index]);
        other.repeats = Math.max(other.repeats, likeness);
      }
    }
    return chosen;
  }

  /** Standardised features, then the regime and the side, to length 1; what is unknown is 0, the mean. */
  private vector({ features, regime, action }: SituationQuery): Float64Array {
    const vector = new Float64Array(WIDTH);
    SITUATION_FEATURES.forEach((feature, index) => {
      const { mean: center, deviation } = this.#scales[index];
      const value = features[feature];
      if (!Number.isFinite(value) || deviation < ZERO_DEVIATION) return;
      vector[index] = Math.max(-LARGEST_Z, Math.min(LARGEST_Z, (value - center) / deviation));
    });
    if (regime) vector[SITUATION_FEATURES.length + REGIMES.indexOf(regime)] = 1;
    if (action) vector[WIDTH - 1] = action === 'BUY' ? 1 : -1;
    const length = Math.sqrt(dot(vector, vector));
    return length > 0 ? vector.map((value) => value / length) : vector;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let product = 0;
  for (let index = 0; index < WIDTH; index += 1) product += a[index] * b[index];
  return product;
}

const recencyOf = (age: number) => 0.5 + 0.5 * 0.5 ** (Math.max(0, age) / HALF_LIFE);
