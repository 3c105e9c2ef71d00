import { memoryFolder } from '../../common/files/workspacePaths';
import type { JobReport } from '../../common/jobReport';
import { writePerformance } from '../../memory/performance';
import { importPython, reportText } from '../../memory/python/importPython';
import { OutcomeStore } from '../../memory/store/outcomeStore';

/** Takes over the memory of the Python engine that lies in or below `from`. */
export async function importPythonJob(workspace: string, from: string): Promise<JobReport> {
  const result = await importPython(from, memoryFolder(workspace));
  await writePerformance(new OutcomeStore(memoryFolder(workspace)));
  return { text: reportText(result), json: result, ok: true };
}
