import { mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { exists } from '../../common/files/folders';
import { counted } from '../../common/format';
import { loadArchivedRun } from '../archive/archive';
import type { Outcome } from '../outcome';
import { loadOutcomes, saveOutcomes } from '../store/memoryFolder';
import { idOfOutcomeFile, outcomeFileName } from '../store/outcomeFileName';
import { groupRows, type ReportRow } from './conversionReport';
import { PYTHON_IMPORT } from './legacyOutcome';
import { readPythonFolder } from './pythonFolder';

export interface ImportResult {
  readonly from: string;
  readonly into: string;
  /** Decision ids of saved outcomes, by exit time. */
  readonly saved: readonly string[];
  /** Decision ids of outcomes that an earlier import saved; these are left as they are. */
  readonly already: readonly string[];
  /** Number of embedded texts in the old files. */
  readonly vectors: number;
  readonly rows: readonly ReportRow[];
}

/**
 * Converts the memory of the Python engine and saves it as outcomes of the run `python-import`. A second import writes
 * nothing more. Old files in the folder imported into are left as they are, and outcomes converted from them get ids of
 * their own (`<id>.python`).
 * @param folder a memory folder, a data folder, or a workspace. @param into a memory folder of ours.
 * @throws InputError where there is nothing to import.
 */
export async function importPython(folder: string, into: string): Promise<ImportResult> {
  const { outcomes, vectors, rows } = await readPythonFolder(folder);
  await mkdir(into, { recursive: true });
  const { outcomes: active, damaged } = await loadOutcomes(into);
  const { outcomes: archived } = await loadArchivedRun(into, PYTHON_IMPORT);
  const imported = new Set(
    [...active, ...archived].filter(({ run_id }) => run_id === PYTHON_IMPORT).map((one) => one.decision_id),
  );
  const broken = new Set(damaged.map(({ place }) => idOfOutcomeFile(basename(place.file))));
  const fresh: Outcome[] = [];
  const already: string[] = [];
  const more: ReportRow[] = [];
  for (const outcome of outcomes) {
    const { decision_id: id } = outcome;
    const apart = `${id}.python`;
    const before = [id, apart].find((one) => imported.has(one));
    const taken = await exists(join(into, outcomeFileName(id)));
    if (before !== undefined) already.push(before);
    else if (broken.has(id) || (taken && (await exists(join(into, outcomeFileName(apart)))))) {
      const note = 'a damaged file, or another outcome, has its name there. Set that aside, and import again';
      more.push({ file: outcomeFileName(id), trade: id, field: '', fate: 'impossible', note });
    } else fresh.push(taken ? { ...outcome, decision_id: apart } : outcome);
  }
  if (fresh.length > 0) await saveOutcomes(into, fresh);
  return {
    from: folder,
    into,
    saved: fresh.map(({ decision_id }) => decision_id),
    already,
    vectors: vectors.length,
    rows: [...rows, ...more],
  };
}

/** Writes the result of an import for people: first the trades that could not be converted, then a summary of the fields. */
export function reportText({ from, into, saved, already, vectors, rows }: ImportResult): string {
  const impossible = rows.filter(({ fate }) => fate === 'impossible');
  const lines = [
    `Imported ${counted(saved.length, 'outcome')} from ${from} into ${into}.`,
    `${already.length} there already; ${counted(vectors, 'embedded text')} found.`,
    ...section(
      'Not converted',
      impossible.map(
        ({ file, trade, field, note }) => `${[file, trade, field].filter(Boolean).join(', ')}: ${note}`,
      ),
    ),
    ...(['absent', 'kept', 'mapped'] as const).flatMap((fate) =>
      section(
        TITLES[fate],
        groupRows(rows.filter((row) => row.fate === fate)).map(
          ({ row, times }) => `${row.field || row.file}: ${row.note} (${times}×)`,
        ),
      ),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

const TITLES = {
  absent: 'Not recorded',
  kept: 'Kept, but not used',
  mapped: 'Taken over',
} as const;

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `${title}:`, ...lines.map((line) => `  ${line}`)];
}
