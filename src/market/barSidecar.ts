import { z } from 'zod';
import { isoTime, parseIsoTime } from '../common/calendar';
import { TIMEFRAMES, type Timeframe } from '../common/timeframe';
import type { Bars } from './bars';
import { findGaps, type Hours, kindOfGap } from './gaps';

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
