import { ENGLISH } from '../../common/format';
import { InputError } from '../../common/inputError';
import type { JobReport } from '../../common/jobReport';
import { readArchive } from '../../memory/archive/quarterArchive';
import { type Embedder, lexicalEmbedder } from '../../memory/embedding/embedder';
import { OutcomeVectors } from '../../memory/embedding/outcomeVectors';
import { publicFacts, rowOf } from '../../memory/outcomeRow';
import type { OutcomeFilter } from '../../memory/search/outcomeFilter';
import { type SearchAnswer, searchOutcomes } from '../../memory/search/searchOutcomes';
import { parseSearch } from '../../memory/search/searchQuery';
import { openStore } from './openStore';
import { resultOf } from './resultText';

/** A search, and among which outcomes. */
export interface SearchRequest {
  readonly text: string;
  readonly filter: OutcomeFilter;
  readonly count: number;
  /** Whether archived outcomes are searched too. */
  readonly archive: boolean;
}

/** Finds outcomes by words about their situation; makes the vectors that are missing first. @throws InputError for a filter that cannot be read. */
export async function searchJob(
  workspace: string,
  { text, filter, count, archive }: SearchRequest,
  embedder: Embedder,
  progress: (done: number, of: number) => void,
): Promise<JobReport> {
  const { rows, folder } = await openStore(workspace);
  const archived = archive ? (await readArchive(folder)).outcomes.map(rowOf) : [];
  const all = [...new Map([...archived, ...rows].map((row) => [row.id, row])).values()];
  const typed = parseSearch(text, new Set(all.map(({ symbol }) => symbol)));
  if (typed.problems.length > 0) {
    const remedy = 'Correct it, or leave it out';
    throw new InputError({ file: 'the search' }, typed.problems.join('; '), remedy);
  }
  const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
  const vectors = new OutcomeVectors(folder, embedder);
  await vectors.update(all, new AbortController().signal, (done) => progress(done, all.length));
  const answer = await searchOutcomes(all, vectors, {
    text: typed.words,
    // What an option says counts, where the words say something else.
    filter: { ...typed.filter, ...given },
    count,
  });
  const lines = answer.found.map(
    ({ outcome, score, words }) =>
      `${score === null ? '     ' : ENGLISH.fixed(score, 3)}  ${outcome.id}  ${resultOf(outcome)}\n       ${words}`,
  );
  const means =
    answer.scoredBy === lexicalEmbedder.id ? 'shared words, no language model' : `by ${answer.scoredBy}`;
  return {
    text: lines.length > 0 ? [...lines, `Scores: ${means}.`].join('\n') : 'Nothing is like that.',
    json: answerJson(answer),
    ok: true,
  };
}

/** What was found, as programs read it. */
function answerJson({ scoredBy, found, ...counts }: SearchAnswer): object {
  return {
    scored_by: scoredBy,
    ...counts,
    found: found.map((one) => ({ ...one, outcome: publicFacts(one.outcome) })),
  };
}
