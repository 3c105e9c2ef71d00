import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkDefinition } from '../backtest/definition/checkDefinition';
import { readRuns, stateOf } from '../backtest/results/runFiles';
import { listFolder } from '../common/files/folders';
import { isFileError } from '../common/files/regularFile';
import {
  definitionName,
  definitionsFolder,
  isDefinitionFile,
  memoryFolder,
} from '../common/files/workspacePaths';
import { InputError } from '../common/inputError';
import { problemOf } from '../common/problem';
import { ArchivedRows } from '../memory/archive/archivedRows';
import { GROUPINGS, type Grouping, type GroupPage, groupOutcomes, SORTS } from '../memory/grouping';
import type { Outcome } from '../memory/outcome';
import type { OutcomeRow } from '../memory/outcomeRow';
import { outdatedPerformance, performanceOf, writePerformance } from '../memory/performance';
import { OutcomeStore } from '../memory/store/outcomeStore';
import { BarFiles } from './barFiles';
import type { DefinitionRow, Overview, OverviewQueries, RunRow } from './overviewProtocol';

/** Count of outcomes from which the first overview shows the cache before the files are looked at. */
const MANY = 5000;

/** Answers the editor's questions about a workspace folder, from its files as they are now. */
export class OverviewService implements Omit<OverviewQueries, 'lookAgain'> {
  readonly bars: BarFiles;
  readonly #store: OutcomeStore;
  readonly archive: ArchivedRows;
  #looked = false;
  #recalled = false;

  /**
   * @param suspects names of the outcome files that may have changed since the last call; undefined where any may have,
   * as where nobody watches the folder.
   */
  constructor(
    private readonly workspace: string,
    private readonly suspects: () => ReadonlySet<string> | undefined = () => undefined,
  ) {
    this.#store = new OutcomeStore(memoryFolder(workspace));
    this.archive = new ArchivedRows(this.#store.folder);
    this.bars = new BarFiles(workspace);
  }

  /** The outcomes as of the last look at the folder. */
  get store(): OutcomeStore {
    return this.#store;
  }

  /** Whether the files were compared with what their cache says. */
  get looked(): boolean {
    return this.#looked;
  }

  /** The first overview of a large memory shows the cache: a look at a hundred thousand files takes a while. */
  async overview(by: Grouping): Promise<Overview> {
    const recalled = !this.#looked && !this.#recalled && this.#store.recall() >= MANY;
    this.#recalled = true;
    if (!recalled) await this.look();
    const { damaged, legacy, rows: outcomes } = this.#store;
    const { runs, damaged: damagedRuns } = await readRuns(this.workspace);
    const rows = runs.map((summary): RunRow => ({ summary, state: stateOf(summary) }));
    const idle = !rows.some(({ state }) => state === 'running');
    const performance = performanceOf(outcomes);
    const outdated = await outdatedPerformance(this.#store.folder, performance);
    if (idle && this.#looked && outcomes.length > 0 && outdated.length > 0) void this.writeFigures();
    return {
      definitions: await this.definitions(rows),
      bars: await this.bars.rows(),
      groups: groupOutcomes(outcomes, by),
      damaged: [...damaged, ...damagedRuns].map(problemOf),
      legacy,
      ...performance,
    };
  }

  async outcomes({ by, group, sort, from, count }: GroupPage): Promise<OutcomeRow[]> {
    const members = this.#store.rows.filter((outcome) => GROUPINGS[by](outcome) === group);
    return members.sort(SORTS[sort]).slice(from, from + count);
  }

  async find(text: string, count: number): Promise<OutcomeRow[]> {
    const found: OutcomeRow[] = [];
    const { rows } = this.#store;
    for (let index = rows.length - 1; index >= 0 && found.length < count; index -= 1)
      if (rows[index].id.includes(text)) found.push(rows[index]);
    return found;
  }

  async outcomeFile(decisionId: string): Promise<string | null> {
    return this.#store.fileOf(decisionId);
  }

  /** An outcome as it was written, of active memory or the archive; null where none has this id. */
  async outcome(decisionId: string): Promise<Outcome | null> {
    await this.known();
    return (await this.#store.find(decisionId)) ?? this.archive.find(decisionId);
  }

  async check(file: string, text: string) {
    const checked = checkDefinition(file, text);
    const problems = 'problems' in checked ? checked.problems : await this.bars.missingFiles(file, text);
    return problems.map(problemOf);
  }

  /** All active outcomes as of the last overview: the editor asks for an overview whenever files change. */
  async known(): Promise<readonly OutcomeRow[]> {
    if (!this.#looked) await this.look();
    return this.#store.rows;
  }

  /** Takes in what changed on disk. */
  async look(): Promise<void> {
    await this.#store.refresh(this.suspects());
    this.#looked = true;
  }

  /** Writes the performance files in the background, after one more look at all files, so that two processes leave the same. */
  private async writeFigures(): Promise<void> {
    try {
      await writePerformance(this.#store);
    } catch (error) {
      // A folder that cannot be written to, or that another process writes in, or that was deleted meanwhile: the files are
      // derived, and the next overview finds out what they lack.
      if (!isFileError(error) && !(error instanceof InputError)) throw error;
    }
  }

  private async definitions(runs: readonly RunRow[]): Promise<DefinitionRow[]> {
    const folder = definitionsFolder(this.workspace);
    const runsOf = (definition: string) => runs.filter(({ summary }) => summary.definition === definition);
    const names = (await listFolder(folder)).filter(isDefinitionFile).sort();
    const rows = await Promise.all(
      names.map(async (name): Promise<DefinitionRow> => {
        const file = join(folder, name);
        const definition = definitionName(name);
        const own = runsOf(definition);
        const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => error);
        if (typeof text === 'string')
          return { file, definition, problems: await this.check(file, text), runs: own };
        const unread = new InputError(
          { file },
          `cannot be read (${text.code})`,
          'Put a definition file in its place',
        );
        return { file, definition, problems: [problemOf(unread)], runs: own };
      }),
    );
    const known = new Set(rows.map(({ definition }) => definition));
    const orphans = new Set(runs.map(({ summary }) => summary.definition).filter((name) => !known.has(name)));
    for (const definition of orphans) {
      rows.push({ file: null, definition, problems: [], runs: runsOf(definition) });
    }
    return rows;
  }
}
