import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { isoTime, parseIsoTime } from '../common/calendar';
import { InputError } from '../common/inputError';
import { TIMEFRAMES, type Timeframe } from '../common/timeframe';
import type { Bars } from './bars';
import { findGaps, type Hours, kindOfGap } from './gaps';
import { isZone } from './sessions/zones';

const TIME = z.string().refine((text) => parseIsoTime(text) !== null, 'must be a time');
const SHA256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The sidecar of a downloaded bar file, `<file>.json`: the file's source, its span and its gaps. */
export const sidecarSchema = z.object({
  schema_version: z.literal(1),
  /** "coinbase", "yahoo", "url:https://…" */
  source: z.string().min(1),
  symbol: z.string().min(1),
  /** The source's name of the symbol. */
  answered: z.string().min(1),
  timeframe: z.enum(Object.keys(TIMEFRAMES) as [Timeframe, ...Timeframe[]]),
  /** IANA zone of the calendar days that daily bars cover. */
  zone: z.string().min(1),
  hours: z.enum(['always', 'weekdays', 'sessions', 'unknown']),
  fetched_at: TIME,
  /** Opening times of the first and the last bar. */
  first: TIME,
  last: TIME,
  bars: z.number().int().positive(),
  gaps: z.array(
    z.object({
      /** Opening times of the first missing bar, and of the first bar after the gap. */
      from: TIME,
      to: TIME,
      bars: z.number().int().positive(),
      kind: z.enum(['weekend', 'closed', 'missing']),
    }),
  ),
  bytes: z.number().int().positive(),
  sha256: SHA256,
  /** SHA-256 of the file replaced by the new one: after a kill between sidecar and file, the old file is still there. */
  previous_sha256: SHA256.nullable(),
});
export type Sidecar = z.infer<typeof sidecarSchema>;

export const sidecarFile = (file: string) => `${file}.json`;

/** What of a sidecar says how its bars are read. A user may write such a sidecar by hand, with nothing else in it. */
const readingSchema = z.looseObject({
  zone: z.string().refine(isZone, 'must be an IANA zone, such as "Asia/Riyadh"').optional(),
});

/**
 * Reads the zone that the sidecar of a bar file names; null where there is none.
 * @throws InputError for a sidecar that cannot be read.
 */
export async function zoneInSidecar(barFile: string): Promise<string | null> {
  const file = sidecarFile(barFile);
  const fail = (problem: string) =>
    new InputError({ file }, problem, 'Correct it, or move it away if nothing needs it');
  try {
    const text = await readFile(file, 'utf8');
    const parsed = readingSchema.safeParse(JSON.parse(text));
    if (!parsed.success) throw fail(`"zone" ${parsed.error.issues[0]?.message ?? 'is damaged'}`);
    return parsed.data.zone ?? null;
  } catch (error) {
    if (error instanceof SyntaxError) throw fail(`not valid JSON: ${error.message}`);
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Computes the fields of a sidecar that follow from the bars alone. */
export function describeBars(
  bars: Bars,
  { hours, zone }: { hours: Hours; zone: string },
): Pick<Sidecar, 'first' | 'last' | 'bars' | 'gaps'> {
  const { time, step } = bars;
  return {
    first: isoTime(time[0]),
    last: isoTime(time[time.length - 1]),
    bars: time.length,
    gaps: findGaps(bars).map((gap) => ({
      from: isoTime(gap.from),
      to: isoTime(gap.to),
      bars: Math.round((gap.to - gap.from) / step),
      kind: kindOfGap(gap, hours, zone),
    })),
  };
}
