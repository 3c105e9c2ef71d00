import { randomInt } from 'node:crypto';
import { renameSync, rmSync, statSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';

/** Of the number in a file's name while it is written: processes of several machines may write into one folder. */
const NAMES = 2 ** 48 - 1;

interface WholeFileOptions {
  /** Permissions, where not those that new files have. */
  readonly mode?: number;
  /** False for what may be lost in a power cut. */
  readonly flush?: boolean;
}

/**
 * Writes a file whole or not at all: under another name, flushed, then renamed. Whatever fails, the file that was there
 * before stays as it was. For the rename to survive a power cut its folder must be flushed too.
 *
 * write-file-atomic takes a write that a full disk cut short for a whole one, and names its temporary file by the number of
 * the process alone, which another machine may have too. So it writes under a name that nobody else has, and only what is
 * whole takes the file's place.
 * @throws what the file system says, or ENOSPC for a write that was cut short.
 */
export async function writeAtomic(
  file: string,
  content: string | Buffer,
  { mode, flush = true }: WholeFileOptions = {},
): Promise<void> {
  const bytes = Buffer.from(content);
  const beside = nameBeside(file);
  try {
    await writeFileAtomic(beside, bytes, { fsync: flush, ...(mode !== undefined && { mode }) });
    requireWhole(file, bytes, await stat(beside));
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw error;
  }
}

/**
 * The same while nothing else goes on in the process: each of a dozen steps of `writeAtomic` takes a turn of the thread pool,
 * which together last as long as the disk does. For one small file, never in the extension host.
 */
export function writeAtomicSync(file: string, content: string): void {
  const bytes = Buffer.from(content);
  const beside = nameBeside(file);
  try {
    writeFileAtomic.sync(beside, bytes);
    requireWhole(file, bytes, statSync(beside));
    renameSync(beside, file);
  } catch (error) {
    removeSync(beside);
    throw error;
  }
}

const nameBeside = (file: string) => `${file}.${randomInt(NAMES)}`;

function requireWhole(file: string, { length }: Buffer, { size }: { readonly size: number }): void {
  if (size >= length) return;
  const problem = `${file}: only ${size} of ${length} bytes could be written. Is the disk full?`;
  throw Object.assign(new Error(problem), { code: 'ENOSPC' });
}

/** Why a file could not be written is to be told, not why what is left of it cannot be removed. */
function removeSync(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {}
}
