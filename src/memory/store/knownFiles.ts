import type { FileStamps } from './fileStamps';
import type { CachedFile } from './outcomeCache';

/**
 * Outcome files as they were read, by name. What was recalled from a cache has no index of names before it is needed: of
 * a hundred thousand files it takes as long to make as half of them take to look at, and a folder that is as it was
 * cached never needs it.
 */
export class KnownFiles {
  #recalled: readonly CachedFile[];
  #byName: Map<string, CachedFile> | null = null;

  constructor(recalled: readonly CachedFile[] = []) {
    this.#recalled = recalled;
  }

  get size(): number {
    return this.#byName?.size ?? this.#recalled.length;
  }

  values(): Iterable<CachedFile> {
    return this.#byName?.values() ?? this.#recalled;
  }

  get(name: string): CachedFile | undefined {
    return this.byName.get(name);
  }

  has(name: string): boolean {
    return this.byName.has(name);
  }

  set(file: CachedFile): void {
    this.byName.set(file.name, file);
  }

  delete(name: string): boolean {
    return this.byName.delete(name);
  }

  /** Whether a folder has these files, as they were recalled, and no others. False means that they must be compared by name. */
  areRecalled(names: readonly string[], stamps: FileStamps): boolean {
    return (
      !this.#byName &&
      names.length === this.#recalled.length &&
      this.#recalled.every((file) => names[file.place] === file.name && stamps.isSame(file.place, file))
    );
  }

  private get byName(): Map<string, CachedFile> {
    this.#byName ??= new Map(this.#recalled.map((file) => [file.name, file]));
    this.#recalled = [];
    return this.#byName;
  }
}
