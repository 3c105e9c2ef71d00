import { parseIsoTime } from '../../common/calendar';
import { InputError } from '../../common/inputError';
import { DAY } from '../../common/timeframe';
import type { Bars } from '../bars';
import type { BarsTask } from './barsProtocol';
import type { Span } from './sources/source';

/** Number of bars on disk that are downloaded again, to find out whether the source has changed them. */
const OVERLAP = 200;

/**
 * The span that a task asks for.
 * @param kept bars on disk. @param now time by the source's clock, epoch ms. @throws InputError for an invalid or empty span.
 */
export function askedSpan({ from, to }: BarsTask, kept: Bars | null, file: string, now: number): Span {
  const begin = from === null ? kept?.time[0] : parseIsoTime(from);
  const end = to === null ? now : parseIsoTime(to);
  if (begin === undefined)
    throw new InputError({ file }, 'it is not there yet', 'Say from when bars are wanted: --from 2025-01-01');
  if (begin === null || end === null)
    throw new InputError({ file }, 'the span is not one of days', 'Write days as 2025-01-31');
  const span = { from: begin, to: Math.min(now, to === null ? end : end + DAY) };
  if (span.to > span.from) return span;
  throw new InputError({ file }, 'the span is empty or lies in the future', 'Change --from and --to');
}

/** The spans to download so that bars on disk and new bars join to one span, with an overlap to compare. */
export function spansToAsk(asked: Span, kept: Bars | null, whole: boolean): readonly Span[] {
  if (!kept) return [asked];
  const { time, step } = kept;
  const first = time[0];
  const end = time[time.length - 1] + step;
  const all = { from: Math.min(asked.from, first), to: Math.max(asked.to, end) };
  if (whole) return [all];
  const head = { from: all.from, to: time[Math.min(time.length, OVERLAP) - 1] + step };
  const tail = { from: time[Math.max(0, time.length - OVERLAP)], to: all.to };
  const spans = [...(all.from < first ? [head] : []), ...(all.to > end ? [tail] : [])];
  return spans.length === 2 && head.to > tail.from ? [all] : spans;
}
