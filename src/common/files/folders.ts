import { closeSync, fsyncSync, openSync } from 'node:fs';
import { mkdir, open, readdir, rename, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

/** The names in a folder; none where it does not exist. */
export async function listFolder(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

/** Whether a file or folder is there. */
export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Moves a file or folder into another one; where its name is taken, a number is added. @returns its new path. */
export async function moveInto(target: string, path: string): Promise<string> {
  await mkdir(target, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const to = join(target, attempt === 1 ? basename(path) : `${basename(path)}.${attempt}`);
    if (await exists(to)) continue;
    await rename(path, to);
    return to;
  }
}

/** Makes renames within a folder durable. Windows cannot flush folders, and does not need to. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes renames within a folder durable while the process waits. */
export function flushFolderSync(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
