import { mkdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exists, flushFolder } from '../common/files/folders';
import { readRegularFile } from '../common/files/regularFile';
import { legacyFolder } from '../common/files/workspacePaths';

/**
 * Makes way for a derived file of ours: a file of that name which is not ours, as the Python engine wrote some, moves to `legacy/`, byte
 * for byte, beside those that lie there already. To be called under the folder's lock.
 * @param file a derived JSON file in a memory folder: ours name their `schema_version`.
 * @returns where the file lies now; null where none had to move.
 */
export async function moveForeignFile(file: string): Promise<string | null> {
  const bytes = readRegularFile(file);
  // What is there and cannot be read, a link or a folder, is not ours either.
  if (bytes === null ? !(await exists(file)) : isOurs(bytes.toString('utf8'))) return null;
  const folder = legacyFolder(dirname(file));
  await mkdir(folder, { recursive: true });
  const [name] = basename(file).split('.json');
  let kept = join(folder, `${name}.json`);
  for (let number = 2; await exists(kept); number += 1) kept = join(folder, `${name}.${number}.json`);
  await rename(file, kept);
  await flushFolder(folder);
  return kept;
}

/** Whether a derived file is ours. One that cannot be read as JSON is not: ours are written whole. */
function isOurs(text: string): boolean {
  try {
    return Object.hasOwn(Object(JSON.parse(text)), 'schema_version');
  } catch {
    return false;
  }
}
