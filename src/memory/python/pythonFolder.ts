import { join } from 'node:path';
import { counted } from '../../common/counted';
import { listFolder } from '../../common/files/folders';
import { InputError } from '../../common/inputError';
import type { Outcome } from '../outcome';
import { idOfOutcomeFile } from '../store/outcomeFileName';
import type { ReportRow } from './conversionReport';
import { shortHash } from './legacyId';
import { outcomeOfLegacy } from './legacyOutcome';
import { mergeTrades, type OldTrade } from './mergeTrades';
import { readOldJson } from './oldFile';
import { type OldVector, readJsonVectors, readPickledVectors } from './oldVectors';

/** Where the engine kept its memory, from the folder of memory itself up to the workspace. */
const PLACES = ['', 'memory', 'decisions/memory', 'data/memory', 'data/decisions/memory'];
/** MB. An outcome is written again with its old fields, into a file of at most one. */
const LARGEST_OUTCOME = 0.5;
const LARGEST_HISTORY = 256;

export interface PythonFolder {
  /** By exit time, then id. */
  readonly outcomes: readonly Outcome[];
  /** Texts that were embedded, of all files, each id once. */
  readonly vectors: readonly OldVector[];
  /** About files first, then what was merged, then each trade's fields; the same old files give the same rows. */
  readonly rows: readonly ReportRow[];
}

/**
 * Reads the memory that the Python engine left: outcomes without a schema_version, portfolio_memory.json, vectors.json
 * and vectors.pkl (whose metadata hold outcomes too). Nothing in it is written to or run; a file that is damaged is
 * reported, and never keeps the others from being read.
 * @param folder a memory folder, a data folder, or a workspace.
 * @throws InputError where there is no such memory.
 */
export async function readPythonFolder(folder: string): Promise<PythonFolder> {
  const reader = new Reader(folder);
  for (const place of PLACES) await reader.readPlace(place);
  return reader.result();
}

/** Files of the engine that hold many outcomes. */
export const HISTORIES = ['portfolio_memory.json', 'vectors.json', 'vectors.pkl'];

/** Reads what one folder's histories hold, whatever its outcome files are. @throws InputError where it has none. */
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

  /** What holds many outcomes in one file. @param at a file's path below the folder that was read. */
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

  /** Reads one file, and reports what keeps it from being read. */
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
    // One of ours: it is imported already, or was never the engine's.
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

/** The names in a folder; none where there is no folder of that name. */
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
