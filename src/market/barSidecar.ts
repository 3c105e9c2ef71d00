import { z } from 'zod';
import { isoTime, parseIsoTime } from '../common/calendar';
import { TIMEFRAMES, type Timeframe } from '../common/timeframe';
import type { Bars } from './bars';
import { findGaps, type Hours, kindOfGap } from './gaps';

const TIME = z.string().refine((text) => parseIsoTime(text) !== null, 'must be a time');
const SHA256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What stands beside a downloaded bar file, in `<file>.json`: where it is from, what it spans and what is missing. */
export const sidecarSchema = z.object({
  schema_version: z.literal(1),
  /** "coinbase", "yahoo", "url:https://…" */
  source: z.string().min(1),
  symbol: z.string().min(1),
  /** What the source calls it. */
  answered: z.string().min(1),
  timeframe: z.enum(Object.keys(TIMEFRAMES) as [Timeframe, ...Timeframe[]]),
  /** Whose calendar days its daily bars are. */
  zone: z.string().min(1),
  hours: z.enum(['always', 'weekdays', 'sessions', 'unknown']),
  fetched_at: TIME,
  /** Opening times of the first and the last bar. */
  first: TIME,
  last: TIME,
  bars: z.number().int().positive(),
  gaps: z.array(
    z.object({
      /** The first missing bar's opening time, and that of the next one there is. */
      from: TIME,
      to: TIME,
      bars: z.number().int().positive(),
      kind: z.enum(['weekend', 'closed', 'missing']),
    }),
  ),
  bytes: z.number().int().positive(),
  sha256: SHA256,
  /** Of the file that stood there before: while the new one is not in its place yet, that is still there. */
  previous_sha256: SHA256.nullable(),
});
export type Sidecar = z.infer<typeof sidecarSchema>;

export const sidecarFile = (file: string) => `${file}.json`;

/** What a sidecar tells of the bars themselves. */
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
