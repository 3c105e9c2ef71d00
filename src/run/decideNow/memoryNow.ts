import type { Definition } from '../../backtest/definition/definition';
import { readRuns } from '../../backtest/results/runFiles';
import { memoryFolder } from '../../common/files/workspacePaths';
import { knownAt } from '../../memory/admissible';
import { ArchivedRows } from '../../memory/archive/archivedRows';
import { inOrderOfExit } from '../../memory/closedTrade';
import type { OutcomeRow } from '../../memory/outcomeRow';
import { OutcomeStore } from '../../memory/store/outcomeStore';
import { requireIncluded } from '../inputs/memoryOfRun';

/** What a decision now may remember, in the order of exits. */
export interface MemoryNow {
  /** The definition's latest run; null before its first. */
  readonly run: string | null;
  /** All outcomes that weights are learned from. */
  readonly learned: readonly OutcomeRow[];
  /** Those of them that are remembered: the latest, up to the definition's cap. */
  readonly known: readonly OutcomeRow[];
}

/**
 * Finds what the next quarter of a definition's latest run would remember at a time: that run's own outcomes and those of the runs
 * and imports that the definition includes, wherever they lie by now. Outcomes of other definitions are not remembered.
 * @param name of the definition, by which its runs are named. @param file of the definition, for errors.
 * @param time epoch ms: outcomes that ended later are not known.
 * @throws InputError where an included run has no outcomes.
 */
export async function memoryNow(
  workspace: string,
  { name, file, memory }: { name: string; file: string; memory: Definition['memory'] },
  time: number,
): Promise<MemoryNow> {
  const { runs } = await readRuns(workspace);
  // Runs come newest first.
  const run = runs.find(({ definition }) => definition === name)?.run ?? null;
  const lineage = run === null ? memory.include : [run, ...memory.include];
  const store = new OutcomeStore(memoryFolder(workspace));
  await store.refresh();
  const found = await new ArchivedRows(store.folder).withActive(store.rows, lineage);
  requireIncluded(found, memory.include, file);
  const learned = found.filter((row) => knownAt(row, time)).sort(inOrderOfExit);
  return { run, learned, known: learned.slice(-memory.cap) };
}
