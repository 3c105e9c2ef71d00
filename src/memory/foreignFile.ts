import { dirname } from 'node:path';
import { exists, flushFolder, moveInto } from '../common/files/folders';
import { readRegularFile } from '../common/files/regularFile';
import { legacyFolder } from '../common/files/workspacePaths';

/**
 * Makes way for a derived file of ours: a file of that name which is not ours, as the Python engine wrote some, moves to `legacy/`, byte
 * for byte, beside those that lie there already. To be called under the folder's lock.
 * @param file a derived JSON file in a memory folder: ours name their `schema_version`.
 */
export async function moveForeignFile(file: string): Promise<void> {
  const bytes = readRegularFile(file);
  // What is there and cannot be read, a link or a folder, is not ours either.
  if (bytes === null ? !(await exists(file)) : isOurs(bytes.toString('utf8'))) return;
  const folder = legacyFolder(dirname(file));
  await moveInto(folder, file);
  await flushFolder(folder);
}

/** Whether a derived file is ours. One that cannot be read as JSON is not: ours are written whole. */
function isOurs(text: string): boolean {
  try {
    return Object.hasOwn(Object(JSON.parse(text)), 'schema_version');
  } catch {
    return false;
  }
}
