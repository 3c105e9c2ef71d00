import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';

/** Changes that come together are told together, ms. */
const COALESCE = 250;
/** What the memory worker itself writes is no news to it, and a download tells of itself. */
const OURS =
  /^\.lock|\.csv\.(part|lock|\d+|json\.\d+)$|^outcomes\.cache|^vectors-|^(provider|regime)_performance\.json/;
const MEMORY = 'data/memory';
const FOLDERS = ['.', 'backtests', 'data', 'data/market', MEMORY, 'data/runs'];
/** Of so many changes between two looks the system may have dropped some: Linux keeps 16,384. */
const MOST_EVENTS = 8192;

/** Watches a workspace's folders, and knows which files of its memory may have changed since it was last asked. */
export class FolderWatch {
  readonly #watchers = new Map<string, FSWatcher>();
  /** Files of data/memory; null: any may have changed. */
  #suspects: Set<string> | null = null;
  #events = 0;
  #pending = false;

  /** @param changed told at most four times a second. */
  constructor(
    private readonly workspace: string,
    private readonly changed: () => void,
  ) {
    this.watchFolders();
  }

  /** The files of data/memory that may have changed since the last call, by name; undefined where any may have. */
  takeSuspects(): ReadonlySet<string> | undefined {
    const suspects = this.#suspects ?? undefined;
    const watched = this.#watchers.has(join(this.workspace, MEMORY));
    this.#suspects = watched ? new Set() : null;
    this.#events = 0;
    return suspects;
  }

  /** For where no change is told of: some shared folders. */
  suspectAll(): void {
    this.#suspects = null;
  }

  /** Watches a folder that is there; one that is not is found when its parent changes. */
  watch(folder: string): void {
    const path = join(this.workspace, folder);
    if (this.#watchers.has(path)) return;
    try {
      const watcher = watch(path, (_, name) => this.notice(folder, name));
      this.#watchers.set(path, watcher);
      watcher.on('error', () => this.unwatch(folder));
    } catch {
      // Not there yet, or not watchable: then Refresh shows what changed.
    }
  }

  unwatch(folder: string): void {
    const path = join(this.workspace, folder);
    this.#watchers.get(path)?.close();
    this.#watchers.delete(path);
    if (folder === MEMORY) this.suspectAll();
  }

  private watchFolders(): void {
    for (const folder of FOLDERS) this.watch(folder);
  }

  private notice(folder: string, name: string | null): void {
    if (folder === MEMORY) {
      this.#events += 1;
      if (name === null || this.#events > MOST_EVENTS) this.suspectAll();
      else this.#suspects?.add(name);
    } else if (name !== null) {
      // A folder that was removed and made again is another one, which the old watcher does not see.
      const child = FOLDERS.find((one) => one !== '.' && join(folder, name) === join(one));
      if (child) for (const one of FOLDERS) if (one.startsWith(child)) this.unwatch(one);
    }
    if (name && OURS.test(name)) return;
    this.watchFolders();
    if (this.#pending) return;
    this.#pending = true;
    setTimeout(() => {
      this.#pending = false;
      this.changed();
    }, COALESCE);
  }
}
