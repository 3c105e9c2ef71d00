import { copyFile, mkdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { withFolderLock } from '../../common/files/folderLock';
import { exists, flushFolder } from '../../common/files/folders';
import { withPatience } from '../../common/files/patience';
import { readRegularFile } from '../../common/files/regularFile';
import { quarantineFolder } from '../../common/files/workspacePaths';
import { counted } from '../../common/format';
import { type Outcome, outcomeSchema } from '../outcome';
import { LARGEST_ARCHIVE, writeQuarter } from './quarterArchive';

/** Bytes before the packed data, where no name of the file is among them. */
const GZIP_HEADER = 10;
const PART = 1024;

/**
 * Repairs the archive of a quarter: the damaged file is copied to quarantine/, then what can be read of it takes its place.
 * @param file its path. @returns a line for people.
 */
export async function salvageQuarter(folder: string, file: string): Promise<string> {
  return withFolderLock(folder, async () => {
    const quarantine = quarantineFolder(folder);
    await mkdir(quarantine, { recursive: true });
    let copy = join(quarantine, basename(file));
    for (let attempt = 2; await exists(copy); attempt += 1)
      copy = join(quarantine, `${basename(file)}.${attempt}`);
    const packed = readRegularFile(file);
    if (!packed) {
      await withPatience(() => rename(file, copy));
      return `${file} is no plain file, and was set aside as ${copy}.`;
    }
    await copyFile(file, copy);
    await flushFolder(quarantine);
    const outcomes = readableOutcomes(await unpackedSoFar(packed));
    await writeQuarter(folder, basename(file), outcomes);
    return `${file} was set aside as ${copy}; ${counted(outcomes.length, 'outcome')} of it could be read, and packed again.`;
  });
}

/** Unpacks a file up to its damage. */
function unpackedSoFar(packed: Buffer): Promise<string> {
  // Skips the checksum where the file begins as ours do; unpacks small parts, since the part with the damage is lost.
  const plain = packed[3] === 0;
  const unpack = plain ? createInflateRaw({ chunkSize: PART }) : createGunzip({ chunkSize: PART });
  const parts: Buffer[] = [];
  let length = 0;
  return new Promise((done) => {
    const end = () => done(Buffer.concat(parts).toString('utf8'));
    unpack.on('data', (part: Buffer) => {
      length += part.length;
      if (length > LARGEST_ARCHIVE) unpack.destroy();
      else parts.push(part);
    });
    unpack.on('close', end);
    unpack.on('error', end);
    unpack.end(plain ? packed.subarray(GZIP_HEADER) : packed);
  });
}

function readableOutcomes(text: string): Outcome[] {
  const found = new Map<string, Outcome>();
  for (const line of text.split('\n')) {
    const outcome = outcomeIn(line);
    if (outcome) found.set(outcome.decision_id, outcome);
  }
  return [...found.values()];
}

function outcomeIn(line: string): Outcome | null {
  try {
    return outcomeSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}
