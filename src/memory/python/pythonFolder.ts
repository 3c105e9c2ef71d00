import { join } from 'node:path';
import { listFolder } from '../../common/files/folders';
import { counted } from '../../common/format';
import { InputError } from '../../common/inputError';
import type { Outcome } from '../outcome';
import { idOfOutcomeFile } from '../store/outcomeFileName';
import type { ReportRow } from './conversionReport';
import { shortHash } from './legacyId';
import { outcomeOfLegacy } from './legacyOutcome';
import { mergeTrades, type OldTrade } from './mergeTrades';
import { readOldJson } from './oldFile';
import { type OldVector, readJsonVectors, readPickledVectors } from './oldVectors';

/** Places of the engine's memory below the folder that is named: below a memory folder, a data folder, or a workspace. */
const PLACES = ['', 'memory', 'decisions/memory', 'data/memory', 'data/decisions/memory'];
/** Largest outcome file, MB: an outcome of ours holds the old fields too, in a file of at most one. */
const LARGEST_OUTCOME = 0.5;
const LARGEST_HISTORY = 256;

export interface PythonFolder {
  /** Ordered by exit time, then id. */
  readonly outcomes: readonly Outcome[];
  /** Embedded texts of all files, one for each id. */
  readonly vectors: readonly OldVector[];
  /** Rows about files, then about merged trades, then about fields; the same old files give the same rows. */
  readonly rows: readonly ReportRow[];
}

/**
 * Reads the memory of the Python engine: outcomes without a schema_version, portfolio_memory.json, vectors.json and
 * vectors.pkl (whose metadata hold outcomes too). No file is changed or run. A damaged file is reported, and the others
 * are read all the same.
 * @param folder a memory folder, a data folder, or a workspace.
 * @throws InputError for a folder without such a memory.
 */
export async function readPythonFolder(folder: string): Promise<PythonFolder> {
  const reader = new Reader(folder);
  for (const place of PLACES) await reader.readPlace(place);
  return reader.result();
}

/** Files of the engine with many outcomes each. */
export const HISTORIES = ['portfolio_memory.json', 'vectors.json', 'vectors.pkl'];

/** Reads the histories of one folder, without its outcome files. @throws InputError for a folder without a history. */
export async function readHistories(folder: string): Promise<PythonFolder> {
  const reader = new Reader(folder);
  await reader.readHistories(await namesIn(folder));
  return reader.result();
}

class Reader {
  readonly #trades: OldTrade[] = [];
  readonly #vectors = new Map<string, OldVector>();
  readonly #rows: ReportRow[] = [];
  #files = 0;

  constructor(private readonly folder: string) {}

  async readPlace(place: string): Promise<void> {
    const names = await namesIn(join(this.folder, place));
    const at = (name: string) => (place === '' ? name : `${place}/${name}`);
    for (const name of names.filter((one) => idOfOutcomeFile(one) !== null).sort())
      await this.tell(at(name), (file) => this.readOutcome(file, idOfOutcomeFile(name) ?? name));
    await this.readHistories(names, at);
  }

  /** Reads the files with many outcomes each. @param at gives a file's path below the folder that was named. */
  async readHistories(names: readonly string[], at = (name: string) => name): Promise<void> {
    const has = (name: string) => names.includes(name);
    if (has('portfolio_memory.json'))
      await this.tell(at('portfolio_memory.json'), (file) => this.readHistory(file));
    if (has('vectors.json'))
      await this.tell(at('vectors.json'), async (file) =>
        this.addVectors(file, await readJsonVectors(this.path(file))),
      );
    if (has('vectors.pkl'))
      await this.tell(at('vectors.pkl'), async (file) =>
        this.addVectors(file, await readPickledVectors(this.path(file))),
      );
  }

  result(): PythonFolder {
    if (this.#files === 0) {
      throw new InputError(
        { file: this.folder },
        'there is no memory of the Python engine',
        'Name the folder that has its data/memory, with outcome_….json, portfolio_memory.json or vectors.pkl',
      );
    }
    const { merged, rows } = mergeTrades(this.#trades);
    const outcomes: Outcome[] = [];
    for (const { file, newId, content } of merged) {
      const { outcome, fields } = outcomeOfLegacy(content, newId);
      if (outcome) outcomes.push(outcome);
      rows.push(...fields.map((field) => ({ file, trade: newId, ...field })));
    }
    return {
      outcomes: outcomes.sort(byExit),
      vectors: [...this.#vectors.values()],
      rows: [...this.#rows, ...rows],
    };
  }

  private path(file: string): string {
    return join(this.folder, file);
  }

  /** Reads one file, and reports an InputError in place of throwing it. */
  private async tell(file: string, read: (file: string) => Promise<void>): Promise<void> {
    try {
      await read(file);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      this.#files += 1;
      this.say(file, 'impossible', `${error.problem}. ${error.remedy}`);
    }
  }

  private say(file: string, fate: ReportRow['fate'], note: string): void {
    this.#rows.push({ file, trade: null, field: '', fate, note });
  }

  private async readJson(file: string, largest: number): Promise<unknown> {
    const { content, notNumbers } = await readOldJson(this.path(file), largest);
    if (notNumbers > 0)
      this.say(file, 'absent', `${counted(notNumbers, 'number')} NaN or infinite, taken as not recorded`);
    return content;
  }

  private async readOutcome(file: string, named: string): Promise<void> {
    const content = await this.readJson(file, LARGEST_OUTCOME);
    // An outcome with a schema_version is ours: already imported, or never the engine's.
    if (isRecord(content) && 'schema_version' in content) return;
    this.#files += 1;
    if (isRecord(content)) this.addTrade(file, content, named);
    else this.say(file, 'impossible', 'it does not hold an outcome');
  }

  private async readHistory(file: string): Promise<void> {
    const content = await this.readJson(file, LARGEST_HISTORY);
    this.#files += 1;
    const { trade_history: history, experience_buffer: buffer = [] } = isRecord(content) ? content : {};
    if (!Array.isArray(history) || !Array.isArray(buffer))
      return this.say(file, 'impossible', 'it has no trade_history');
    for (const trade of [...history, ...buffer]) {
      if (isRecord(trade)) this.addTrade(file, trade, `trade-${shortHash(JSON.stringify(trade))}`);
      else this.say(file, 'impossible', 'its trade_history holds what is not a trade');
    }
    const rest = Object.keys(content as object).filter((key) => !HISTORY_KEYS.includes(key));
    if (rest.length > 0)
      this.say(file, 'kept', `${rest.join(', ')}: left in the old file, being derived from the trades`);
  }

  private addTrade(file: string, content: Record<string, unknown>, named: string): void {
    const { decision_id: id } = content;
    const known = (typeof id === 'string' && id !== '') || typeof id === 'number';
    this.#trades.push({ file, id: known ? String(id) : named, content });
  }

  private addVectors(file: string, vectors: readonly OldVector[]): void {
    this.#files += 1;
    for (const vector of vectors) {
      if (!this.#vectors.has(vector.id)) this.#vectors.set(vector.id, vector);
      const { outcome } = isRecord(vector.metadata) ? vector.metadata : {};
      if (isRecord(outcome)) this.addTrade(file, outcome, vector.id);
    }
    this.say(file, 'kept', `${counted(vectors.length, 'vector')} read; made anew from the outcomes`);
  }
}

const HISTORY_KEYS = ['version', 'saved_at', 'trade_history', 'experience_buffer'];

/** The names in a folder; none for a path that is no folder. */
function namesIn(folder: string): Promise<string[]> {
  return listFolder(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOTDIR') return [];
    throw error;
  });
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function byExit(a: Outcome, b: Outcome): number {
  return Date.parse(a.exit_time) - Date.parse(b.exit_time) || (a.decision_id < b.decision_id ? -1 : 1);
}
