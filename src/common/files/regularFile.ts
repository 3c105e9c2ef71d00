import { lstatSync, readFileSync } from 'node:fs';

/** Bytes: of what is derived nothing is larger, with a million outcomes. */
const LARGEST = 2 * 1024 ** 3;

/**
 * Reads a file that a stranger's workspace may have made something else of: a link that leads out or to what never ends.
 * @returns null where there is no plain file of that name, or it cannot be read.
 */
export function readRegularFile(file: string): Buffer<ArrayBuffer> | null {
  try {
    const stat = lstatSync(file);
    return stat.isFile() && stat.size < LARGEST ? readFileSync(file) : null;
  } catch {
    return null;
  }
}

/** What the file system says, such as that a folder cannot be written to. */
export function isFileError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
