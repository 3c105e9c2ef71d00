import { closeSync, fsyncSync, openSync } from 'node:fs';
import { mkdir, open, readdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { withPatience } from './patience';

/** Lists the names in a folder; none for a missing folder. */
export async function listFolder(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

/** Whether a file or folder exists. */
export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Moves a file or folder into another folder, with a number appended to a name that is taken. @returns the new path. */
export async function moveInto(target: string, path: string): Promise<string> {
  await mkdir(target, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const to = join(target, attempt === 1 ? basename(path) : `${basename(path)}.${attempt}`);
    if (await exists(to)) continue;
    await withPatience(() => rename(path, to));
    return to;
  }
}

/** Flushes a folder, so that renames within it survive a power cut. Windows cannot flush folders, and need not. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Flushes a folder as `flushFolder` does, while the process waits. */
export function flushFolderSync(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
