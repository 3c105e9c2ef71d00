import { mkdir, readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename } from 'node:path';
import type { z } from 'zod';
import { secondStamp } from '../../common/calendar';
import { writeAtomic } from '../../common/files/atomicFile';
import { flushFolder } from '../../common/files/folders';
import { runFile, runFolder, runsFolder } from '../../common/files/workspacePaths';
import { InputError } from '../../common/inputError';
import type { RunSummary } from './runSummary';
import { readSummary, snakeCase, summaryJson } from './summaryFile';

/** Digits of a hash in a run's id. */
const FINGERPRINT = 6;

/**
 * Claims a new folder under data/runs, "<definition>-20250131-130000-3f9a1c"; where two claim the same, one gets "-2".
 * @param now epoch ms.
 * @param fingerprint hash of all that the run depends on but replies: two folders, or two machines, make another id for other inputs.
 * @returns the run's id.
 */
export async function claimRun(
  workspace: string,
  definition: string,
  now: number,
  fingerprint: string,
): Promise<string> {
  const stamp = secondStamp(now, '-');
  const name =
    definition
      .replaceAll(/[^A-Za-z0-9.-]+/g, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 80) || 'backtest';
  await mkdir(runsFolder(workspace), { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const again = attempt > 1 ? `-${attempt}` : '';
    const run = `${name}-${stamp}-${fingerprint.slice(0, FINGERPRINT)}${again}`;
    try {
      await mkdir(runFolder(workspace, run));
      return run;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** @returns null where there is none by that id. @throws InputError where its run.json cannot be read. */
export async function findRun(workspace: string, run: string): Promise<RunSummary | null> {
  if (basename(run) !== run) return null;
  const read = await readRun(workspace, run);
  if (read instanceof InputError) throw read;
  return read;
}

/** Writes run.json, whole or not at all, its fields in the schema's order: a resumed run leaves the same bytes. */
export async function writeRun(workspace: string, summary: RunSummary): Promise<void> {
  const folder = runFolder(workspace, summary.run);
  const text = JSON.stringify(summaryJson(summary), null, 2);
  await writeAtomic(runFile(workspace, summary.run, 'summary'), `${text}\n`);
  await flushFolder(folder);
}

/** All runs of a workspace, newest first, and the run.json files that could not be read. */
export async function readRuns(workspace: string): Promise<{ runs: RunSummary[]; damaged: InputError[] }> {
  const folder = runsFolder(workspace);
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const runs: RunSummary[] = [];
  const damaged: InputError[] = [];
  for (const entry of entries.filter((one) => one.isDirectory())) {
    const read = await readRun(workspace, entry.name);
    if (read instanceof InputError) damaged.push(read);
    else if (read) runs.push(read);
  }
  // Not by a locale, whose order differs from one machine to the next.
  const place = ({ started, run }: RunSummary) => `${started} ${run}`;
  runs.sort((a, b) => (place(a) < place(b) ? 1 : -1));
  return { runs, damaged };
}

/** @returns null for a folder without a run.json: the run was killed before it wrote one, or is about to. */
async function readRun(workspace: string, run: string): Promise<RunSummary | InputError | null> {
  const file = runFile(workspace, run, 'summary');
  const remedy = 'Delete the folder or restore the file; its outcomes in data/memory are not affected';
  try {
    const parsed = readSummary(JSON.parse(await readFile(file, 'utf8')));
    if (parsed.success && parsed.data.run === run) return parsed.data;
    const problem = parsed.success ? `it names the run ${parsed.data.run}` : problemIn(parsed.error);
    return new InputError({ file }, `not the summary of a run: ${problem}`, remedy);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    return new InputError({ file }, `cannot be read: ${(error as Error).message}`, remedy);
  }
}

/** The first field that is wrong, by its name in the file, and why. */
function problemIn({ issues: [issue] }: z.ZodError): string {
  const path = issue.path.map((part) => (/^[a-z]/.test(String(part)) ? snakeCase(String(part)) : part));
  return `"${path.join('.')}" ${issue.message}`;
}

/** Whether the process that makes a run is still there; on another machine only its own word can be had. */
export function isUnderWay({ state, pid, host }: RunSummary): boolean {
  if (state !== 'running') return false;
  if (host !== hostname()) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** The state of a run: interrupted too where the file says running, but the process that made the run is gone. */
export function stateOf(summary: RunSummary): RunSummary['state'] {
  return summary.state === 'running' && !isUnderWay(summary) ? 'interrupted' : summary.state;
}
