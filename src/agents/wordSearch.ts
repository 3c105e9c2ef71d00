import { lexicalEmbedder } from '../memory/embedding/embedder';
import { OutcomeVectors } from '../memory/embedding/outcomeVectors';
import { searchOutcomes } from '../memory/search/searchOutcomes';
import type { WordSearch } from './toolWorkspace';

/** Outcomes that are embedded between two looks at the signal. */
const TURN = 512;

/**
 * Makes a search by shared words, which needs no model. Keeps vectors of its own: the vectors of the editor's search know
 * the notes that were written afterwards.
 * @param folder of the memory.
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
