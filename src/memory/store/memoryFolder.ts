import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomic, writeAtomicSync } from '../../common/files/atomicFile';
import { flushFolder, flushFolderSync, listFolder, moveInto } from '../../common/files/folders';
import { mapLimit } from '../../common/files/mapLimit';
import { quarantineFolder } from '../../common/files/workspacePaths';
import { InputError, inputErrorOf } from '../../common/inputError';
import { type Outcome, outcomesInOrderOfExit } from '../outcome';
import { LEGACY, readOutcomeFile } from './outcomeFile';
import { idOfOutcomeFile, outcomeFileName } from './outcomeFileName';

/** Matches files that a killed `writeAtomic` leaves behind: the file's name, and a number or two. */
const TEMPORARY =
  /^(outcome_.+|snapshot_\d+_\d+|\w+_performance)\.json(\.\d+){1,2}$|^outcomes\.cache(\.\d+){1,2}$/;

/**
 * Writes outcomes, each whole or not at all; resolves when they would survive a power cut.
 * Writing one twice is writing it once. One alone is written while its process waits; several share their waiting.
 */
export async function saveOutcomes(folder: string, outcomes: readonly Outcome[]): Promise<void> {
  const files = outcomes.map((outcome) => ({
    path: join(folder, outcomeFileName(outcome.decision_id)),
    text: `${JSON.stringify(outcome, null, 2)}\n`,
  }));
  if (files.length === 1) {
    writeAtomicSync(files[0].path, files[0].text);
    flushFolderSync(folder);
    return;
  }
  await mapLimit(files, ({ path, text }) => writeAtomic(path, text));
  await flushFolder(folder);
}

export interface LoadedOutcomes {
  /** Sorted by exit time, then id. */
  readonly outcomes: Outcome[];
  readonly damaged: InputError[];
  /** Files of the Python engine, left alone. */
  readonly legacy: number;
}

/** Reads every outcome file of a folder; a damaged one never keeps the others from being read. */
export async function loadOutcomes(folder: string): Promise<LoadedOutcomes> {
  const names = (await listFolder(folder)).filter((name) => idOfOutcomeFile(name) !== null).sort();
  const outcomes: Outcome[] = [];
  const damaged: InputError[] = [];
  let legacy = 0;
  const read = (name: string) => readOutcomeFile(join(folder, name)).catch(inputErrorOf);
  for (const one of await mapLimit(names, read)) {
    if (one instanceof InputError) damaged.push(one);
    else if (one === LEGACY) legacy += 1;
    else outcomes.push(one);
  }
  return { outcomes: outcomesInOrderOfExit(outcomes), damaged, legacy };
}

/**
 * Moves damaged files into quarantine/, over nothing that is there.
 * @returns a line for people about each: file, problem, remedy and where it is now.
 */
export async function quarantine(folder: string, damaged: readonly InputError[]): Promise<string[]> {
  const messages: string[] = [];
  for (const error of damaged) {
    const moved = await moveInto(quarantineFolder(folder), error.place.file);
    messages.push(`${error.message} It was set aside as ${moved}.`);
  }
  return messages;
}

/** Removes what killed writers left behind. @param age ms; younger files may still be written to. */
export async function removeStaleTemporaries(folder: string, age: number, now: number): Promise<void> {
  for (const name of (await listFolder(folder)).filter((one) => TEMPORARY.test(one))) {
    const file = join(folder, name);
    if (now - (await stat(file)).mtimeMs > age) await rm(file, { force: true });
  }
}
