import { lexicalVector, VECTOR_WIDTH } from './lexicalVector';
import { type OutcomeFilter, passes } from './outcomeFilter';
import type { OutcomeRow } from './outcomeRow';
import { situationText } from './situationText';
import { VectorTable } from './vectorTable';

export interface Found {
  readonly outcome: OutcomeRow;
  /** Cosine of the texts' lexical vectors: 0 for nothing in common, 1 for the same words. */
  readonly score: number;
  readonly text: string;
}

/**
 * The outcomes whose situation, in words, is most like `text`, best first; equals in the order of their ids. Those that
 * the filter leaves out are never compared, so nothing about them changes an answer.
 */
export function searchText(
  outcomes: readonly OutcomeRow[],
  text: string,
  filter: OutcomeFilter,
  count: number,
): Found[] {
  const meant = outcomes.filter((outcome) => passes(outcome, filter));
  const table = new VectorTable(VECTOR_WIDTH);
  table.reserve(meant.length);
  const texts = meant.map(situationText);
  for (const one of texts) table.add(lexicalVector(one));
  const scores = table.dots(lexicalVector(text));
  return meant
    .map((outcome, index) => ({ outcome, score: scores[index], text: texts[index] }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.outcome.decision_id < b.outcome.decision_id ? -1 : 1))
    .slice(0, count);
}
