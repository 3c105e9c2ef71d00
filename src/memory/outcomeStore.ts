import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../market/inputError';
import { eachAtOnce } from './eachAtOnce';
import { listFolder } from './memoryFolder';
import { type CachedFile, decodeCache, encodeCache, type FileStamp } from './outcomeCache';
import { LEGACY, readOutcomeFile } from './outcomeFile';
import { idOfOutcomeFile } from './outcomeFileName';
import { inOrderOfExit, type OutcomeFacts, type OutcomeRow, rowOf } from './outcomeRow';
import { NOT_IMPORTED, readInPlace } from './python/inPlace';
import { writeWhole } from './wholeFile';

/** Derived: what the outcome files said when they were read, so that they need not be opened again. */
export const CACHE_FILE = 'outcomes.cache';
/** From this many files read anew on, the cache is written again; fewer are read faster than it is written. */
const WORTH_CACHING = 64;

/**
 * The outcomes of a folder, read from its cache where that still holds. Every file is looked at (its size, time and
 * inode) and read only when it is not the one that was cached: so outcomes that other processes or people add, change
 * or remove are noticed, and the outcome files themselves are the journal of what the cache does not have yet.
 */
export class OutcomeStore {
  #files = new Map<string, CachedFile>();
  #damaged: InputError[] = [];
  #rows: readonly OutcomeRow[] | null = null;
  /** Files read since the cache was last read or written. */
  #uncached = 0;
  #opened = false;

  constructor(readonly folder: string) {}

  /** By exit time, then id. */
  get rows(): readonly OutcomeRow[] {
    if (!this.#rows) {
      const rows: OutcomeRow[] = [];
      for (const { id, row } of this.#files.values())
        if (row && !(isOld(row) && this.isImported(id))) rows.push(row);
      this.#rows = rows.sort(inOrderOfExit);
    }
    return this.#rows;
  }

  /** How many outcome files of the Python engine lie here that were not imported yet, as `<id>.python`. */
  get legacy(): number {
    let count = 0;
    for (const { id, row } of this.#files.values())
      if ((!row || isOld(row)) && !this.isImported(id)) count += 1;
    return count;
  }

  /** The files that could not be read. */
  get damaged(): readonly InputError[] {
    return this.#damaged;
  }

  /** Takes in what changed on disk since the last call. @returns whether anything did. */
  async refresh(): Promise<boolean> {
    if (!this.#opened) this.readCache();
    this.#opened = true;
    const before = this.#files;
    const files = new Map<string, CachedFile>();
    const changed: { name: string; id: string; stamp: FileStamp }[] = [];
    for (const name of await listFolder(this.folder)) {
      const id = idOfOutcomeFile(name);
      if (id === null) continue;
      const stamp = stampOf(join(this.folder, name));
      if (!stamp) continue;
      const known = before.get(id);
      if (known && isSame(known, stamp)) files.set(id, known);
      else changed.push({ name, id, stamp });
    }
    const damaged: InputError[] = [];
    await eachAtOnce(changed, async ({ name, id, stamp }) => {
      const read = await readRow(join(this.folder, name));
      if (read instanceof InputError) damaged.push(read);
      else if (read !== undefined) files.set(id, { id, ...stamp, row: read });
    });
    const different = changed.length > 0 || files.size !== before.size;
    this.#files = files;
    this.#damaged = damaged.sort((a, b) => (a.place.file < b.place.file ? -1 : 1));
    if (different) this.#rows = null;
    this.#uncached += changed.length - damaged.length;
    if (this.#uncached >= WORTH_CACHING) await this.writeCache();
    return different;
  }

  /** Whether an old outcome was imported, as a file of ours beside it. */
  private isImported(id: string): boolean {
    return this.#files.has(`${id}.python`);
  }

  private readCache(): void {
    try {
      const cached = decodeCache(readFileSync(join(this.folder, CACHE_FILE)));
      this.#files = new Map(cached?.map((file) => [file.id, file]));
    } catch (error) {
      if (!isFileError(error)) throw error;
    }
  }

  /** Not flushed: a torn cache is found out by its checksum. A folder that cannot be written to goes without. */
  private async writeCache(): Promise<void> {
    const bytes = encodeCache([...this.#files.values()]);
    try {
      await writeWhole(join(this.folder, CACHE_FILE), bytes, { flush: false });
      this.#uncached = 0;
    } catch (error) {
      if (!isFileError(error)) throw error;
    }
  }
}

/** Of the Python engine, read in place. */
export const isOld = ({ tags }: OutcomeFacts) => tags.includes(NOT_IMPORTED);

/** @returns undefined for a file that has gone meanwhile. */
async function readRow(file: string): Promise<OutcomeRow | null | InputError | undefined> {
  try {
    const outcome = await readOutcomeFile(file);
    const known = outcome === LEGACY ? await readInPlace(file) : outcome;
    return known && rowOf(known);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return stampOf(file) ? error : undefined;
  }
}

/** Of the file itself, not of what it may link to: reading refuses links. */
function stampOf(file: string): FileStamp | null {
  const stat = lstatSync(file, { throwIfNoEntry: false });
  return stat ? { size: stat.size, modified: stat.mtimeMs, inode: stat.ino } : null;
}

function isSame(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.modified === b.modified && a.inode === b.inode;
}

function isFileError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
