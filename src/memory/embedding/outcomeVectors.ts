import type { OutcomeRow } from '../outcomeRow';
import { RoundedTable } from '../search/roundedTable';
import { VectorTable } from '../search/vectorTable';
import type { OutcomeQuery } from '../similar/similarity';
import { situationText } from '../similar/situationText';
import { type Embedder, lexicalEmbedder } from './embedder';
import { appendVectors, readVectors, type StoredVector, textHash, vectorFile } from './vectorFile';

/** Vectors made before they are written together. */
const BATCH = 64;
/** Number of vectors from which on rounded vectors are read first: fewer vectors are read whole as soon. */
const MANY = 100_000;

/** The situations of outcomes as vectors of one embedder: made once, kept in a file, searched exactly. */
export class OutcomeVectors {
  readonly #table: VectorTable;
  /** The same, made at the first search of so many that it pays. */
  #rounded: RoundedTable | null = null;
  /** Place in the table of each outcome's vector, by the outcome's id, and the hash of the text that the vector was made of. */
  readonly #places = new Map<string, { place: number; text: string }>();
  readonly #file: string | null;
  /** Rows known to have their vector, so that thousands need not be put into words again. */
  readonly #done = new WeakSet<OutcomeRow>();

  /**
   * @param folder the memory folder. Lexical vectors are made faster than read, so they have no file.
   * @param roundedFrom how many vectors are searched by way of rounded ones; others only for tests.
   */
  constructor(
    folder: string,
    readonly embedder: Embedder,
    private readonly roundedFrom = MANY,
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
    const missing: { id: string; text: string; hash: string }[] = [];
    for (const outcome of outcomes) {
      if (this.#done.has(outcome)) continue;
      const text = situationText(outcome);
      const hash = textHash(text);
      if (this.#places.get(outcome.id)?.text === hash) this.#done.add(outcome);
      else missing.push({ id: outcome.id, text, hash });
    }
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

  /** Compares a text with the outcomes: a cosine each, null for one without a vector. */
  async scorer(text: string): Promise<Pick<OutcomeQuery, 'text' | 'textAtMost'>> {
    const sought = await this.embedder.embed(text);
    const withPlace = (score: (place: number) => number) => (outcome: Pick<OutcomeRow, 'id'>) => {
      const known = this.#places.get(outcome.id);
      return known ? score(known.place) : null;
    };
    const rounded = this.#table.length < this.roundedFrom ? null : this.rounded();
    if (!rounded) {
      const scores = this.#table.dots(sought).slice();
      return { text: withPlace((place) => scores[place]) };
    }
    const most = rounded.atMost(sought);
    return {
      text: withPlace((place) => this.#table.dotWith(sought, place)),
      textAtMost: withPlace((place) => most[place]),
    };
  }

  /** How many of `outcomes` have a vector. */
  countOf(outcomes: readonly Pick<OutcomeRow, 'id'>[]): number {
    return outcomes.filter(({ id }) => this.#places.has(id)).length;
  }

  /** The table's rows, rounded; null where that cannot be had. */
  private rounded(): RoundedTable | null {
    this.#rounded ??= RoundedTable.ofWidth(this.embedder.width);
    const from = this.#rounded?.length ?? 0;
    for (let row = from; row < this.#table.length; row += 1) this.#rounded?.add(this.#table.row(row));
    return this.#rounded;
  }

  private keep({ id, text, vector }: StoredVector): void {
    this.#places.set(id, { place: this.#table.length, text });
    this.#table.add(vector);
  }
}
