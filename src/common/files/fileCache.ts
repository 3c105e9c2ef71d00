import { stat } from 'node:fs/promises';
import { LRUCache } from 'lru-cache';

/** Keeps what was made of a file until its stamp changes; beyond `max` the least recently used goes. */
export class FileCache<Made extends object> {
  readonly #kept: LRUCache<string, { readonly stamp: string; readonly made: Made }>;

  constructor(max: number) {
    this.#kept = new LRUCache({ max });
  }

  /** @param key usually the file's path. @param make called where nothing is kept under this stamp. */
  get(key: string, stamp: string, make: () => Made): Made {
    const before = this.#kept.get(key);
    if (before?.stamp === stamp) return before.made;
    const made = make();
    this.#kept.set(key, { stamp, made });
    return made;
  }
}

/** Tells one state of a file from another, without reading the file; "–" where there is none. */
export async function stampOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => null);
  return found ? `${found.mtimeMs} ${found.size} ${found.ino}` : '–';
}
