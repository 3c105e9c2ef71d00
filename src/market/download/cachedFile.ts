import { mkdir, readFile, realpath, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { secondStamp } from '../../common/calendar';
import { writeAtomic } from '../../common/files/atomicFile';
import { flushFolder, listFolder } from '../../common/files/folders';
import { sha256 } from '../../common/hashOf';
import { TIMEFRAMES, type Timeframe } from '../../common/timeframe';
import { type Sidecar, sidecarFile, sidecarSchema } from '../barSidecar';
import type { Bars } from '../bars';
import { parseBars } from '../csvBars';

/** The content at the path of downloaded bars. `foreign`: a file that no download wrote in this state, and why so. */
export type CachedFile =
  | { readonly state: 'none' }
  | { readonly state: 'foreign'; readonly why: string; readonly bytes: Buffer }
  | { readonly state: 'ours'; readonly bars: Bars; readonly sidecar: Sidecar; readonly bytes: Buffer };

/**
 * Reads the bars that a download wrote.
 * @throws InputError for a file with a valid sidecar that cannot be parsed.
 */
export async function readCached(file: string, symbol: string, timeframe: Timeframe): Promise<CachedFile> {
  const bytes = await readIfThere(file);
  if (!bytes) return { state: 'none' };
  const foreign = (why: string) => ({ state: 'foreign', why, bytes }) as const;
  const sidecar = await readSidecar(file);
  if (!sidecar) return foreign('it was not downloaded: no readable .csv.json stands beside it');
  const hash = sha256(bytes);
  // A download killed between its two files leaves the new sidecar beside the old bars.
  if (hash !== sidecar.sha256 && hash !== sidecar.previous_sha256)
    return foreign('it was changed since it was downloaded');
  if (sidecar.symbol !== symbol || sidecar.timeframe !== timeframe)
    return foreign(`its sidecar is about ${sidecar.symbol} ${sidecar.timeframe}`);
  const step = TIMEFRAMES[timeframe];
  // The step follows from the file's name: the distance in a file of two bars may be a gap.
  const bars = { ...parseBars(bytes.toString('utf8'), { file, symbol }, step), step };
  return { state: 'ours', bars, sidecar, bytes };
}

/** Reads the sidecar of a bar file. @returns null for a missing or an invalid sidecar. */
export async function readSidecar(file: string): Promise<Sidecar | null> {
  const bytes = await readIfThere(sidecarFile(file));
  try {
    const parsed = sidecarSchema.safeParse(JSON.parse(bytes?.toString('utf8') ?? ''));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Writes a bar file and its sidecar, each atomically. Resolves once both are flushed to disk. */
export async function writeCached(
  file: string,
  bytes: Buffer,
  before: CachedFile,
  about: Omit<Sidecar, 'schema_version' | 'bytes' | 'sha256' | 'previous_sha256'>,
): Promise<void> {
  const sidecar: Sidecar = {
    schema_version: 1,
    ...about,
    bytes: bytes.length,
    sha256: sha256(bytes),
    previous_sha256: before.state === 'none' ? null : sha256(before.bytes),
  };
  await writeAtomic(sidecarFile(file), `${JSON.stringify(sidecar, null, 2)}\n`);
  // A linked file is written where it lies: a rename would put a file in the place of the link.
  const place = await realpath(file).catch(() => file);
  if (before.state === 'none' || !before.bytes.equals(bytes)) await writeAtomic(place, bytes);
  await flushFolder(dirname(place));
  await flushFolder(dirname(file));
}

/** Copies a file that is about to be replaced to `replaced/BTCUSD-1h.20250131_130000.csv`. @returns the path of the copy. */
export async function keepReplaced(file: string, bytes: Buffer, now: number): Promise<string> {
  const name = basename(file).replace(/\.csv$/, `.${secondStamp(now, '_')}.csv`);
  const kept = join(dirname(file), 'replaced', name);
  await mkdir(dirname(kept), { recursive: true });
  await writeAtomic(kept, bytes);
  await flushFolder(dirname(kept));
  return kept;
}

/** Removes half-written files that a killed writer left beside a file. To be called under the file's lock. */
export async function removeLeftovers(file: string): Promise<void> {
  const [folder, name] = [dirname(file), basename(file)];
  for (const other of await listFolder(folder)) {
    if (other.startsWith(name) && /^(\.json)?\.\d+$/.test(other.slice(name.length)))
      await rm(join(folder, other), { force: true });
  }
}

async function readIfThere(file: string): Promise<Buffer | null> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
