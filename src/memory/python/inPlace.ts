import { basename } from 'node:path';
import type { Outcome } from '../outcome';
import { idOfOutcomeFile } from '../store/outcomeFileName';
import { safeIdOf } from './legacyId';
import { outcomeOfLegacy } from './legacyOutcome';
import { readOldJson } from './oldFile';

/** Tag of an outcome that was converted on reading: its file is still the Python engine's. */
export const NOT_IMPORTED = 'not-imported';

/** Largest file, MB; the same bound as for an outcome of ours. */
const LARGEST = 1;

/**
 * Reads an outcome file of the Python engine as an outcome of ours, without changing the file.
 * @returns null for an outcome that cannot be converted; an import reports the reasons.
 * @throws InputError for a file that cannot be read.
 */
export async function readInPlace(file: string): Promise<Outcome | null> {
  const id = idOfOutcomeFile(basename(file));
  if (id === null || safeIdOf(id) !== id) return null;
  const { outcome } = outcomeOfLegacy((await readOldJson(file, LARGEST)).content, id);
  return outcome && marked(outcome);
}

/** Adds the tag of an outcome that is not imported. */
export function marked(outcome: Outcome): Outcome {
  return { ...outcome, tags: [...outcome.tags, NOT_IMPORTED] };
}
