import { lstatSync, readFileSync } from 'node:fs';

/** Largest file, bytes: no derived file of a million outcomes is larger. */
const LARGEST = 2 * 1024 ** 3;

/**
 * Reads a regular file. In a stranger's workspace a link may stand in its place, to a file elsewhere or to one without end.
 * @returns null for a missing or unreadable file, and for a path that is no regular file.
 */
export function readRegularFile(file: string): Buffer<ArrayBuffer> | null {
  try {
    const stat = lstatSync(file);
    return stat.isFile() && stat.size < LARGEST ? readFileSync(file) : null;
  } catch {
    return null;
  }
}

/** Whether an error comes from the file system, such as one about a folder that cannot be written to. */
export function isFileError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
