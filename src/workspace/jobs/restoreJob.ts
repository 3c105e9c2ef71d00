import { join } from 'node:path';
import { memoryFolder } from '../../common/files/workspacePaths';
import { counted } from '../../common/format';
import { InputError } from '../../common/inputError';
import type { JobReport } from '../../common/jobReport';
import { restoreRun } from '../../memory/archive/archive';
import { outcomeSchema } from '../../memory/outcome';
import { writePerformance } from '../../memory/performance';
import { OutcomeStore } from '../../memory/store/outcomeStore';

/** Moves a run's outcomes from the archive back into active memory. @throws InputError where it has none there. */
export async function restoreJob(workspace: string, run: string): Promise<JobReport> {
  const folder = memoryFolder(workspace);
  // A run's id names a folder of the archive, and must not lead out of it.
  const isId = outcomeSchema.shape.run_id.safeParse(run).success;
  const restored = isId ? await restoreRun(folder, run) : 0;
  if (restored === 0) {
    const remedy = 'Name a run as it stands in data/runs';
    throw new InputError({ file: join(folder, 'archive') }, `it has no outcome of the run ${run}`, remedy);
  }
  await writePerformance(new OutcomeStore(folder));
  return { text: `Restored ${counted(restored, 'outcome')} of ${run}.`, json: { run, restored }, ok: true };
}
