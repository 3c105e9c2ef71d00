import type { JobReport } from '../../common/jobReport';
import { asProblem, type Problem } from '../../common/problem';
import { importPythonJob } from './importPythonJob';
import { verifyJob } from './verifyJob';

/** What the editor does with the memory as a whole. */
export interface MemoryQueries {
  /** Opens and checks every file of the memory. @param repair whether to set aside and rebuild what can be. */
  verify(repair: boolean): Promise<JobReport>;
  /** Takes over the memory of the Python engine. @param from a folder, absolute. */
  importPython(from: string): Promise<JobReport | Problem>;
}

/** Does jobs on the memory of a workspace, absolute path. */
export function memoryQueries(workspace: string): MemoryQueries {
  return {
    verify: (repair) => verifyJob(workspace, repair),
    importPython: (from) => asProblem(() => importPythonJob(workspace, from)),
  };
}
