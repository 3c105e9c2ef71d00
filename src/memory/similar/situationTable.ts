import { REGIMES, type Regime } from '../../market/regime';
import { SITUATION_FEATURES, type SituationFeature } from '../../market/situationFeatures';
import type { OutcomeFacts } from '../outcomeRow';
import { toUnitLength } from '../search/unitLength';
import { VectorTable } from '../search/vectorTable';
import type { Side } from '../side';

/** A situation. `side` null: the side is open, and both are compared alike. */
export interface Situation {
  readonly features: Readonly<Record<string, number>>;
  readonly regime: Regime | null;
  readonly side: Side | null;
}

/** Parts by which situations are compared. */
export type SituationPart = SituationFeature | 'regime' | 'side';

/** Least number of outcomes whose deviation means something: below it only regime and side are compared. */
const LEAST_TO_SCALE = 5;
const ZERO_DEVIATION = 1e-12;
/** Largest standardised value: one outlier must not decide a cosine. */
const LARGEST_Z = 3;
const WIDTH = SITUATION_FEATURES.length + REGIMES.length + 1;

/** A feature's mean and standard deviation. */
interface Scale {
  readonly mean: number;
  readonly deviation: number;
}

/**
 * The situations of outcomes as vectors. Those of them that are meant are scaled by their own means and deviations, so by
 * nothing that is not admissible.
 */
export class SituationTable {
  /** Numbers of all outcomes, a column for each number. */
  readonly #columns: readonly Float64Array[];
  #scales: readonly Scale[] = [];
  /** A row for each that is meant, of length 1 or all zeros. */
  readonly #vectors = new VectorTable(WIDTH);

  constructor(outcomes: readonly OutcomeFacts[]) {
    this.#columns = Array.from({ length: WIDTH }, () => new Float64Array(outcomes.length));
    outcomes.forEach((outcome, place) => {
      const numbers = numbersOf(outcome);
      for (let column = 0; column < WIDTH; column += 1) this.#columns[column][place] = numbers[column];
    });
  }

  /** Compares from now on only the outcomes at `places`; the table's own places then count within `places`. */
  narrowTo(places: Int32Array): void {
    this.#scales = SITUATION_FEATURES.map((_, feature) => scaleOf(this.#columns[feature], places));
    this.#vectors.clear();
    this.#vectors.reserve(places.length);
    const columns = this.#columns;
    // Uses one vector for all rows: there may be a hundred thousand, and a hover waits.
    const vector = new Float64Array(WIDTH);
    for (let index = 0; index < places.length; index += 1) {
      const place = places[index];
      for (let column = 0; column < WIDTH; column += 1) vector[column] = columns[column][place];
      this.#vectors.add(this.scale(vector));
    }
  }

  /** The cosine of a situation with each outcome's; valid until the next call. */
  compare(situation: Situation): Float32Array {
    return this.#vectors.dots(this.vector(situation));
  }

  /** The cosine of two outcomes' situations. */
  likeness(a: number, b: number): number {
    return this.#vectors.dot(a, b);
  }

  /** Shares of each feature, the regime and the side in the likeness of two situations; a share below 0 speaks against it. */
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
    return this.scale(Float64Array.from(rawNumbers(situation)));
  }

  /** Standardises the features, in place, and makes all of length 1; what is unknown is 0, the mean. */
  private scale(vector: Float64Array): Float64Array {
    const scales = this.#scales;
    for (let place = 0; place < scales.length; place += 1) {
      const { mean, deviation } = scales[place];
      const known = Number.isFinite(vector[place]) && deviation >= ZERO_DEVIATION;
      const z = known ? (vector[place] - mean) / deviation : 0;
      vector[place] = Math.max(-LARGEST_Z, Math.min(LARGEST_Z, z));
    }
    return toUnitLength(vector);
  }
}

/** Measures the known values of a column, in place: each hover may have a hundred thousand of them. */
function scaleOf(column: Float64Array, places: Int32Array): Scale {
  let count = 0;
  let sum = 0;
  // Compensates what additions lose: Neumaier (1974).
  let lost = 0;
  for (let index = 0; index < places.length; index += 1) {
    const value = column[places[index]];
    if (!Number.isFinite(value)) continue;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
    count += 1;
  }
  if (count < LEAST_TO_SCALE) return { mean: 0, deviation: 0 };
  const mean = (sum + lost) / count;
  let squares = 0;
  for (let index = 0; index < places.length; index += 1) {
    const distance = column[places[index]] - mean;
    if (Number.isFinite(distance)) squares += distance * distance;
  }
  return { mean, deviation: Math.sqrt(squares / count) };
}

/** Numbers read out of outcomes once: whenever one more outcome has ended, a table is made of all that are known by then. */
const read = new WeakMap<OutcomeFacts, readonly number[]>();

function numbersOf(outcome: OutcomeFacts): readonly number[] {
  const before = read.get(outcome);
  if (before) return before;
  const numbers = rawNumbers(outcome);
  read.set(outcome, numbers);
  return numbers;
}

/** The features as they are, NaN where one is unknown, then the regime and the side, 0 where they are. */
function rawNumbers({ features, regime, side }: Situation): number[] {
  const numbers = new Array<number>(WIDTH).fill(0);
  SITUATION_FEATURES.forEach((feature, place) => {
    numbers[place] = features[feature] ?? Number.NaN;
  });
  if (regime) numbers[SITUATION_FEATURES.length + REGIMES.indexOf(regime)] = 1;
  if (side) numbers[WIDTH - 1] = side === 'long' ? 1 : -1;
  return numbers;
}
