import { relative } from 'node:path';
import { memoryFolder } from '../../common/files/workspacePaths';
import { counted } from '../../common/format';
import type { JobReport } from '../../common/jobReport';
import { problemOf } from '../../common/problem';
import { repairMemory, type Verification, verifyMemory } from '../../memory/store/verify';

/** Opens every file and checks what it says. @param repair whether to set aside and rebuild what can be. */
export async function verifyJob(workspace: string, repair: boolean): Promise<JobReport> {
  const folder = memoryFolder(workspace);
  const verification = await verifyMemory(folder);
  const repaired = repair && verification.findings.length > 0 ? await repairMemory(folder, verification) : [];
  const findings = verification.findings.map(({ kind, error }) => ({ kind, ...problemOf(error) }));
  return {
    text: verificationText(workspace, verification, repaired),
    json: { checked: verification.checked, legacy: verification.legacy, findings, repaired },
    ok: findings.length === 0 || repair,
  };
}

function verificationText(
  workspace: string,
  { checked, legacy, findings }: Verification,
  repaired: string[],
): string {
  const lines = findings.map(
    ({ kind, error }) =>
      `${kind}: ${relative(workspace, error.place.file)}: ${error.problem}. ${error.remedy}.`,
  );
  const old = legacy > 0 ? `, ${legacy} of them of the Python engine` : '';
  const sum = findings.length === 0 ? 'nothing is wrong' : counted(findings.length, 'finding');
  return [...lines, `${counted(checked, 'outcome')} opened${old}: ${sum}.`, ...repaired].join('\n');
}
