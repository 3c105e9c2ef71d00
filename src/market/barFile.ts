import { readFile, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { sha256 } from '../common/hashOf';
import { InputError } from '../common/inputError';
import { timeframeName } from '../common/timeframe';
import { type Bars, sliceBars } from './bars';
import { parseBars } from './csvBars';
import { resample } from './resample';

/** Largest size of an unpacked bar file, bytes. A year of minute bars is 30 MB. */
const LARGEST = 512 * 1024 * 1024;

export interface BarFile {
  readonly bars: Bars;
  /** SHA-256 of the file's bytes on disk, packed or not. */
  readonly sha256: string;
  /** Opening time of an unfinished last bar that was left out, epoch ms. */
  readonly droppedBar: number | null;
}

/**
 * Reads a `.csv` or `.csv.gz` file and resamples its bars to the step asked for. An unfinished last bar is left out: a
 * bar is unfinished if its end lies after `now`, or after the end of the file's last bar.
 * @param wanted.step ms. @param wanted.now wall clock, epoch ms.
 * @throws InputError for a missing or damaged file, and for one whose bars are longer than asked for.
 */
export async function readBarFile(
  file: string,
  wanted: { symbol: string; step: number; now: number },
): Promise<BarFile> {
  const bytes = await readBytes(file);
  const source = parseBars(
    unpacked(file, bytes).toString('utf8'),
    { file, symbol: wanted.symbol },
    wanted.step,
  );
  if (wanted.step % source.step !== 0) {
    const has = timeframeName(source.step);
    throw new InputError(
      { file },
      `it has ${has} bars, from which no ${timeframeName(wanted.step)} bars can be made`,
      `Set the definition's "timeframe" to ${has} or a multiple of it`,
    );
  }
  const bars = resample(source, wanted.step);
  const last = bars.time.length - 1;
  const end = bars.time[last] + bars.step;
  const reached = source.time[source.time.length - 1] + source.step;
  const unfinished = end > wanted.now || reached < end;
  return {
    bars: unfinished ? sliceBars(bars, 0, last) : bars,
    sha256: sha256(bytes),
    droppedBar: unfinished ? bars.time[last] : null,
  };
}

async function readBytes(file: string): Promise<Buffer> {
  const remedy = 'Name a .csv or .csv.gz file with bars in the definition';
  try {
    const { size } = await stat(file);
    if (size > LARGEST)
      throw new InputError({ file }, 'it is larger than 512 MB', 'Split it, or use longer bars');
    return await readFile(file);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const problem =
      code === 'ENOENT'
        ? 'there is no such file'
        : code === 'EISDIR'
          ? 'it is a folder'
          : `it cannot be read (${code})`;
    throw new InputError({ file }, problem, remedy);
  }
}

function unpacked(file: string, bytes: Buffer): Buffer {
  if (!file.endsWith('.gz')) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST });
  } catch (error) {
    const problem = `it cannot be unpacked (${(error as Error).message})`;
    throw new InputError({ file }, problem, 'Pack it with gzip again, or give the plain .csv');
  }
}
