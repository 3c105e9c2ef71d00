import { readFile, stat } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { dayOf, isoTime } from '../common/calendar';
import { sha256 } from '../common/hashOf';
import { InputError } from '../common/inputError';
import { DAY, timeframeName } from '../common/timeframe';
import { zoneInSidecar } from './barSidecar';
import { type Bars, sliceBars } from './bars';
import { readCsvBars } from './csvBars';
import { resample } from './resample';

/** Largest size of an unpacked bar file, bytes. A year of minute bars is 30 MB. */
const LARGEST = 512 * 1024 * 1024;

export interface BarFile {
  readonly bars: Bars;
  /** SHA-256 of the file's bytes on disk, packed or not. */
  readonly sha256: string;
  /** For people, how the daily bars were dated; null where the file says it by plain dates. */
  readonly dating: string | null;
  /** The zone by which the daily bars were dated, where the sidecar named it. */
  readonly sidecarZone: string | null;
  /** Opening time of an unfinished last bar that was left out, epoch ms. */
  readonly droppedBar: number | null;
}

/** What is wanted of a bar file. */
export interface WantedBarFile {
  readonly symbol: string;
  /** ms. */
  readonly step: number;
  /** Wall clock, epoch ms. */
  readonly now: number;
  /** IANA zone of the exchange as the definition names it; left out, the sidecar's counts. */
  readonly zone?: string;
}

/**
 * Reads a `.csv` or `.csv.gz` file and resamples its bars to the step asked for. A last bar that ends after `now` is
 * unfinished and left out; bars that end earlier are whole, however many parts they have.
 * @throws InputError for a missing or damaged file, and for one whose bars are longer than asked for.
 */
export async function readBarFile(file: string, wanted: WantedBarFile): Promise<BarFile> {
  const { symbol, step, now } = wanted;
  const bytes = await readBytes(file);
  const sidecarZone = wanted.zone === undefined ? await zoneInSidecar(file) : null;
  const text = unpacked(file, bytes).toString('utf8');
  const { bars: source, dating } = readCsvBars(
    text,
    { file, symbol, zone: wanted.zone ?? sidecarZone },
    step,
  );
  if (step % source.step !== 0) {
    const has = timeframeName(source.step);
    throw new InputError(
      { file },
      `it has ${has} bars, from which no ${timeframeName(step)} bars can be made`,
      `Set the definition's "timeframe" to ${has} or a multiple of it`,
    );
  }
  requireWholeDays(source, step, file);
  const bars = resample(source, step);
  const last = bars.time.length - 1;
  const unfinished = bars.time[last] + bars.step > now;
  return {
    bars: unfinished ? sliceBars(bars, 0, last) : bars,
    sha256: sha256(bytes),
    dating,
    sidecarZone: dating === null ? null : sidecarZone,
    droppedBar: unfinished ? bars.time[last] : null,
  };
}

/** A day made of shorter bars ends at midnight UTC: a bar over midnight would tell it of the next day. */
function requireWholeDays(source: Bars, step: number, file: string): void {
  if (step !== DAY || source.step === DAY) return;
  const over = source.time.find((time) => dayOf(time) + DAY < time + source.step);
  if (over === undefined) return;
  throw new InputError(
    { file },
    `its bar of ${isoTime(over)} lies over midnight UTC, so that no days can be made`,
    'Set the definition\'s "timeframe" to less than 1d, or give it bars that end at midnight UTC',
  );
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
