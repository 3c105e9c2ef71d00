import { findRun, isUnderWay, readRuns } from '../../backtest/results/runFiles';
import type { RunSummary } from '../../backtest/results/runSummary';
import { runFolder } from '../../common/files/workspacePaths';
import { InputError } from '../../common/inputError';

/** @throws InputError where there is no such run. */
export async function requireRun(workspace: string, run: string): Promise<RunSummary> {
  const found = await findRun(workspace, run);
  if (found) return found;
  const file = runFolder(workspace, run);
  throw new InputError({ file }, 'there is no such run', 'Name a folder of data/runs that has a run.json');
}

/** Two runs of one definition would archive each other's outcomes. To be asked under the lock of data/runs. */
export async function refuseSecondRun(workspace: string, name: string, file: string): Promise<void> {
  const { runs } = await readRuns(workspace);
  const other = runs.find((run) => run.definition === name && isUnderWay(run));
  if (!other) return;
  throw new InputError({ file }, `is running already, as ${other.run}`, 'Wait for it to end, or cancel it');
}
