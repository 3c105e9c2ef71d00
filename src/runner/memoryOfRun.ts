import { mkdir } from 'node:fs/promises';
import { InputError } from '../market/inputError';
import { archiveOutcomes, loadArchivedRun, outcomesOfDefinition } from '../memory/archive';
import { quarantine, removeStaleTemporaries } from '../memory/memoryFolder';
import type { OutcomeRow } from '../memory/outcomeRow';
import { isOld, type OutcomeStore } from '../memory/outcomeStore';
import { readArchive } from '../memory/quarterArchive';

/** Temporary files younger than this may still be written to, ms. */
const TEMPORARY_AGE = 60_000;

/**
 * Readies the memory folder for a fresh run of a definition: damaged files are set aside, the outcomes of its earlier
 * runs are archived.
 * @param definition its name, its file and the runs whose outcomes it includes. @param now wall clock, epoch ms.
 * @returns the outcomes of the included runs.
 * @throws InputError where an included run has none.
 */
export async function openMemory(
  store: OutcomeStore,
  definition: { name: string; file: string; include: readonly string[] },
  now: number,
  note: (text: string) => void,
): Promise<OutcomeRow[]> {
  const { name, file, include } = definition;
  const { folder } = store;
  await mkdir(folder, { recursive: true });
  await removeStaleTemporaries(folder, TEMPORARY_AGE, now);
  await store.refresh();
  const outcomes = store.rows;
  for (const message of await quarantine(folder, store.damaged)) note(message);
  await archiveOutcomes(
    folder,
    outcomesOfDefinition(outcomes, name).filter((row) => !isOld(row)),
  );
  const included: OutcomeRow[] = [];
  const beyondCap =
    include.length > 0 ? (await readArchive(folder, ({ run_id }) => include.includes(run_id))).outcomes : [];
  for (const run of include) {
    // Wherever its outcomes lie by now: what was archived must not change what a run remembers.
    const places = [
      beyondCap.filter(({ run_id }) => run_id === run),
      (await loadArchivedRun(folder, run)).outcomes,
      outcomes.filter(({ run_id }) => run_id === run),
    ];
    const found = [...new Map(places.flat().map((one) => [one.decision_id, one])).values()];
    if (found.length === 0) {
      throw new InputError(
        { file },
        `"memory.include" names the run ${run}, which has no outcomes`,
        'Name a run that has',
      );
    }
    included.push(...found);
  }
  return included;
}
