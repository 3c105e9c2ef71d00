import { rm, stat } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';

/**
 * Writes a file whole or not at all, flushed. A full disk may take a part of a write without calling it an error, and
 * write-file-atomic does not look: so the size is compared, and a file cut short is removed.
 * @throws what the file system says, or ENOSPC for a file cut short.
 */
export async function writeWhole(file: string, content: string | Buffer): Promise<void> {
  const bytes = Buffer.from(content);
  await writeFileAtomic(file, bytes);
  const { size } = await stat(file);
  if (size === bytes.length) return;
  await rm(file, { force: true });
  const error = new Error(
    `${file}: only ${size} of ${bytes.length} bytes could be written. Is the disk full?`,
  );
  throw Object.assign(error, { code: 'ENOSPC' });
}
