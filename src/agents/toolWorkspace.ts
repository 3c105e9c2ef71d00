import { lstat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { findRun, readRuns } from '../backtest/results/runFiles';
import type { RunSummary } from '../backtest/results/runSummary';
import { listFolder } from '../common/files/folders';
import {
  archiveFolder,
  definitionFile,
  definitionName,
  definitionsFolder,
  isDefinitionFile,
  memoryFolder,
  runFile,
  runFolder,
  runsFolder,
} from '../common/files/workspacePaths';
import { InputError } from '../common/inputError';
import type { ArchivedRows } from '../memory/archive/archivedRows';
import { inOrderOfExit } from '../memory/closedTrade';
import { type Outcome, outcomeSchema } from '../memory/outcome';
import type { OutcomeFacts, OutcomeRow } from '../memory/outcomeRow';
import { readInPlace } from '../memory/python/inPlace';
import type { SearchAnswer } from '../memory/search/searchOutcomes';
import { LEGACY, readOutcomeFile } from '../memory/store/outcomeFile';
import { outcomeFileName } from '../memory/store/outcomeFileName';
import type { OutcomeStore } from '../memory/store/outcomeStore';
import { memoryAtDecision } from '../run/memoryAtDecision';
import { ToolRefusal } from './toolRefusal';

/** Every folder that tools read, absolute. */
function readFolders(workspace: string): string[] {
  const memory = memoryFolder(workspace);
  const [runs, definitions] = [runsFolder(workspace), definitionsFolder(workspace)];
  return [dirname(memory), memory, archiveFolder(memory), runs, definitions];
}

/** Ranks outcomes by words, best first. @param outcomes to rank; no others influence the scores. */
export type WordSearch = (
  outcomes: readonly OutcomeRow[],
  words: { readonly text: string; readonly asOf: string; readonly count: number },
  signal: AbortSignal,
) => Promise<SearchAnswer>;

/** The store and archive that outcomes come from. */
export interface MemorySource {
  readonly store: OutcomeStore;
  readonly archive: ArchivedRows;
  /** Takes in the changes on disk. */
  look(): Promise<unknown>;
}

/** Every outcome that counts, and the file of each. */
export interface WholeMemory {
  /** Outcomes in the order of exit time, then id. */
  readonly rows: readonly OutcomeRow[];
  /** Number of files that could not be read. */
  readonly unreadable: number;
  /** Path of an outcome's file, relative to the workspace. */
  fileOf(row: OutcomeRow): string;
}

/** A workspace as tools see it: outcomes, runs and the names of definitions. Links are not followed. */
export class ToolWorkspace {
  /** @param folder absolute. */
  constructor(
    readonly folder: string,
    private readonly source: MemorySource,
    readonly searchWords: WordSearch,
  ) {}

  /** A message without the workspace's place on this machine. */
  withoutFolder(message: string): string {
    return message.replaceAll(this.folder + sep, '');
  }

  /** @throws InputError where a folder is a link, which might lead anywhere. */
  async requireOwnFolders(): Promise<void> {
    for (const folder of readFolders(this.folder)) await this.requireNoLink(folder);
    const archive = archiveFolder(memoryFolder(this.folder));
    for (const name of await listFolder(archive)) await this.requireNoLink(join(archive, name));
  }

  /**
   * The active outcomes and those that the cap has archived: knowledge at a time must not depend on how many trades came
   * later. Runs replaced by a fresh run of their definition do not count.
   */
  async memory(): Promise<WholeMemory> {
    await this.source.look();
    const active = this.source.store.rows;
    const archived = await this.source.archive.beyondCap();
    const ids = new Set(active.map(({ id }) => id));
    const counts = await this.currentRuns(active, archived);
    const more = archived.filter((row) => !ids.has(row.id) && counts(row));
    const all = more.length > 0 ? [...active, ...more].sort(inOrderOfExit) : active;
    return {
      // Notes are hindsight, however old the trade.
      rows: all.map((row) => (row.note === null ? row : { ...row, note: null })),
      unreadable: this.source.store.damaged.length,
      fileOf: ({ id, quarter }) =>
        ids.has(id) ? `data/memory/${outcomeFileName(id)}` : `data/memory/archive/${quarter}.jsonl.gz`,
    };
  }

  /** The whole outcome of a row of `memory`; null where the outcome's file went meanwhile. */
  async outcome(row: OutcomeRow, memory: WholeMemory): Promise<Outcome | null> {
    const file = join(this.folder, memory.fileOf(row));
    if (file.endsWith('.gz')) return this.source.archive.find(row.id);
    const read = await readOutcomeFile(file);
    return read === LEGACY ? readInPlace(file) : read;
  }

  /** The outcomes that a trade's run remembered at the trade's decision. */
  async memoryAtDecision(trade: OutcomeRow): Promise<readonly OutcomeFacts[]> {
    const { store, archive } = this.source;
    return (await memoryAtDecision(this.folder, trade, store.rows, archive)).view.known;
  }

  /** Runs, newest first. */
  async runs(): Promise<{ readonly runs: readonly RunSummary[]; readonly unreadable: number }> {
    const { runs, damaged } = await readRuns(this.folder);
    return { runs, unreadable: damaged.length };
  }

  /** @throws ToolRefusal where there is no such run. */
  async run(id: string): Promise<RunSummary> {
    const isId = outcomeSchema.shape.run_id.safeParse(id).success;
    if (isId) {
      await this.requireNoLink(runFolder(this.folder, id));
      await this.requireNoLink(runFile(this.folder, id, 'summary'));
    }
    const found = isId ? await findRun(this.folder, id) : null;
    if (found) return found;
    throw new ToolRefusal(`There is no run ${JSON.stringify(id)}`, 'Take an id from backtest_list_runs');
  }

  /** The file of a run's decision log, absolute; null where there is no log. */
  async log(run: string): Promise<string | null> {
    const file = runFile(this.folder, run, 'log');
    await this.requireNoLink(file);
    return lstat(file).then(
      () => file,
      () => null,
    );
  }

  /** Names of the definitions, sorted. */
  async definitions(): Promise<string[]> {
    const names = await listFolder(definitionsFolder(this.folder));
    return names.filter(isDefinitionFile).map(definitionName).sort();
  }

  /** The file of a definition, absolute. @throws ToolRefusal where no definition has the name. */
  async definition(name: string): Promise<string> {
    const known = await this.definitions();
    if (!known.includes(name)) {
      const remedy = known.length > 0 ? `Use one of ${known.join(', ')}` : 'Write one into backtests/ first';
      throw new ToolRefusal(`There is no definition ${JSON.stringify(name)} in backtests/`, remedy);
    }
    const file = definitionFile(this.folder, name);
    await this.requireNoLink(file);
    return file;
  }

  private async requireNoLink(path: string): Promise<void> {
    const stat = await lstat(path).catch(() => null);
    if (!stat?.isSymbolicLink()) return;
    throw new InputError(
      { file: path },
      'it is a link, and tools follow none',
      'Put a real file or folder there',
    );
  }

  /** Tells whether an archived outcome is of its definition's current run. */
  private async currentRuns(
    active: readonly OutcomeRow[],
    archived: readonly OutcomeRow[],
  ): Promise<(row: OutcomeRow) => boolean> {
    const held = new Map<string, Set<string>>();
    for (const { definition, run } of active)
      held.set(definition, (held.get(definition) ?? new Set()).add(run));
    if (archived.every(({ definition }) => held.has(definition)))
      return ({ definition, run }) => held.get(definition)?.has(run) === true;
    // Where the cap has archived all outcomes of a definition, the newest run is the one that was active last.
    const { runs } = await this.runs();
    const newest = new Map([...runs].reverse().map(({ definition, run }) => [definition, run]));
    return ({ definition, run }) => held.get(definition)?.has(run) ?? (newest.get(definition) ?? run) === run;
  }
}
