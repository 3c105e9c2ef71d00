import { type FSWatcher, watch } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { createBirpc } from 'birpc';
import { runFolder } from '../backtest/runFiles';
import { InputError } from '../market/inputError';
import { restoreRun } from '../memory/archive';
import { DEFAULT_MODEL, downloadModel, MODEL_HOST } from '../memory/embedding/modelDownload';
import { setNote } from '../memory/setNote';
import { compareRuns } from './compareRuns';
import { MemoryDesk } from './memoryDesk';
import { importJob, verifyJob } from './memoryJobs';
import type { MemoryEvents, MemoryQueries, Overview } from './memoryProtocol';
import { archivedRuns, archivePicked, exportPicked, sourceLineOf, unarchivePicked } from './outcomeActions';
import { OutcomeSearch } from './outcomeSearch';
import { type Problem, problemOf } from './protocol';

/** Changes that come together are told together, ms. */
const COALESCE = 250;
/** What this worker itself writes is no news to it. */
const OURS = /^\.lock|^outcomes\.cache|^vectors-|^(provider|regime)_performance\.json/;

// The resident worker: reads and searches what lies in the workspace, so that the editor never does.
const port = parentPort;
if (!port) throw new Error('the memory worker runs in a worker thread');
const { workspace } = workerData as { workspace: string };
const desk = new MemoryDesk(workspace);
let downloads = new AbortController();

const editor = createBirpc<MemoryEvents, MemoryQueries>(
  {
    async overview(by) {
      const overview = await desk.overview(by);
      watchRunning(overview);
      search.changed();
      return overview;
    },
    outcomes: (page) => desk.outcomes(page),
    find: (text, count) => desk.find(text, count),
    outcomeFile: (id) => desk.outcomeFile(id),
    card: (id) => desk.card(id),
    check: (file, text) => desk.check(file, text),
    verify: (repair) => verifyJob(workspace, repair),
    importPython: (from) => asProblem(importJob(workspace, from)),
    choose: (choice) => search.choose(choice),
    search: (text, count) => search.search(text, count),
    async download(folder) {
      downloads = new AbortController();
      const { signal } = downloads;
      const progress = (file: string, done: number, of: number | null) =>
        void editor.downloading.asEvent(file, done, of);
      return asProblem(downloadModel({ host: MODEL_HOST, model: DEFAULT_MODEL, folder, signal, progress }));
    },
    cancelDownload: () => downloads.abort(),
    archive: (picked) => archivePicked(desk.store, picked),
    unarchive: (picked) => unarchivePicked(desk.store, picked),
    restore: (run) => restoreRun(desk.store.folder, run),
    archivedRuns: () => archivedRuns(desk.store.folder),
    exportTo: (picked, file) => exportPicked(desk.store, picked, file),
    sourceLine: (run, id) => asProblem(sourceLineOf(workspace, run, id)),
    note: async (id) => desk.store.rows.find(({ decision_id }) => decision_id === id)?.note ?? '',
    setNote: (id, text) => asProblem(setNote(desk.store.folder, id, text, Date.now()).then(() => null)),
    compare: (first, second) => asProblem(compareRuns(workspace, first, second)),
    setUp: () => desk.setUp(),
  },
  { post: (message) => port.postMessage(message), on: (receive) => port.on('message', receive), timeout: -1 },
);

const search = new OutcomeSearch(join(workspace, 'data', 'memory'), __dirname, () => desk.known(), {
  embedded: (done, of) => void editor.embedded.asEvent(done, of),
  failed: (problem) => void editor.failed.asEvent(problem),
});

/** A mistake of the user's as a value; anything else stays an error. */
function asProblem<Result>(work: Promise<Result>): Promise<Result | Problem> {
  return work.catch((error: unknown) => {
    if (error instanceof InputError) return problemOf(error);
    throw error;
  });
}

const watchers = new Map<string, FSWatcher>();
let pending = false;

function changed(_: string, name: string | null): void {
  if (name && OURS.test(name)) return;
  watchFolders();
  if (pending) return;
  pending = true;
  setTimeout(() => {
    pending = false;
    void editor.changed.asEvent();
  }, COALESCE);
}

/** Watches a folder that is there; one that is not is found when its parent changes. */
function watchFolder(path: string): void {
  if (watchers.has(path)) return;
  try {
    const watcher = watch(path, changed);
    watchers.set(path, watcher);
    watcher.on('error', () => unwatch(path));
  } catch {
    // Not there yet, or not watchable: then Refresh shows what changed.
  }
}

function unwatch(path: string): void {
  watchers.get(path)?.close();
  watchers.delete(path);
}

function watchFolders(): void {
  for (const folder of ['.', 'backtests', 'data', 'data/memory', 'data/runs'])
    watchFolder(join(workspace, folder));
}

/** A run's own folder is watched while it goes on: its last words come after the last change of any other. */
function watchRunning({ definitions }: Overview): void {
  for (const { summary, state } of definitions.flatMap(({ runs }) => runs)) {
    const folder = runFolder(workspace, summary.run);
    if (state === 'running') watchFolder(folder);
    else unwatch(folder);
  }
}

watchFolders();
