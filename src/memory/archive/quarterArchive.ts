import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { writeAtomic } from '../../common/files/atomicFile';
import { withFolderLock } from '../../common/files/folderLock';
import { flushFolder, listFolder } from '../../common/files/folders';
import { readRegularFile } from '../../common/files/regularFile';
import { archiveFolder } from '../../common/files/workspacePaths';
import { InputError } from '../../common/inputError';
import { type Outcome, outcomeSchema, outcomesInOrderOfExit } from '../outcome';
import type { OutcomeFacts } from '../outcomeRow';
import { LEGACY, readOutcomeFile } from '../store/outcomeFile';
import { outcomeFileName } from '../store/outcomeFileName';
import { isOld, type OutcomeStore } from '../store/outcomeStore';

// Outcomes beyond the cap lie in archive/2025-Q1.jsonl.gz and so on, by the quarter they closed in: a line of JSON each,
// so that `zcat archive/2025-Q1.jsonl.gz | jq .pnl` reads them.
const ARCHIVE_FILE = /^\d{4}-Q[1-4]\.jsonl\.gz$/;
/** Unpacked, bytes: some 400,000 outcomes of one quarter, and as long as a text can be. */
export const LARGEST_ARCHIVE = 500 * 1024 ** 2;

/** The quarters that have an archive. */
export async function archivedQuarters(folder: string): Promise<string[]> {
  const names = await listFolder(archiveFolder(folder));
  return names.filter((name) => ARCHIVE_FILE.test(name)).sort();
}

/**
 * Moves the oldest outcomes by exit time, beyond the `cap` newest, into the archive of their quarter. Each is in the
 * archive, flushed, before its own file goes; where a process dies in between it is in both, and counts once.
 * @returns how many were moved.
 */
export async function archiveBeyond(store: OutcomeStore, cap: number): Promise<number> {
  return withFolderLock(store.folder, async () => {
    await store.refresh();
    // What the Python engine wrote stays where it is.
    const movable = store.rows.filter((row) => !isOld(row));
    const oldest = movable.slice(0, Math.max(0, movable.length - cap));
    for (const [quarter, rows] of byQuarter(oldest)) {
      const moved: Outcome[] = [];
      for (const { id } of rows) {
        const outcome = await readOutcomeFile(join(store.folder, outcomeFileName(id)));
        if (outcome !== LEGACY) moved.push(outcome);
      }
      await append(store.folder, `${quarter}.jsonl.gz`, moved);
      await requireArchived(store.folder, `${quarter}.jsonl.gz`, moved);
      for (const { decision_id: id } of moved) await rm(join(store.folder, outcomeFileName(id)));
      await flushFolder(store.folder);
    }
    return oldest.length;
  });
}

export interface ArchivedOutcomes {
  /** Sorted by exit time, then id; each id once. */
  readonly outcomes: readonly Outcome[];
  readonly damaged: readonly InputError[];
}

/** Reads the archived outcomes that are `wanted`; a damaged archive never keeps the others from being read. */
export async function readArchive(
  folder: string,
  wanted?: (outcome: Outcome) => boolean,
): Promise<ArchivedOutcomes> {
  return readQuarters(folder, await archivedQuarters(folder), wanted);
}

/** Reads the wanted outcomes of some quarters. @param names of the quarters' files. */
export async function readQuarters(
  folder: string,
  names: readonly string[],
  wanted: (outcome: Outcome) => boolean = () => true,
): Promise<ArchivedOutcomes> {
  const outcomes = new Map<string, Outcome>();
  const damaged: InputError[] = [];
  for (const name of names) {
    try {
      for (const outcome of await readQuarter(folder, name))
        if (wanted(outcome)) outcomes.set(outcome.decision_id, outcome);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      damaged.push(error);
    }
  }
  return { outcomes: outcomesInOrderOfExit([...outcomes.values()]), damaged };
}

/** Takes a run's outcomes out of the archive once `save` has them. @returns how many. */
export async function takeFromArchive(
  folder: string,
  run: string,
  save: (outcomes: readonly Outcome[]) => Promise<void>,
): Promise<number> {
  if ((await archivedQuarters(folder)).length === 0) return 0;
  return withFolderLock(folder, async () => {
    let taken = 0;
    for (const name of await archivedQuarters(folder)) {
      const all = await readQuarter(folder, name);
      const own = all.filter(({ run_id }) => run_id === run);
      if (own.length === 0) continue;
      await save(own);
      taken += own.length;
      const rest = all.filter(({ run_id }) => run_id !== run);
      if (rest.length > 0) await writeQuarter(folder, name, rest);
      else await rm(join(archiveFolder(folder), name));
    }
    return taken;
  });
}

/**
 * Changes an outcome where the cap has archived it; whoever calls holds the folder's lock.
 * @returns whether it is there.
 */
export async function changeArchived(
  folder: string,
  decisionId: string,
  change: (outcome: Outcome) => Outcome,
): Promise<boolean> {
  for (const name of await archivedQuarters(folder)) {
    const all = await readQuarter(folder, name);
    if (!all.some(({ decision_id }) => decision_id === decisionId)) continue;
    const changed = all.map((outcome) => (outcome.decision_id === decisionId ? change(outcome) : outcome));
    await writeQuarter(folder, name, changed);
    return true;
  }
  return false;
}

/** Looks once more before files go: where a lock failed, another process may have written the archive anew meanwhile. */
async function requireArchived(folder: string, name: string, moved: readonly Outcome[]): Promise<void> {
  const there = new Set((await readQuarter(folder, name)).map(({ decision_id }) => decision_id));
  if (moved.every(({ decision_id }) => there.has(decision_id))) return;
  const problem = 'another process wrote it anew at the same time';
  throw new InputError({ file: join(archiveFolder(folder), name) }, problem, 'Run the backtest again later');
}

async function append(folder: string, name: string, outcomes: readonly Outcome[]): Promise<void> {
  await mkdir(archiveFolder(folder), { recursive: true });
  const there = (await archivedQuarters(folder)).includes(name) ? await readQuarter(folder, name) : [];
  const all = new Map([...there, ...outcomes].map((outcome) => [outcome.decision_id, outcome]));
  await writeQuarter(folder, name, [...all.values()]);
}

/** Writes the archive of a quarter anew, durably. */
export async function writeQuarter(
  folder: string,
  name: string,
  outcomes: readonly Outcome[],
): Promise<void> {
  const lines = outcomesInOrderOfExit(outcomes).map((outcome) => `${JSON.stringify(outcome)}\n`);
  await writeAtomic(join(archiveFolder(folder), name), await promisify(gzip)(lines.join('')));
  await flushFolder(archiveFolder(folder));
}

async function readQuarter(folder: string, name: string): Promise<Outcome[]> {
  const file = join(archiveFolder(folder), name);
  const fail = (problem: string, line?: number) =>
    new InputError({ file, line }, problem, 'Restore it from a backup, or correct it and pack it with gzip');
  let text: string;
  try {
    const bytes = readRegularFile(file);
    if (!bytes) throw new Error('it is no plain file that can be read');
    text = (await promisify(gunzip)(bytes, { maxOutputLength: LARGEST_ARCHIVE })).toString('utf8');
  } catch (error) {
    throw fail(`it cannot be unpacked (${(error as Error).message})`);
  }
  return text
    .split('\n')
    .slice(0, -1)
    .map((line, index) => {
      try {
        return outcomeSchema.parse(JSON.parse(line));
      } catch {
        throw fail('the line is not an outcome', index + 1);
      }
    });
}

function byQuarter(rows: readonly OutcomeFacts[]): Map<string, OutcomeFacts[]> {
  const quarters = new Map<string, OutcomeFacts[]>();
  for (const row of rows) {
    const members = quarters.get(row.quarter);
    if (members) members.push(row);
    else quarters.set(row.quarter, [row]);
  }
  return quarters;
}
