import { mean, standardDeviation } from 'simple-statistics';
import { REGIMES, type Regime } from '../market/regime';
import { SITUATION_FEATURES, type SituationFeature } from '../market/situation';
import type { OutcomeFacts } from './outcomeRow';
import { toUnitLength } from './unitLength';
import { VectorTable } from './vectorTable';

/** A situation. `action` null: the side is open, and both are compared alike. */
export interface Situation {
  readonly features: Readonly<Record<string, number>>;
  readonly regime: Regime | null;
  readonly action: 'BUY' | 'SELL' | null;
}

/** What situations are compared by. */
export type SituationPart = SituationFeature | 'regime' | 'side';

/** With fewer outcomes than this a deviation means nothing: then only regime and side are compared. */
const LEAST_TO_SCALE = 5;
const ZERO_DEVIATION = 1e-12;
/** One outlier must not decide a cosine. */
const LARGEST_Z = 3;
const WIDTH = SITUATION_FEATURES.length + REGIMES.length + 1;

/** The situations of outcomes as vectors, scaled by their own means and deviations, so by nothing that is not admissible. */
export class SituationTable {
  readonly #scales: readonly { mean: number; deviation: number }[];
  /** A row an outcome, of length 1 or all zeros. */
  readonly #vectors = new VectorTable(WIDTH);

  constructor(outcomes: readonly OutcomeFacts[]) {
    const all = outcomes.map(numbersOf);
    this.#scales = SITUATION_FEATURES.map((_, place) => {
      const values: number[] = [];
      for (const numbers of all) if (Number.isFinite(numbers[place])) values.push(numbers[place]);
      if (values.length < LEAST_TO_SCALE) return { mean: 0, deviation: 0 };
      return { mean: mean(values), deviation: standardDeviation(values) };
    });
    this.#vectors.reserve(outcomes.length);
    // One vector for all of them: there may be a hundred thousand, and a hover waits.
    const vector = new Float64Array(WIDTH);
    for (const numbers of all) this.#vectors.add(this.scaled(numbers, vector));
  }

  /** The cosine of a situation with each outcome's; valid until the next call. */
  compare(situation: Situation): Float32Array {
    return this.#vectors.dots(this.vector(situation));
  }

  /** The cosine of two outcomes' situations. */
  likeness(a: number, b: number): number {
    return this.#vectors.dot(a, b);
  }

  /** What each feature, the regime and the side add to the likeness of two situations; below 0 they speak against it. */
  shares(one: Situation, other: Situation): { readonly name: SituationPart; readonly share: number }[] {
    const [mine, theirs] = [this.vector(one), this.vector(other)];
    const shares = Array.from(mine, (value, place) => value * theirs[place]);
    const regime = shares.slice(SITUATION_FEATURES.length, -1).reduce((sum, share) => sum + share, 0);
    return [
      ...SITUATION_FEATURES.map((name, place) => ({ name, share: shares[place] })),
      { name: 'regime', share: regime },
      { name: 'side', share: shares[WIDTH - 1] },
    ];
  }

  private vector(situation: Situation): Float64Array {
    return this.scaled(rawNumbers(situation), new Float64Array(WIDTH));
  }

  /** Standardised features, then the regime and the side, to length 1; what is unknown is 0, the mean. */
  private scaled(numbers: Float64Array, vector: Float64Array): Float64Array {
    for (let place = 0; place < WIDTH; place += 1) {
      const value = numbers[place];
      if (place >= SITUATION_FEATURES.length) vector[place] = value;
      else {
        const { mean: center, deviation } = this.#scales[place];
        const known = Number.isFinite(value) && deviation >= ZERO_DEVIATION;
        vector[place] = known ? Math.max(-LARGEST_Z, Math.min(LARGEST_Z, (value - center) / deviation)) : 0;
      }
    }
    return toUnitLength(vector);
  }
}

/** What was read out of outcomes once: at each decision and each hover a table is made of those known by then. */
const read = new WeakMap<OutcomeFacts, Float64Array>();

function numbersOf(outcome: OutcomeFacts): Float64Array {
  const before = read.get(outcome);
  if (before) return before;
  const { features, market_regime: regime, action } = outcome;
  const numbers = rawNumbers({ features, regime, action });
  read.set(outcome, numbers);
  return numbers;
}

/** The features as they are, NaN where one is unknown, then the regime and the side. */
function rawNumbers({ features, regime, action }: Situation): Float64Array {
  const numbers = new Float64Array(WIDTH);
  SITUATION_FEATURES.forEach((feature, place) => {
    numbers[place] = features[feature] ?? Number.NaN;
  });
  if (regime) numbers[SITUATION_FEATURES.length + REGIMES.indexOf(regime)] = 1;
  if (action) numbers[WIDTH - 1] = action === 'BUY' ? 1 : -1;
  return numbers;
}
