import { randomInt } from 'node:crypto';
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
export async function writeWhole(
  file: string,
  content: string | Buffer,
  { mode, flush = true }: WholeFileOptions = {},
): Promise<void> {
  const bytes = Buffer.from(content);
  const beside = `${file}.${randomInt(NAMES)}`;
  try {
    await writeFileAtomic(beside, bytes, { fsync: flush, ...(mode !== undefined && { mode }) });
    const { size } = await stat(beside);
    if (size < bytes.length) {
      const problem = `${file}: only ${size} of ${bytes.length} bytes could be written. Is the disk full?`;
      throw Object.assign(new Error(problem), { code: 'ENOSPC' });
    }
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw error;
  }
}
