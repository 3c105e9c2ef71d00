import { exp2 } from '../../common/numbers/sameMath';
import { DAY } from '../../common/timeframe';
import { placesKnownAt } from '../admissible';
import type { OutcomeFacts } from '../outcomeRow';
import { type Situation, type SituationPart, SituationTable } from './situationTable';

/** Asks an index for outcomes like a situation, a text, or both. */
export interface OutcomeQuery<Row extends OutcomeFacts = OutcomeFacts> {
  readonly situation: Situation | null;
  /** Likeness of an outcome's text, a cosine, null where it is not known; null in place of the function: texts are not compared. */
  readonly text: ((outcome: Row) => number | null) | null;
  /** An upper bound of `text` that is found sooner: only outcomes that might be among the best are then asked for `text`. */
  readonly textAtMost?: (outcome: Row) => number | null;
  /** Epoch ms; null where recency does not count. */
  readonly time: number | null;
}

export interface Neighbour<Row extends OutcomeFacts = OutcomeFacts> {
  readonly outcome: Row;
  /** 0 to 1: likeness × recency. Likeness is that of situation or text, or 0.7 × the one + 0.3 × the other. */
  readonly score: number;
  /** Cosine of the standardised situations; null where there is none to compare. */
  readonly situation: number | null;
  /** Cosine of the texts; null where there is none to compare. */
  readonly text: number | null;
  /** 1 for a trade that just ended, 0.75 after a year, never below 0.5. */
  readonly recency: number;
}

const HALF_LIFE = 365 * DAY;
/** Origin from which times are counted in half-lives, and the most half-lives whose power a number can hold. */
const EPOCH = Date.UTC(2000, 0, 1);
const MOST_HALF_LIVES = 1000;
/** Weight of a candidate's likeness to outcomes already chosen, which counts against it: MMR, Carbonell & Goldstein (1998). */
const DIVERSITY = 0.2;
/** Candidates looked at for diversity, for each outcome that is wanted. */
const SHORTLIST = 4;
/** Weight of the text beside the situation: a text made from a situation repeats the situation in coarser words. */
const TEXT_WEIGHT = 0.3;

/** The best-scoring places of the index, best first; of equals the one that was offered last. */
class Shortlist {
  readonly indices: Int32Array;
  readonly scores: Float64Array;
  length = 0;
  /** Least score that is taken. */
  worst = 0;

  constructor(private readonly room: number) {
    this.indices = new Int32Array(room);
    this.scores = new Float64Array(room);
  }

  first(count: number): { index: number; score: number }[] {
    return Array.from({ length: Math.min(count, this.length) }, (_, place) => ({
      index: this.indices[place],
      score: this.scores[place],
    }));
  }

  offer(index: number, score: number): void {
    if (score < this.worst) return;
    if (this.length < this.room) this.length += 1;
    let place = this.length - 1;
    for (; place > 0 && this.scores[place - 1] <= score; place -= 1) {
      this.scores[place] = this.scores[place - 1];
      this.indices[place] = this.indices[place - 1];
    }
    this.scores[place] = score;
    this.indices[place] = index;
    if (this.length === this.room) this.worst = this.scores[this.room - 1];
  }
}

/**
 * Outcomes made ready for search: scaled by their own means and deviations, so by nothing that is not admissible. It may be
 * narrowed to those known at one time after another, in the same place: a hover that took new room for a hundred thousand
 * each time would wait for the garbage collector.
 */
export class OutcomeIndex<Row extends OutcomeFacts = OutcomeFacts> {
  readonly #outcomes: readonly Row[];
  /** Exit of each outcome, epoch ms. */
  readonly #exits: Float64Array;
  /** Places of the outcomes that are looked at, ascending; with room for all outcomes. */
  readonly #places: Int32Array;
  #count = 0;
  /** 2^(half-lives from the epoch to each exit): so a query costs one power, not one an outcome. */
  readonly #freshness: Float64Array;
  /** Made when situations are first compared: a search by words alone needs none. */
  #situations: SituationTable | null = null;
  #isScaled = false;

  /** @param outcomes the admissible ones, and no others, as long as it is not narrowed. */
  constructor(outcomes: readonly Row[]) {
    // Sorted by id, so that of equal scores the smaller id comes first.
    this.#outcomes = inOrderOfId(outcomes);
    this.#exits = Float64Array.from(this.#outcomes, ({ exitTime }) => exitTime);
    this.#places = Int32Array.from(outcomes, (_, place) => place);
    this.#count = outcomes.length;
    this.#freshness = this.#exits.map((exit) => exp2(halfLives(exit)));
  }

  /** Looks from now on only at outcomes whose exit was known at `time` (epoch ms), leaving out `but`. */
  narrowTo(time: number, but: Row | null): void {
    const [places, outcomes] = [this.#places, this.#outcomes];
    const known = placesKnownAt(this.#exits, time, places);
    this.#count = 0;
    for (let index = 0; index < known; index += 1) {
      if (outcomes[places[index]] === but) continue;
      places[this.#count] = places[index];
      this.#count += 1;
    }
    this.#isScaled = false;
  }

  /** The `count` most similar outcomes, best first; equals are in the order of their ids. */
  search(query: OutcomeQuery<Row>, count: number): Neighbour<Row>[] {
    const table = query.situation && this.situations;
    const situations = query.situation && table ? table.compare(query.situation) : null;
    const { text, textAtMost = text } = query;
    const texts = textAtMost && this.textScores(textAtMost);
    const likenessAt = (index: number) => blend(situations?.[index], texts?.[index]);
    const decay = query.time === null ? null : exp2(-halfLives(query.time));
    const recencyAt = (index: number) => recencyOf(decay, this.#freshness[this.#places[index]]);
    const shortlist = new Shortlist(count * SHORTLIST);
    // Goes from the newest (ids end in a time) to the oldest: recent outcomes score higher, so fewer enter the list only to fall out.
    for (let index = this.#count - 1; index >= 0; index -= 1) {
      // Most queries are of a situation alone, and many: they must not pay for the others.
      let likeness = situations && !texts ? situations[index] : likenessAt(index);
      if (text && texts && textAtMost !== text && likeness > 0 && likeness >= shortlist.worst) {
        texts[index] = text(this.#outcomes[this.#places[index]]) ?? Number.NaN;
        likeness = likenessAt(index);
      }
      if (likeness > 0 && likeness >= shortlist.worst) shortlist.offer(index, likeness * recencyAt(index));
    }
    // Repetition is told by situations, in their measure: against scores of words alone it would weigh too much.
    return (table ? this.diverse(table, shortlist, count) : shortlist.first(count))
      .sort((a, b) => b.score - a.score || a.index - b.index)
      .map(({ index, score }) => ({
        outcome: this.#outcomes[this.#places[index]],
        score,
        situation: situations?.[index] ?? null,
        text: known(texts?.[index]),
        recency: recencyAt(index),
      }));
  }

  /** Shares of each feature, the regime and the side in the likeness of two situations; a share below 0 speaks against it. */
  shares(one: Situation, other: Situation): { readonly name: SituationPart; readonly share: number }[] {
    return this.situations.shares(one, other);
  }

  /** The likeness by words of each outcome looked at; NaN where there is none. */
  private textScores(score: NonNullable<OutcomeQuery<Row>['text']>): Float64Array {
    const scores = new Float64Array(this.#count);
    for (let index = 0; index < scores.length; index += 1)
      scores[index] = score(this.#outcomes[this.#places[index]]) ?? Number.NaN;
    return scores;
  }

  private get places(): Int32Array {
    return this.#places.subarray(0, this.#count);
  }

  private get situations(): SituationTable {
    this.#situations ??= new SituationTable(this.#outcomes);
    if (!this.#isScaled) this.#situations.narrowTo(this.places);
    this.#isScaled = true;
    return this.#situations;
  }

  /** Takes the best again and again, each less what it repeats of those taken before. */
  private diverse(
    table: SituationTable,
    { length, indices, scores }: Shortlist,
    count: number,
  ): { index: number; score: number }[] {
    const repeats = new Float64Array(length);
    const chosen: { index: number; score: number }[] = [];
    while (chosen.length < Math.min(count, length)) {
      let best = -1;
      let most = -Infinity;
      for (let place = 0; place < length; place += 1) {
        const gain = (1 - DIVERSITY) * scores[place] - DIVERSITY * repeats[place];
        if (gain > most) [best, most] = [place, gain];
      }
      chosen.push({ index: indices[best], score: scores[best] });
      if (chosen.length === count) break;
      for (let place = 0; place < length; place += 1)
        repeats[place] = Math.max(repeats[place], table.likeness(indices[place], indices[best]));
      repeats[best] = Infinity;
    }
    return chosen;
  }
}

/** Sorting what is in order already costs most of the time that an index takes. */
function inOrderOfId<Row extends OutcomeFacts>(outcomes: readonly Row[]): readonly Row[] {
  const isSorted = outcomes.every((one, index) => index === 0 || outcomes[index - 1].id < one.id);
  return isSorted ? outcomes : [...outcomes].sort((a, b) => (a.id < b.id ? -1 : 1));
}

const halfLives = (time: number) =>
  Math.max(-MOST_HALF_LIVES, Math.min(MOST_HALF_LIVES, (time - EPOCH) / HALF_LIFE));

/** 1 for what just ended, 0.75 after a year; without a time of the query it does not count. */
function recencyOf(decay: number | null, freshness: number): number {
  return decay === null ? 1 : 0.5 + 0.5 * Math.min(1, decay * freshness);
}

/** The likeness of two parts, of the one that is known, or 0. */
function blend(situation: number | undefined, text: number | undefined): number {
  const [ofSituation, ofText] = [known(situation), known(text)];
  if (ofSituation === null || ofText === null) return ofSituation ?? ofText ?? 0;
  return (1 - TEXT_WEIGHT) * ofSituation + TEXT_WEIGHT * ofText;
}

const known = (part: number | undefined) => (part === undefined || Number.isNaN(part) ? null : part);
