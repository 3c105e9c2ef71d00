import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomic } from '../common/files/atomicFile';
import { listFolder } from '../common/files/folders';
import { mapLimit } from '../common/files/mapLimit';
import { archiveFolder, runFile } from '../common/files/workspacePaths';
import { InputError } from '../common/inputError';
import { asProblem, type Problem } from '../common/problem';
import { archiveOutcomes, restoreOutcomes, restoreRun } from '../memory/archive/archive';
import { readArchive } from '../memory/archive/quarterArchive';
import { type Outcome, tradeOfOutcome } from '../memory/outcome';
import type { OutcomeRow } from '../memory/outcomeRow';
import { writePerformance } from '../memory/performance';
import { LEGACY, readOutcomeFile } from '../memory/store/outcomeFile';
import { outcomeFileName } from '../memory/store/outcomeFileName';
import { isOld, type OutcomeStore } from '../memory/store/outcomeStore';
import { setNote } from '../memory/store/setNote';
import { tradesCsv } from '../memory/tradeTable';

/** An outcome that was picked in a view. */
export interface PickedOutcome {
  readonly run: string;
  readonly id: string;
}

/** A line of a file, from 1. */
export interface SourceLine {
  /** Absolute. */
  readonly file: string;
  readonly line: number;
}

/** What the editor does with outcomes. */
export interface OutcomeQueries {
  /** Moves outcomes to the archive. @returns how many. */
  archive(picked: readonly PickedOutcome[]): Promise<number>;
  /** Moves outcomes back from the archive. @returns how many. */
  unarchive(picked: readonly PickedOutcome[]): Promise<number>;
  /** Brings all of a run's outcomes back from the archive. @returns how many. */
  restore(run: string): Promise<number>;
  /** The runs that have outcomes in the archive. */
  archivedRuns(): Promise<readonly string[]>;
  /** Writes outcomes to a file, absolute: as JSON lines or CSV, as its name says. @returns how many. */
  exportTo(picked: readonly PickedOutcome[], file: string): Promise<number>;
  /** Where a trade stands in its run's trades.csv. */
  sourceLine(run: string, id: string): Promise<SourceLine | Problem>;
  /** The user's note on an outcome; empty where there is none. */
  note(id: string): Promise<string>;
  /** Keeps a note with an outcome; an empty text removes the note. @returns what is wrong with it, or null. */
  setNote(id: string, text: string): Promise<Problem | null>;
}

/** Does for the editor what users do with outcomes. @param store with the outcomes as the views show them. */
export function outcomeQueries(workspace: string, store: OutcomeStore): OutcomeQueries {
  return {
    archive: (picked) => archivePicked(store, picked),
    unarchive: (picked) => unarchivePicked(store, picked),
    restore: (run) => restoreRun(store.folder, run),
    archivedRuns: () => archivedRuns(store.folder),
    exportTo: (picked, file) => exportPicked(store, picked, file),
    sourceLine: (run, id) => asProblem(() => sourceLineOf(workspace, run, id)),
    note: async (id) => store.rows.find((row) => row.id === id)?.note ?? '',
    setNote: (id, text) =>
      asProblem(async () => {
        await setNote(store.folder, id, text, Date.now());
        return null;
      }),
  };
}

/** Moves outcomes to the archive, from where their runs can be restored. @returns how many. */
export async function archivePicked(store: OutcomeStore, picked: readonly PickedOutcome[]): Promise<number> {
  const outcomes = oursOf(store, picked);
  await archiveOutcomes(store.folder, outcomes);
  await writePerformance(store);
  return outcomes.length;
}

/** Brings back what `archivePicked` moved. @returns how many. */
export async function unarchivePicked(
  store: OutcomeStore,
  picked: readonly PickedOutcome[],
): Promise<number> {
  const restored = await restoreOutcomes(store.folder, picked);
  await writePerformance(store);
  return restored;
}

/**
 * Writes outcomes to a file: whole, a line of JSON each, where its name ends in .jsonl; else as CSV, like trades.csv.
 * @throws InputError where an outcome's file cannot be read.
 */
export async function exportPicked(
  store: OutcomeStore,
  picked: readonly PickedOutcome[],
  file: string,
): Promise<number> {
  const read = await mapLimit(oursOf(store, picked), ({ id }) =>
    readOutcomeFile(join(store.folder, outcomeFileName(id))),
  );
  const outcomes = read.filter((one): one is Outcome => one !== LEGACY);
  const lines = () => outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join('');
  await writeAtomic(file, file.endsWith('.jsonl') ? lines() : tradesCsv(outcomes.map(tradeOfOutcome)));
  return outcomes.length;
}

/** Where a trade stands in the trades.csv of its run. @throws InputError where it does not. */
export async function sourceLineOf(workspace: string, run: string, id: string): Promise<SourceLine> {
  const file = runFile(workspace, run, 'trades');
  const text = await readFile(file, 'utf8').catch(() => '');
  const index = text.split('\n').findIndex((line) => line.startsWith(`${id},`));
  if (index >= 0) return { file, line: index + 1 };
  throw new InputError({ file }, `it has no line about ${id}`, 'Open the outcome itself instead');
}

/** The runs that have outcomes in the archive, newest first. */
export async function archivedRuns(folder: string): Promise<string[]> {
  const beyondCap = (await readArchive(folder)).outcomes.map(({ run_id }) => run_id);
  const names = (await listFolder(archiveFolder(folder))).filter((name) => !name.endsWith('.gz'));
  return [...new Set([...names, ...beyondCap])].sort().reverse();
}

/** Those that were picked and are ours: what the Python engine wrote stays as it is. */
function oursOf(store: OutcomeStore, picked: readonly PickedOutcome[]): OutcomeRow[] {
  const wanted = new Set(picked.map(({ id }) => id));
  return store.rows.filter((row) => wanted.has(row.id) && !isOld(row));
}
