import { randomInt } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';

/** Of the number in a temporary file's name: processes of several machines may write into one folder. */
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
 * @throws what the file system says.
 */
export async function writeWhole(
  file: string,
  content: string | Buffer,
  { mode, flush = true }: WholeFileOptions = {},
): Promise<void> {
  const temporary = `${file}.${randomInt(NAMES)}`;
  try {
    const handle = await open(temporary, 'wx');
    try {
      // Goes on after a write that the disk took only a part of.
      await handle.writeFile(content);
      if (mode !== undefined) await handle.chmod(mode);
      if (flush) await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {});
    throw error;
  }
}
