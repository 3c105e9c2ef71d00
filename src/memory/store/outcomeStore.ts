import { lstat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { writeAtomic } from '../../common/files/atomicFile';
import { listFolder } from '../../common/files/folders';
import { mapLimit } from '../../common/files/mapLimit';
import { isFileError, readRegularFile } from '../../common/files/regularFile';
import { InputError } from '../../common/inputError';
import { inOrderOfExit } from '../closedTrade';
import type { Outcome } from '../outcome';
import { type OutcomeFacts, type OutcomeRow, rowOf } from '../outcomeRow';
import { HistoryInPlace } from '../python/historyInPlace';
import { NOT_IMPORTED, readInPlace } from '../python/inPlace';
import { HISTORIES } from '../python/pythonFolder';
import { type FileStamp, type FileStamps, type LookedAt, lookAtFiles, lookAtFolder } from './fileStamps';
import { KnownFiles } from './knownFiles';
import { decodeCache, encodeCache, NOWHERE } from './outcomeCache';
import { LEGACY, readOutcomeFile } from './outcomeFile';
import { idOfOutcomeFile, isOutcomeFile, OUTCOME_FILE, outcomeFileName } from './outcomeFileName';

/** Derived: what the outcome files said when they were read, so that they need not be opened again. */
export const CACHE_FILE = 'outcomes.cache';
/** Bytes of the cache that one outcome takes, about. */
const BYTES_CACHED = 240;
/** Number of files read anew from which on the cache is written again: fewer files are read faster than the cache is written. */
const WORTH_CACHING = 64;

/**
 * The outcomes of a folder, read from its cache where that still holds. Every file is looked at (its size, time of change and
 * inode) and read only when it is not the one that was cached: so outcomes that other processes or people add, change
 * or remove are noticed, and the outcome files themselves are the journal of what the cache does not have yet.
 */
export class OutcomeStore {
  #files = new KnownFiles();
  readonly #damaged = new Map<string, InputError>();
  /** The Python engine's file of many outcomes. */
  readonly #history: HistoryInPlace;
  #rows: readonly OutcomeRow[] | null = null;
  /** Files read since the cache was last read or written. */
  #uncached = 0;
  #recalled = false;
  #looked = false;
  /** The last look that was asked for: one at a time, or they would undo each other's. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(readonly folder: string) {
    this.#history = new HistoryInPlace(folder);
  }

  /** Sorted by exit time, then id. */
  get rows(): readonly OutcomeRow[] {
    if (!this.#rows) {
      const rows: OutcomeRow[] = [];
      for (const { row } of this.#files.values())
        if (row && !(isOld(row) && this.isImported(row.id))) rows.push(row);
      rows.push(...this.ofHistory());
      this.#rows = rows.sort(inOrderOfExit);
    }
    return this.#rows;
  }

  /** Number of the Python engine's outcomes here that were not imported yet, as `<id>.python`. */
  get legacy(): number {
    let count = 0;
    for (const { name, row } of this.#files.values())
      if ((!row || isOld(row)) && !this.isImported(idOfOutcomeFile(name) ?? name)) count += 1;
    return count + this.ofHistory().length + this.#history.unread;
  }

  /** The file that an outcome stands in; null where none has this id. */
  fileOf(decisionId: string): string | null {
    const name = outcomeFileName(decisionId);
    if (this.#files.has(name)) return join(this.folder, name);
    return this.ofHistory().some((row) => row.id === decisionId) ? this.#history.file : null;
  }

  /** An outcome as it stands in its file; null where none has this id, or its file cannot be converted. */
  async find(decisionId: string): Promise<Outcome | null> {
    const name = outcomeFileName(decisionId);
    if (!this.#files.has(name)) return this.#history.find(decisionId);
    const file = this.folder + sep + name;
    const read = await readOutcomeFile(file);
    return read === LEGACY ? readInPlace(file) : read;
  }

  /** The files that could not be read. */
  get damaged(): readonly InputError[] {
    return [...this.#damaged.values()].sort((a, b) => (a.place.file < b.place.file ? -1 : 1));
  }

  /** Takes in what the cache says, which no look at the files has confirmed yet. @returns how many outcomes it has. */
  recall(): number {
    this.takeIn(this.cache());
    return this.#files.size;
  }

  /**
   * Takes in what changed on disk since the last call.
   * @param suspects names of the files that may have changed, where the others are known not to have.
   * @returns whether anything did.
   */
  refresh(suspects?: ReadonlySet<string>): Promise<boolean> {
    const look = this.#last.then(() => this.look(suspects));
    this.#last = look.catch(() => {});
    return look;
  }

  private async look(suspects?: ReadonlySet<string>): Promise<boolean> {
    const first = !this.#looked;
    this.#looked = true;
    const all = first || !suspects;
    const { names, stamps } = await (all ? this.lookAtAll() : this.lookAt([...suspects]));
    const { changed, gone } = this.compare(names, stamps, all);
    const removed = gone.filter((name) => this.forget(name)).length;
    const news = await mapLimit(changed, ({ name, stamp }) => this.read(name, stamp));
    const historic = (all || HISTORIES.some((name) => suspects.has(name))) && (await this.#history.refresh());
    const different = removed > 0 || news.includes(true) || historic;
    if (different) this.#rows = null;
    if (this.#uncached >= WORTH_CACHING) await this.writeCache();
    return different;
  }

  private async lookAtAll(): Promise<LookedAt> {
    const cache = this.cache();
    const expected = cache ? cache.length / BYTES_CACHED : this.#files.size;
    return lookAtFolder(this.folder, OUTCOME_FILE, expected, () => this.takeIn(cache));
  }

  private async lookAt(files: readonly string[]): Promise<LookedAt> {
    const names = files.filter(isOutcomeFile);
    return { names, stamps: lookAtFiles(this.folder, names) };
  }

  /** Finds files that have changed or gone. @param all whether the folder has no files but `names`. */
  private compare(
    names: readonly string[],
    stamps: FileStamps,
    all: boolean,
  ): { changed: { name: string; stamp: FileStamp }[]; gone: string[] } {
    const changed: { name: string; stamp: FileStamp }[] = [];
    const gone: string[] = [];
    if (all && this.#damaged.size === 0 && this.#files.areRecalled(names, stamps)) return { changed, gone };
    let same = 0;
    names.forEach((name, index) => {
      const known = this.#files.get(name);
      if (known && stamps.isSame(index, known)) {
        same += 1;
        return;
      }
      const stamp = stamps.at(index);
      if (stamp) changed.push({ name, stamp });
      else gone.push(name);
    });
    if (all && same < this.#files.size + this.#damaged.size) {
      const listed = new Set(names);
      for (const { name } of this.#files.values()) if (!listed.has(name)) gone.push(name);
      for (const name of this.#damaged.keys()) if (!listed.has(name)) gone.push(name);
    }
    return { changed, gone };
  }

  /** @returns whether there was anything to forget. */
  private forget(name: string): boolean {
    const outcome = this.#files.delete(name);
    return this.#damaged.delete(name) || outcome;
  }

  /** Reads a file anew. @returns whether that changed anything. */
  private async read(name: string, stamp: FileStamp): Promise<boolean> {
    const before = this.#damaged.get(name);
    const read = await readRow(this.folder + sep + name);
    const known = this.forget(name);
    if (read === undefined) return known;
    if (read instanceof InputError) {
      this.#damaged.set(name, read);
      return read.message !== before?.message;
    }
    this.#files.set({ name, ...stamp, place: NOWHERE, row: read });
    this.#uncached += 1;
    return true;
  }

  /** The outcomes of histories that have no file of their own. */
  private ofHistory(): OutcomeRow[] {
    return this.#history.rows.filter(
      ({ id }) => !this.#files.has(outcomeFileName(id)) && !this.isImported(id),
    );
  }

  /** Whether an old outcome was imported, as a file of ours beside it. */
  private isImported(id: string): boolean {
    return this.#files.has(outcomeFileName(`${id}.python`));
  }

  /** The cache's bytes; null where there is none, or it was taken in already. */
  private cache(): Buffer<ArrayBuffer> | null {
    return this.#recalled ? null : readRegularFile(join(this.folder, CACHE_FILE));
  }

  private takeIn(cache: Buffer<ArrayBuffer> | null): void {
    this.#recalled = true;
    if (!cache) return;
    this.#rows = null;
    this.#files = new KnownFiles(decodeCache(cache) ?? []);
  }

  /** Writes the cache without flushing: its checksum tells a torn cache. A folder that cannot be written to goes without. */
  private async writeCache(): Promise<void> {
    const listed = (await listFolder(this.folder)).filter(isOutcomeFile);
    const places = new Map(listed.map((name, place) => [name, place]));
    const files = [...this.#files.values()].map((file) => ({
      ...file,
      place: places.get(file.name) ?? NOWHERE,
    }));
    // Sorted as rows are shown, so that rows need not be sorted again.
    files.sort((a, b) => (a.row && b.row ? inOrderOfExit(a.row, b.row) : Number(!a.row) - Number(!b.row)));
    const bytes = encodeCache(files);
    try {
      await writeAtomic(join(this.folder, CACHE_FILE), bytes, { flush: false });
      this.#uncached = 0;
    } catch (error) {
      if (!isFileError(error)) throw error;
    }
  }
}

/** Tells the outcomes of the Python engine that are read in place. */
export const isOld = ({ tags }: OutcomeFacts) => tags.includes(NOT_IMPORTED);

/** The file itself, not what it may link to: reading refuses links. */
function isThere(file: string): Promise<boolean> {
  return lstat(file).then(
    () => true,
    () => false,
  );
}

/** @returns undefined for a file that has gone meanwhile. */
async function readRow(file: string): Promise<OutcomeRow | null | InputError | undefined> {
  try {
    const outcome = await readOutcomeFile(file);
    const known = outcome === LEGACY ? await readInPlace(file) : outcome;
    return known && rowOf(known);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return (await isThere(file)) ? error : undefined;
  }
}
