import { lstat, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { applyEdits, modify } from 'jsonc-parser';
import { isoTime } from '../../common/calendar';
import { writeAtomic } from '../../common/files/atomicFile';
import { withFolderLock } from '../../common/files/folderLock';
import { exists, flushFolder } from '../../common/files/folders';
import { InputError } from '../../common/inputError';
import { changeArchived } from '../archive/quarterArchive';
import { LONGEST_NOTE, type Outcome, outcomeSchema } from '../outcome';
import { LARGEST_OUTCOME, LEGACY, readOutcomeFile } from './outcomeFile';
import { outcomeFileName } from './outcomeFileName';

/**
 * Writes the user's note into an outcome's file, or takes it away where `text` has nothing but blanks. It is the one
 * field that may change after a trade has closed: every other byte of the file stays as it is. Of an outcome that the cap
 * has archived, the archive of its quarter is packed anew.
 * @param now wall clock, epoch ms.
 * @throws InputError where there is no such outcome, it is the Python engine's or in an archived run, or the note is too long.
 */
export async function setNote(folder: string, decisionId: string, text: string, now: number): Promise<void> {
  if (!outcomeSchema.shape.decision_id.safeParse(decisionId).success)
    throw new InputError({ file: folder }, `${decisionId} is not the id of an outcome`, 'Name one that is');
  const file = join(folder, outcomeFileName(decisionId));
  if (text.length > LONGEST_NOTE) {
    const problem = `a note of ${text.length} characters does not fit`;
    throw new InputError({ file }, problem, `Keep it to ${LONGEST_NOTE}`);
  }
  const note = text.trim() === '' ? undefined : { text, written: isoTime(now) };
  if (!(await exists(folder))) throw gone(file);
  // Whoever archives outcomes holds the lock too: a note must not bring back the file that was just moved.
  await withFolderLock(folder, async () => {
    if (await exists(file)) await noteInFile(file, note);
    else if (!(await changeArchived(folder, decisionId, (outcome) => ({ ...outcome, note }))))
      throw gone(file);
  });
}

function gone(file: string): InputError {
  const problem = 'there is no such outcome, in active memory or beyond its cap';
  return new InputError({ file }, problem, 'Restore its run from the archive first');
}

async function noteInFile(file: string, note: Outcome['note']): Promise<void> {
  const refuse = (problem: string, remedy: string) => new InputError({ file }, problem, remedy);
  const before = await readOutcomeFile(file);
  if (before === LEGACY)
    throw refuse('it is a file of the Python engine, which is not written to', 'Import it first');
  const [, mark, old] = /^(\uFEFF?)(.*)$/s.exec(await readFile(file, 'utf8')) ?? ['', '', ''];
  const changed = withNote(old, note);
  if (Buffer.byteLength(mark + changed) > LARGEST_OUTCOME)
    throw refuse('it would be larger than 1 MB with the note', 'Shorten the note');
  // A field that stands in a file twice cannot be told apart: JSON takes the last, the editor of texts the first.
  if (!isDeepStrictEqual(JSON.parse(changed), expected(JSON.parse(old), note)))
    throw refuse('it has two notes', 'Delete one of them in the file');
  await writeAtomic(file, mark + changed, { mode: (await lstat(file)).mode });
  await flushFolder(dirname(file));
}

function withNote(json: string, note: Outcome['note']): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: json.includes('\r\n') ? '\r\n' : '\n' };
  return applyEdits(json, modify(json, ['note'], note, { formattingOptions }));
}

function expected({ note: _, ...rest }: Record<string, unknown>, note: Outcome['note']) {
  return note ? { ...rest, note } : rest;
}
