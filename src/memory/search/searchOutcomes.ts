import { inOrderOfExit } from '../closedTrade';
import type { OutcomeVectors } from '../embedding/outcomeVectors';
import type { OutcomeRow } from '../outcomeRow';
import { OutcomeIndex } from '../similar/similarity';
import { searchedText, situationText } from '../similar/situationText';
import { type OutcomeFilter, passes } from './outcomeFilter';

/** An outcome that was found, its score and the parts of it, and its situation in words. */
export interface Found {
  readonly outcome: OutcomeRow;
  /** 0 to 1, 1 where its note holds all the words; null where nothing was asked that outcomes could be compared by. */
  readonly score: number | null;
  /** Cosine of the texts, and how recent it is (see `Neighbour`): their product is the score. Null where they made none. */
  readonly text: number | null;
  readonly recency: number | null;
  readonly words: string;
}

const UNSCORED = { score: null, text: null, recency: null };
/** Scores an outcome whose note holds all the words. */
const NOTED = { ...UNSCORED, score: 1 };

/** Outcomes that a search by words found, and how many outcomes it looked at. */
export interface SearchAnswer {
  /** Best first, equals in the order of their ids; the newest first where nothing is compared. */
  readonly found: readonly Found[];
  /** The embedder's id: what the scores of texts mean. */
  readonly scoredBy: string;
  /** Number of selected outcomes that have a vector; the others could not be found. */
  readonly embedded: number;
  readonly meant: number;
}

/**
 * The outcomes whose situation is most like what `text` says, those first whose note has its words; without any text the
 * newest of those meant. Those that the filter leaves out are never looked at, so nothing about them changes an answer.
 * Where the filter says as of when, recent ones count more, as in a decision, and notes, written since, are not looked at.
 */
export async function searchOutcomes(
  outcomes: readonly OutcomeRow[],
  vectors: OutcomeVectors,
  { text, filter, count }: { text: string; filter: OutcomeFilter; count: number },
): Promise<SearchAnswer> {
  const meant = outcomes.filter((outcome) => passes(outcome, filter));
  const { asOf } = filter;
  const answer = { scoredBy: vectors.embedder.id, embedded: vectors.countOf(meant), meant: meant.length };
  const found = (outcome: OutcomeRow, scored: Pick<Found, 'score' | 'text' | 'recency'>): Found => ({
    outcome,
    ...scored,
    words: asOf === undefined ? searchedText(outcome) : situationText(outcome),
  });
  if (text.trim() === '') {
    const newest = [...meant].sort(inOrderOfExit).reverse().slice(0, count);
    return { ...answer, found: newest.map((outcome) => found(outcome, UNSCORED)) };
  }
  const query = {
    situation: null,
    ...(await vectors.scorer(text)),
    time: asOf === undefined ? null : Date.parse(asOf),
  };
  // Words of the user's own are looked for as they are: hashed or embedded among the others they may be lost.
  const sought = text.toLowerCase().split(/\s+/);
  const noted = meant.filter(
    ({ note }) =>
      asOf === undefined && note !== null && sought.every((word) => note.toLowerCase().includes(word)),
  );
  const rest = noted.length > 0 ? meant.filter((outcome) => !noted.includes(outcome)) : meant;
  const best = new OutcomeIndex(rest).search(query, count);
  return {
    ...answer,
    found: [
      ...noted
        .sort(inOrderOfExit)
        .reverse()
        .map((outcome) => found(outcome, NOTED)),
      ...best.map(({ outcome, score, text, recency }) => found(outcome, { score, text, recency })),
    ].slice(0, count),
  };
}
