import { lexicalEmbedder } from '../memory/embedding/embedder';
import { OutcomeVectors } from '../memory/embedding/outcomeVectors';
import { searchOutcomes } from '../memory/search/searchOutcomes';
import type { WordSearch } from './toolWorkspace';

/** Outcomes put into words between two looks at the signal. */
const TURN = 512;

/**
 * Search by shared words, which needs no model. Its vectors are its own: those of the editor's search know the notes
 * that were written afterwards.
 * @param folder the memory folder.
 */
export function lexicalSearch(folder: string): WordSearch {
  const vectors = new OutcomeVectors(folder, lexicalEmbedder);
  return async (outcomes, { text, asOf, count }, signal) => {
    for (let start = 0; start < outcomes.length; start += TURN) {
      await new Promise((resume) => setImmediate(resume));
      signal.throwIfAborted();
      await vectors.update(outcomes.slice(start, start + TURN), signal);
    }
    return searchOutcomes(outcomes, vectors, { text, filter: { asOf }, count });
  };
}
