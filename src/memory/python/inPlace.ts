import { basename } from 'node:path';
import type { Outcome } from '../outcome';
import { idOfOutcomeFile } from '../store/outcomeFileName';
import { safeIdOf } from './legacyId';
import { outcomeOfLegacy } from './legacyOutcome';
import { readOldJson } from './oldFile';

/** Marks an outcome that was converted as it was read: its file is still the Python engine's. */
export const NOT_IMPORTED = 'not-imported';

/** MB, as of an outcome of ours. */
const LARGEST = 1;

/**
 * Reads an outcome file of the Python engine as one of ours, and leaves it as it is.
 * @returns null where it cannot be converted; importing says why.
 * @throws InputError where it cannot be read.
 */
export async function readInPlace(file: string): Promise<Outcome | null> {
  const id = idOfOutcomeFile(basename(file));
  if (id === null || safeIdOf(id) !== id) return null;
  const { outcome } = outcomeOfLegacy((await readOldJson(file, LARGEST)).content, id);
  return outcome && marked(outcome);
}

/** The outcome as one that was not imported. */
export function marked(outcome: Outcome): Outcome {
  return { ...outcome, tags: [...outcome.tags, NOT_IMPORTED] };
}
