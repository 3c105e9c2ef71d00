import type { OutcomeVectors } from './embedding/outcomeVectors';
import { type OutcomeFilter, passes } from './outcomeFilter';
import type { OutcomeRow } from './outcomeRow';
import { type Neighbour, OutcomeIndex } from './similarity';
import { situationText } from './situationText';

/** An outcome that was found, its scores and their parts, and its situation in words. */
export interface Found extends Neighbour {
  readonly words: string;
}

/** What a search by words found, and what it looked at. */
export interface SearchAnswer {
  /** Best first; equals in the order of their ids. */
  readonly found: readonly Found[];
  /** The embedder's id: what the scores of texts mean. */
  readonly scoredBy: string;
  /** How many of the outcomes meant have a vector; the others could not be found. */
  readonly embedded: number;
  readonly meant: number;
}

/**
 * The outcomes whose situation is most like what `text` says. Those that the filter leaves out are never looked at, so
 * nothing about them changes an answer. Where the filter says as of when, recent ones count more, as in a decision.
 */
export async function searchOutcomes(
  outcomes: readonly OutcomeRow[],
  vectors: OutcomeVectors,
  { text, filter, count }: { text: string; filter: OutcomeFilter; count: number },
): Promise<SearchAnswer> {
  const meant = outcomes.filter((outcome) => passes(outcome, filter));
  const query = {
    situation: null,
    text: await vectors.scorer(text),
    time: filter.asOf === undefined ? null : Date.parse(filter.asOf),
  };
  return {
    found: new OutcomeIndex(meant)
      .search(query, count)
      .map((one) => ({ ...one, words: situationText(one.outcome) })),
    scoredBy: vectors.embedder.id,
    embedded: vectors.countOf(meant),
    meant: meant.length,
  };
}
