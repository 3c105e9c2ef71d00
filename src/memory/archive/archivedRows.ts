import { listFolder } from '../../common/files/folders';
import { archiveFolder } from '../../common/files/workspacePaths';
import { type Outcome, outcomeSchema } from '../outcome';
import { type OutcomeRow, rowOf } from '../outcomeRow';
import { type FileStamp, type FileStamps, lookAtFiles } from '../store/fileStamps';
import { loadOutcomes } from '../store/memoryFolder';
import { archiveOf, findInArchivedRuns } from './archive';
import { archivedQuarters, readQuarters } from './quarterArchive';

interface ArchivedRun {
  readonly names: readonly string[];
  readonly stamps: FileStamps;
  readonly rows: readonly OutcomeRow[];
}

/** Rows of archived outcomes. Each file is read once, and again only when the file has changed. */
export class ArchivedRows {
  readonly #quarters = new Map<string, FileStamp & { readonly rows: readonly OutcomeRow[] }>();
  /** Rows of the runs that were asked for last. */
  #runs: ReadonlyMap<string, ArchivedRun> = new Map();

  /** @param folder a memory folder. */
  constructor(private readonly folder: string) {}

  /** The archived outcomes of runs, each id once. What is damaged is left to be verified. */
  private async of(runs: readonly string[]): Promise<OutcomeRow[]> {
    const found = new Map<string, OutcomeRow>();
    for (const { rows } of await this.quarters())
      for (const row of rows) if (runs.includes(row.run)) found.set(row.id, row);
    const loaded = new Map<string, ArchivedRun>();
    for (const run of runs) loaded.set(run, await this.run(run));
    this.#runs = loaded;
    for (const { rows } of loaded.values()) for (const row of rows) found.set(row.id, row);
    return [...found.values()];
  }

  private async run(run: string): Promise<ArchivedRun> {
    const folder = archiveOf(this.folder, run);
    const names = await listFolder(folder);
    const stamps = lookAtFiles(folder, names);
    const before = this.#runs.get(run);
    if (before?.names.join() === names.join() && before.stamps.equals(stamps)) return before;
    return { names, stamps, rows: (await loadOutcomes(folder)).outcomes.map(rowOf) };
  }

  /** The outcomes of runs, wherever they lie by now, each id once. @param active those of active memory. */
  async withActive(active: readonly OutcomeRow[], runs: readonly string[]): Promise<OutcomeRow[]> {
    const own = active.filter((row) => runs.includes(row.run));
    const archived = new Map((await this.of(runs)).map((row) => [row.id, row]));
    for (const { id } of own) archived.delete(id);
    return [...archived.values(), ...own];
  }

  /** An archived outcome as it was written; null where none has this id. */
  async find(decisionId: string): Promise<Outcome | null> {
    if (!outcomeSchema.shape.decision_id.safeParse(decisionId).success) return null;
    const ofRun = await findInArchivedRuns(this.folder, decisionId);
    if (ofRun) return ofRun;
    for (const { name, rows } of await this.quarters()) {
      if (!rows.some((row) => row.id === decisionId)) continue;
      const { outcomes } = await readQuarters(this.folder, [name], (one) => one.decision_id === decisionId);
      return outcomes[0] ?? null;
    }
    return null;
  }

  /** Outcomes of all runs that the cap has archived. */
  async beyondCap(): Promise<readonly OutcomeRow[]> {
    return (await this.quarters()).flatMap(({ rows }) => rows);
  }

  private async quarters(): Promise<{ name: string; rows: readonly OutcomeRow[] }[]> {
    const names = await archivedQuarters(this.folder);
    const stamps = lookAtFiles(archiveFolder(this.folder), names);
    const quarters: { name: string; rows: readonly OutcomeRow[] }[] = [];
    for (const [index, name] of names.entries()) {
      const known = this.#quarters.get(name);
      const stamp = stamps.at(index);
      if (known && stamps.isSame(index, known)) quarters.push({ name, rows: known.rows });
      else if (stamp) {
        const rows = (await readQuarters(this.folder, [name])).outcomes.map(rowOf);
        this.#quarters.set(name, { ...stamp, rows });
        quarters.push({ name, rows });
      }
    }
    return quarters;
  }
}
