import { type OutcomeFilter, passes } from '../outcomeFilter';
import type { OutcomeRow } from '../outcomeRow';
import { situationText } from '../situationText';
import { VectorTable } from '../vectorTable';
import { type Embedder, lexicalEmbedder } from './embedder';
import { appendVectors, readVectors, type StoredVector, textHash, vectorFile } from './vectorFile';

/** So many vectors are made before they are written. */
const BATCH = 64;

export interface Found {
  readonly outcome: OutcomeRow;
  /** Cosine of the texts' vectors, 1 for the same text. */
  readonly score: number;
  readonly text: string;
}

/** What a search found, and what it looked at. */
export interface SearchAnswer {
  /** Best first; equals in the order of their ids. */
  readonly found: readonly Found[];
  /** The embedder's id: what the scores mean. */
  readonly scoredBy: string;
  /** How many of the outcomes meant have a vector; the others were not looked at. */
  readonly embedded: number;
  readonly meant: number;
}

/** The situations of outcomes as vectors of one embedder: made once, kept in a file, searched exactly. */
export class OutcomeVectors {
  readonly #table: VectorTable;
  /** By outcome: where its vector is in the table, and of which text. */
  readonly #places = new Map<string, { place: number; text: string }>();
  readonly #file: string | null;

  /** @param folder the memory folder. Lexical vectors are made faster than read, so they have no file. */
  constructor(
    folder: string,
    private readonly embedder: Embedder,
  ) {
    this.#table = new VectorTable(embedder.width);
    this.#file = embedder === lexicalEmbedder ? null : vectorFile(folder, embedder.id);
    if (this.#file)
      for (const stored of readVectors(this.#file, embedder.id, embedder.width)) this.keep(stored);
  }

  /**
   * Makes the vectors that are missing, or of another text than the outcome's now. What was made is kept when it is
   * stopped, so the next call goes on from there.
   * @param progress told after each batch: how many of `outcomes` have a vector.
   */
  async update(
    outcomes: readonly OutcomeRow[],
    signal: AbortSignal,
    progress: (done: number) => void = () => {},
  ): Promise<void> {
    const missing = outcomes.flatMap((outcome) => {
      const text = situationText(outcome);
      const hash = textHash(text);
      return this.#places.get(outcome.decision_id)?.text === hash
        ? []
        : [{ id: outcome.decision_id, text, hash }];
    });
    for (let start = 0; start < missing.length && !signal.aborted; start += BATCH) {
      const made: StoredVector[] = [];
      for (const { id, text, hash } of missing.slice(start, start + BATCH)) {
        if (signal.aborted) break;
        made.push({ id, text: hash, vector: await this.embedder.embed(text) });
      }
      if (this.#file && made.length > 0)
        appendVectors(this.#file, this.embedder.id, this.embedder.width, made);
      for (const stored of made) this.keep(stored);
      progress(outcomes.length - missing.length + start + made.length);
    }
  }

  /**
   * The outcomes whose situation is most like `text`. Those that the filter leaves out are never ranked, so nothing
   * about them changes an answer.
   */
  async search(
    outcomes: readonly OutcomeRow[],
    text: string,
    filter: OutcomeFilter,
    count: number,
  ): Promise<SearchAnswer> {
    const scores = this.#table.dots(await this.embedder.embed(text));
    const meant = outcomes.filter((outcome) => passes(outcome, filter));
    const scored = meant.flatMap((outcome) => {
      const known = this.#places.get(outcome.decision_id);
      return known ? [{ outcome, score: scores[known.place] }] : [];
    });
    const found = scored
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || (a.outcome.decision_id < b.outcome.decision_id ? -1 : 1))
      .slice(0, count)
      .map((one) => ({ ...one, text: situationText(one.outcome) }));
    return { found, scoredBy: this.embedder.id, embedded: scored.length, meant: meant.length };
  }

  private keep({ id, text, vector }: StoredVector): void {
    this.#places.set(id, { place: this.#table.length, text });
    this.#table.add(vector);
  }
}
