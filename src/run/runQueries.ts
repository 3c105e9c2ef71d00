import type { JobReport } from '../common/jobReport';
import { asProblem, type Problem } from '../common/problem';
import { compareRuns } from './compare/compareRuns';
import { promptOfDecision } from './decisionTrail';
import { readDefinitionFile } from './inputs/readDefinition';

/** What the editor asks about definitions and runs. */
export interface RunQueries {
  /** The symbols of a definition, absolute path. */
  definitionSymbols(file: string): Promise<readonly string[] | Problem>;
  /** What differs between two runs. */
  compare(first: string, second: string): Promise<JobReport | Problem>;
  /** What was asked for a decision of a run and what was answered, as the text of a document. */
  prompt(run: string, decisionId: string): Promise<string | Problem>;
}

/** Answers the editor's questions about the definitions and runs of a workspace, absolute path. */
export function runQueries(workspace: string): RunQueries {
  return {
    definitionSymbols: (file) =>
      asProblem(async () => (await readDefinitionFile(file)).definition.symbols.map(({ symbol }) => symbol)),
    compare: (first, second) => asProblem(() => compareRuns(workspace, first, second)),
    prompt: (run, decisionId) => asProblem(() => promptOfDecision(workspace, run, decisionId)),
  };
}
