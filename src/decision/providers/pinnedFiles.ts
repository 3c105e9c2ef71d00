import { readFile } from 'node:fs/promises';
import { mapLimit } from '../../common/files/mapLimit';
import { sha256 } from '../../common/hashOf';
import { inWorkspace } from './userCode';

/** Matches a line of an identity: a path and the hash of what the file holds. */
const PINNED = /^(.+) \(sha256 ([0-9a-f]{64})\)$/;

/** The files as an identity has them, a line each: the path and the hash of what the file holds. */
export async function pinnedText(files: readonly string[], workspace: string): Promise<string> {
  const lines = await mapLimit(
    files,
    async (file) => `${inWorkspace(workspace, file)} (sha256 ${sha256(await readFile(file))})`,
  );
  return lines.join('\n');
}

/** Which files of an identity are others in a later one: "strategies/helper.py changed"; empty where none is. */
export function changedFiles(before: string, now: string): string[] {
  const [was, is] = [filesOf(before), filesOf(now)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((file) => {
    if (was.get(file) === is.get(file)) return [];
    if (!is.has(file)) return [`${file} is gone`];
    return [was.has(file) ? `${file} changed` : `${file} is new`];
  });
}

function filesOf(identity: string): ReadonlyMap<string, string> {
  return new Map(
    identity.split('\n').flatMap((line): [string, string][] => {
      const [, file, hash] = PINNED.exec(line) ?? [];
      return file === undefined ? [] : [[file, hash]];
    }),
  );
}
