import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { MemoryDesk } from './memoryDesk';
import type { MemoryEvents, MemoryQueries } from './memoryProtocol';

/** Changes that come together are told together, ms. */
const COALESCE = 250;

// The resident worker: reads and searches what lies in the workspace, so that the editor never does.
const port = parentPort;
if (!port) throw new Error('the memory worker runs in a worker thread');
const { workspace } = workerData as { workspace: string };
const desk = new MemoryDesk(workspace);

const editor = createBirpc<MemoryEvents, MemoryQueries>(
  {
    overview: () => desk.overview(),
    card: (id) => desk.card(id),
    check: (file, text) => desk.check(file, text),
    setUp: () => desk.setUp(),
  },
  { post: (message) => port.postMessage(message), on: (receive) => port.on('message', receive), timeout: -1 },
);

const watchers = new Map<string, FSWatcher>();
let pending = false;

function changed(): void {
  watchFolders();
  if (pending) return;
  pending = true;
  setTimeout(() => {
    pending = false;
    void editor.changed.asEvent();
  }, COALESCE);
}

/** Watches the folders that are there; a folder that is not is found when its parent changes. */
function watchFolders(): void {
  for (const folder of ['.', 'backtests', 'data', 'data/memory', 'data/runs']) {
    const path = join(workspace, folder);
    if (watchers.has(path)) continue;
    try {
      const watcher = watch(path, changed);
      watchers.set(path, watcher);
      watcher.on('error', () => {
        watcher.close();
        watchers.delete(path);
      });
    } catch {
      // Not there yet, or not watchable: then Refresh shows what changed.
    }
  }
}
watchFolders();
