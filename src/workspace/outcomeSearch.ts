import { InputError } from '../common/inputError';
import { asProblem, type Problem, problemOf } from '../common/problem';
import { type Embedder, lexicalEmbedder } from '../memory/embedding/embedder';
import { DEFAULT_MODEL, downloadModel, MODEL_HOST } from '../memory/embedding/modelDownload';
import { OutcomeVectors } from '../memory/embedding/outcomeVectors';
import type { OutcomeRow } from '../memory/outcomeRow';
import { type SearchAnswer, searchOutcomes } from '../memory/search/searchOutcomes';
import { parseSearch } from '../memory/search/searchQuery';
import { type EmbedderChoice, openEmbedder } from './embedderChoice';

/** What a search as it was typed found, and how it was understood. */
export interface TypedSearchAnswer extends SearchAnswer {
  readonly understood: readonly string[];
  readonly problems: readonly string[];
}

/** What the editor asks of the search in outcomes. */
export interface SearchQueries {
  /** Chooses what texts are compared by. @returns what keeps the choice from being used: then search is lexical. */
  choose(choice: EmbedderChoice): Promise<Problem | null>;
  /** @param typed words, keys and bounds; see `parseSearch`. @param count how many outcomes at most. */
  search(typed: string, count: number): Promise<TypedSearchAnswer>;
  /** Downloads the default model into a folder outside the workspace. @returns the model's own folder. */
  download(folder: string, signal: AbortSignal): Promise<string | Problem>;
}

/** What the search tells while a model is downloaded and used. */
export interface SearchEvents {
  /** Bytes so far of a model's file, and of how many where that is known. */
  downloading(file: string, done: number, of: number | null): void;

  /** How many outcomes have a vector of the model that was chosen, while they are made. */
  embedded(done: number, of: number): void;
  /** The model stopped answering: search is lexical from then on. */
  failed(problem: Problem): void;
}

/** Searches outcomes by words, with the embedder that was chosen; a model's vectors are made in the background. */
export class OutcomeSearch implements SearchQueries {
  #embedder: Embedder = lexicalEmbedder;
  #vectors: OutcomeVectors;
  #stop = new AbortController();
  #updating: Promise<void> = Promise.resolve();
  /** Whether a round waits for the one under way: it will see all that changed until it begins. */
  #waiting = false;

  constructor(
    private readonly folder: string,
    private readonly dist: string,
    private readonly outcomes: () => Promise<readonly OutcomeRow[]>,
    private readonly events: SearchEvents,
  ) {
    this.#vectors = new OutcomeVectors(folder, lexicalEmbedder);
  }

  /** @returns what keeps the choice from being used: then the search is lexical. */
  async choose(choice: EmbedderChoice): Promise<Problem | null> {
    try {
      this.use(await openEmbedder(choice, this.dist));
      return null;
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.use(lexicalEmbedder);
      return problemOf(error);
    }
  }

  /** To be called when outcomes may have changed: makes the vectors that are missing, one round at a time. */
  changed(): void {
    if (this.#embedder === lexicalEmbedder || this.#waiting) return;
    const { signal } = this.#stop;
    this.#waiting = true;
    this.#updating = this.#updating.then(() => {
      this.#waiting = false;
      return this.update(signal);
    });
  }

  /** @param typed words, keys and bounds; see `parseSearch`. */
  async search(typed: string, count: number): Promise<TypedSearchAnswer> {
    const outcomes = await this.outcomes();
    const symbols = new Set(outcomes.map(({ symbol }) => symbol));
    const { filter, words: text, understood, problems } = parseSearch(typed, symbols);
    // A model takes its time, and answers with what is there; words are counted at once.
    if (this.#embedder === lexicalEmbedder) await this.#vectors.update(outcomes, this.#stop.signal);
    const answer = await searchOutcomes(outcomes, this.#vectors, { text, filter, count });
    return { ...answer, understood, problems };
  }

  download(folder: string, signal: AbortSignal): Promise<string | Problem> {
    const progress: SearchEvents['downloading'] = (...told) => this.events.downloading(...told);
    return asProblem(() =>
      downloadModel({ host: MODEL_HOST, model: DEFAULT_MODEL, folder, signal, progress }),
    );
  }

  private use(embedder: Embedder): void {
    this.#stop.abort();
    this.#stop = new AbortController();
    this.#waiting = false;
    this.#embedder = embedder;
    this.#vectors = new OutcomeVectors(this.folder, embedder);
    this.changed();
  }

  private async update(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const outcomes = await this.outcomes();
    try {
      await this.#vectors.update(outcomes, signal, (done) => this.events.embedded(done, outcomes.length));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.use(lexicalEmbedder);
      this.events.failed(problemOf(error));
    }
  }
}
