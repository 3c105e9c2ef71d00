import { mkdir } from 'node:fs/promises';
import type { Definition } from '../../backtest/definition/definition';
import { InputError } from '../../common/inputError';
import { archiveOutcomes, outcomesOfDefinition, restoreRun } from '../../memory/archive/archive';
import { ArchivedRows } from '../../memory/archive/archivedRows';
import { factsOf, type OutcomeFacts } from '../../memory/outcomeRow';
import { quarantine, removeStaleTemporaries } from '../../memory/store/memoryFolder';
import { isOld, type OutcomeStore } from '../../memory/store/outcomeStore';

/** Temporary files younger than this may still be written to, ms. */
const TEMPORARY_AGE = 60_000;

/** Readies a memory folder to be read and written: damaged files are set aside. @param now wall clock, epoch ms. */
export async function openMemory(
  store: OutcomeStore,
  now: number,
  note: (text: string) => void,
): Promise<void> {
  await mkdir(store.folder, { recursive: true });
  await removeStaleTemporaries(store.folder, TEMPORARY_AGE, now);
  await store.refresh();
  for (const message of await quarantine(store.folder, store.damaged)) note(message);
}

/**
 * The outcomes of the runs that a definition includes, the same rows wherever they lie by now: what was archived must not
 * change what a run remembers, or its log would not fit any more.
 * The user's notes are left out unless the definition wants them: they were written afterwards.
 * @throws InputError where an included run has none.
 */
export async function includedOutcomes(
  store: OutcomeStore,
  { include, notes }: Definition['memory'],
  definitionFile: string,
): Promise<OutcomeFacts[]> {
  if (include.length === 0) return [];
  const found = await new ArchivedRows(store.folder).withActive(store.rows, include);
  requireIncluded(found, include, definitionFile);
  return notes ? found : found.map(factsOf);
}

/** @throws InputError where a run that a definition includes is none of those that outcomes were found of. */
export function requireIncluded(
  found: readonly OutcomeFacts[],
  include: readonly string[],
  definitionFile: string,
): void {
  const missing = include.find((run) => !found.some((row) => row.run === run));
  if (missing === undefined) return;
  throw new InputError(
    { file: definitionFile },
    `"memory.include" names the run ${missing}, which has no outcomes`,
    'Name a run that has',
  );
}

/**
 * Makes a run the one that active memory holds of its definition: the outcomes of the others are archived, and its own,
 * where it is resumed, come back from wherever they were archived to.
 * @returns the ids of its outcomes that are on disk.
 */
export async function makeActive(
  store: OutcomeStore,
  definition: string,
  run: string | null,
): Promise<ReadonlySet<string>> {
  if (run !== null) await restoreRun(store.folder, run);
  await store.refresh();
  const ours = outcomesOfDefinition(store.rows, definition).filter((row) => !isOld(row));
  await archiveOutcomes(
    store.folder,
    ours.filter((row) => row.run !== run),
  );
  return new Set(ours.filter((row) => row.run === run).map(({ id }) => id));
}
