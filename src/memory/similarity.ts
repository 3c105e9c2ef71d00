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

/** Outcomes made ready for search: scaled by their own means and deviations, so by nothing that is not admissible. */
export class OutcomeIndex {
  readonly #scales: readonly { mean: number; deviation: number }[];
  readonly #vectors: readonly Float64Array[];

  /** @param outcomes the admissible ones, and no others. */
  constructor(private readonly outcomes: readonly Outcome[]) {
    this.#scales = SITUATION_FEATURES.map((feature) => {
      const values = outcomes.map(({ features }) => features[feature]).filter(Number.isFinite);
      if (values.length < LEAST_TO_SCALE) return { mean: values.length > 0 ? mean(values) : 0, deviation: 0 };
      return { mean: mean(values), deviation: standardDeviation(values) };
    });
    this.#vectors = outcomes.map(({ features, market_regime: regime, action }) =>
      this.vector({ features, regime, action, time: null }),
    );
  }

  /** The `count` most similar outcomes, best first; equals are in the order of their ids. */
  search(query: SituationQuery, count: number): Neighbour[] {
    const wanted = this.vector(query);
    const scored = this.outcomes.map((outcome, index) => {
      const situation = Math.max(0, cosine(wanted, this.#vectors[index]));
      const recency = query.time === null ? 1 : recencyOf(query.time - Date.parse(outcome.exit_time));
      return { index, neighbour: { outcome, score: situation * recency, situation, recency } };
    });
    scored.sort(
      (a, b) =>
        b.neighbour.score - a.neighbour.score ||
        (a.neighbour.outcome.decision_id < b.neighbour.outcome.decision_id ? -1 : 1),
    );
    return this.diverse(
      scored.filter(({ neighbour }) => neighbour.score > 0).slice(0, count * SHORTLIST),
      count,
    );
  }

  private diverse(candidates: { index: number; neighbour: Neighbour }[], count: number): Neighbour[] {
    const chosen: { index: number; neighbour: Neighbour }[] = [];
    while (chosen.length < count && candidates.length > 0) {
      const gain = ({ index, neighbour }: { index: number; neighbour: Neighbour }) =>
        (1 - DIVERSITY) * neighbour.score -
        DIVERSITY *
          Math.max(0, ...chosen.map((other) => cosine(this.#vectors[index], this.#vectors[other.index])));
      let best = 0;
      const gains = candidates.map(gain);
      for (let index = 1; index < gains.length; index += 1) if (gains[index] > gains[best]) best = index;
      chosen.push(...candidates.splice(best, 1));
    }
    return chosen.map(({ neighbour }) => neighbour).sort((a, b) => b.score - a.score || compareIds(a, b));
  }

  /** Standardised features, then the regime and the side; what is unknown is 0, the mean. */
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
    return vector;
  }
}

function compareIds(a: Neighbour, b: Neighbour): number {
  return a.outcome.decision_id < b.outcome.decision_id ? -1 : 1;
}

function cosine(a: Float64Array, b: Float64Array): number {
  let product = 0;
  let lengthA = 0;
  let lengthB = 0;
  for (let index = 0; index < WIDTH; index += 1) {
    product += a[index] * b[index];
    lengthA += a[index] * a[index];
    lengthB += b[index] * b[index];
  }
  return lengthA > 0 && lengthB > 0 ? product / Math.sqrt(lengthA * lengthB) : 0;
}

const recencyOf = (age: number) => 0.5 + 0.5 * 0.5 ** (Math.max(0, age) / HALF_LIFE);
