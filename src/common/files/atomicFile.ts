import { randomInt } from 'node:crypto';
import { renameSync, rmSync, statSync } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { withPatience, withPatienceSync } from './patience';

/** Bound of the random number in a temporary name: processes of several machines may write into the same folder. */
const NAMES = 2 ** 48 - 1;

interface WholeFileOptions {
  /** Permissions, other than those of new files. */
  readonly mode?: number;
  /** False for a file that may be lost in a power cut. */
  readonly flush?: boolean;
}

/**
 * Writes a file whole or not at all: under a temporary name, flushed, then renamed. After a failure the file of before is
 * unchanged. For the rename to survive a power cut the folder must be flushed too. A rename that is refused, as virus scanners do
 * for a moment, is tried again for some seconds.
 *
 * write-file-atomic does not notice a write that a full disk cut short, and names its temporary file by the process id
 * alone, which a process on another machine may have too. So the library writes under a random name, and the file is renamed
 * once its size is right.
 * @throws the error of the file system, or ENOSPC for a write that was cut short.
 */
export async function writeAtomic(
  file: string,
  content: string | Buffer,
  { mode, flush = true }: WholeFileOptions = {},
): Promise<void> {
  const bytes = Buffer.from(content);
  const beside = nameBeside(file);
  try {
    await withPatience(() =>
      writeFileAtomic(beside, bytes, { fsync: flush, ...(mode !== undefined && { mode }) }),
    );
    requireWhole(file, bytes, await stat(beside));
    await withPatience(() => rename(beside, file));
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw about(file, error);
  }
}

/**
 * Writes as `writeAtomic` does while the process waits. The dozen steps of `writeAtomic` take a turn of the thread pool
 * each, and together last as long as the disk does. For one small file, never in the extension host.
 */
export function writeAtomicSync(file: string, content: string): void {
  const bytes = Buffer.from(content);
  const beside = nameBeside(file);
  try {
    withPatienceSync(() => writeFileAtomic.sync(beside, bytes));
    requireWhole(file, bytes, statSync(beside));
    withPatienceSync(() => renameSync(beside, file));
  } catch (error) {
    removeSync(beside);
    throw about(file, error);
  }
}

/** Names the file that was to be written in an error of the file system, which names the temporary one or none. */
export function about(file: string, error: unknown): unknown {
  return error instanceof Error ? Object.assign(error, { path: file }) : error;
}

const nameBeside = (file: string) => `${file}.${randomInt(NAMES)}`;

function requireWhole(file: string, { length }: Buffer, { size }: { readonly size: number }): void {
  if (size >= length) return;
  const problem = `${file}: only ${size} of ${length} bytes could be written. Is the disk full?`;
  throw Object.assign(new Error(problem), { code: 'ENOSPC' });
}

/** Removes a file and ignores failures: the error of the write before is the one to tell. */
function removeSync(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {}
}
