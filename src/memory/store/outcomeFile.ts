import { lstat, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { InputError } from '../../common/inputError';
import { type Outcome, outcomeSchema } from '../outcome';
import { parseOldJson } from '../python/oldFile';
import { idOfOutcomeFile } from './outcomeFileName';

/** Bytes. */
export const LARGEST_OUTCOME = 1024 * 1024;
const REMEDY = 'Restore it from a backup or correct it, and put it back into data/memory';

/** An outcome of the Python engine, which has no schema_version: not damaged, but not ours. */
export const LEGACY = Symbol('an outcome of the Python engine');

/**
 * Reads and checks one outcome file.
 * @throws InputError naming the field that is wrong.
 */
export async function readOutcomeFile(file: string): Promise<Outcome | typeof LEGACY> {
  const fail = (problem: string, remedy = REMEDY) => new InputError({ file }, problem, remedy);
  const text = await readText(file, fail);
  let content: unknown;
  try {
    const old = parseOldJson(text);
    content = old.content;
    // Python writes NaN, which is no JSON; its files are not ours to call damaged.
    if (old.notNumbers > 0 && !isLegacy(content)) JSON.parse(text);
  } catch (error) {
    throw fail(text.trim() === '' ? 'it is empty' : `it is not valid JSON (${(error as Error).message})`);
  }
  if (isLegacy(content)) return LEGACY;
  const version = (content as { schema_version?: unknown } | null)?.schema_version;
  if (typeof version === 'number' && version > 1) {
    throw fail(
      `it has schema_version ${version}, which is newer than this extension`,
      'Update the extension',
    );
  }
  const parsed = outcomeSchema.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const more = parsed.error.issues.length > 1 ? `, and ${parsed.error.issues.length - 1} more` : '';
    throw fail(`"${issue.path.join('.') || 'the whole'}" is wrong: ${issue.message}${more}`);
  }
  const outcome = parsed.data;
  if (outcome.decision_id !== idOfOutcomeFile(basename(file)))
    throw fail('its decision_id is not that of its file name');
  const [decided, entered, left] = [outcome.decision_time, outcome.entry_time, outcome.exit_time].map(
    Date.parse,
  );
  if (!(decided <= entered && entered <= left))
    throw fail('it was decided, entered and left in an impossible order');
  return outcome;
}

/** Reads a file of at most LARGEST_OUTCOME bytes, without its byte order mark. @throws what `fail` makes. */
async function readText(file: string, fail: (problem: string) => InputError): Promise<string> {
  try {
    const stat = await lstat(file);
    if (stat.isSymbolicLink()) throw fail('it is a link, and links are not followed');
    if (!stat.isFile()) throw fail('it is not a file');
    if (stat.size > LARGEST_OUTCOME) throw fail('it is larger than 1 MB');
    return (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw fail(`it cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function isLegacy(content: unknown): boolean {
  return (
    typeof content === 'object' &&
    content !== null &&
    !('schema_version' in content) &&
    ('entry_timestamp' in content || 'realized_pnl' in content)
  );
}
