import { join } from 'node:path';
import { withFolderLock } from '../../common/files/folderLock';
import { exists, flushFolder, listFolder, moveInto } from '../../common/files/folders';
import { mapLimit } from '../../common/files/mapLimit';
import { archiveFolder } from '../../common/files/workspacePaths';
import { InputError, inputErrorOf } from '../../common/inputError';
import type { Outcome } from '../outcome';
import type { OutcomeFacts } from '../outcomeRow';
import { type LoadedOutcomes, loadOutcomes, saveOutcomes } from '../store/memoryFolder';
import { LEGACY, readOutcomeFile } from '../store/outcomeFile';
import { outcomeFileName } from '../store/outcomeFileName';
import { takeFromArchive } from './quarterArchive';

export const archiveOf = (folder: string, run: string) => join(archiveFolder(folder), run);

/** The outcomes that earlier runs of a definition left in active memory. */
export function outcomesOfDefinition(outcomes: readonly OutcomeFacts[], definition: string): OutcomeFacts[] {
  return outcomes.filter((outcome) => outcome.definition === definition);
}

/** Moves outcomes to archive/<run>/. */
export async function archiveOutcomes(
  folder: string,
  outcomes: readonly Pick<OutcomeFacts, 'run' | 'id'>[],
): Promise<void> {
  if (outcomes.length === 0) return;
  await withFolderLock(folder, async () => {
    await mapLimit(outcomes, ({ run, id }) =>
      moveInto(archiveOf(folder, run), join(folder, outcomeFileName(id))),
    );
    // Flushes the folder that an outcome moved to before the folder it came from.
    const runs = new Set(outcomes.map(({ run }) => archiveOf(folder, run)));
    for (const changed of [...runs, archiveFolder(folder), folder]) await flushFolder(changed);
  });
}

/** Moves outcomes back that `archiveOutcomes` moved; those that are not there any more are passed over. @returns how many. */
export async function restoreOutcomes(
  folder: string,
  outcomes: readonly Pick<OutcomeFacts, 'run' | 'id'>[],
): Promise<number> {
  let restored = 0;
  for (const { run, id } of outcomes) {
    const file = join(archiveOf(folder, run), outcomeFileName(id));
    if (!(await exists(file))) continue;
    await moveInto(folder, file);
    restored += 1;
  }
  await flushFolder(folder);
  return restored;
}

/** Moves a run's outcomes back into active memory, from wherever in the archive they are. @returns how many. */
export async function restoreRun(folder: string, run: string): Promise<number> {
  const names = await listFolder(archiveOf(folder, run));
  for (const name of names) await moveInto(folder, join(archiveOf(folder, run), name));
  await flushFolder(folder);
  return names.length + (await takeFromArchive(folder, run, (outcomes) => saveOutcomes(folder, outcomes)));
}

/** An outcome among those of the archived runs; null where none of these has this id, or its file is damaged. */
export async function findInArchivedRuns(folder: string, decisionId: string): Promise<Outcome | null> {
  for (const run of await listFolder(archiveFolder(folder))) {
    const file = join(archiveOf(folder, run), outcomeFileName(decisionId));
    if (!(await exists(file))) continue;
    const outcome = await readOutcomeFile(file).catch(inputErrorOf);
    if (outcome !== LEGACY && !(outcome instanceof InputError)) return outcome;
  }
  return null;
}

export function loadArchivedRun(folder: string, run: string): Promise<LoadedOutcomes> {
  return loadOutcomes(archiveOf(folder, run));
}
