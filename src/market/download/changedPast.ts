import { isoTime } from '../../common/calendar';
import type { Bars } from '../bars';
import { barAt, type TimedBar } from '../barsCsv';
import { sameBar } from './sources/collect';
import type { Span } from './sources/source';

/** A bar that a source gives in another form than before. */
export interface Change {
  readonly time: number;
  readonly text: string;
}

/**
 * Finds the first bar that a source has changed, within the spans downloaded again.
 * @param kept bars of the earlier download. Bars before its first or after its last bar are new, not changed.
 * @returns null where all bars are unchanged.
 */
export function firstChange(
  kept: Bars,
  fetched: ReadonlyMap<number, TimedBar>,
  spans: readonly Span[],
): Change | null {
  const before = new Map(Array.from(kept.time, (time, index) => [time, barAt(kept, index)]));
  const [first, last] = [kept.time[0], kept.time[kept.time.length - 1]];
  const asked = (time: number) => spans.some(({ from, to }) => time >= from && time < to);
  const times = [...new Set([...before.keys(), ...fetched.keys()])]
    .filter((time) => time >= first && time <= last && asked(time))
    .sort((a, b) => a - b);
  for (const time of times) {
    const [old, now] = [before.get(time), fetched.get(time)];
    if (old && now && sameBar(old, now)) continue;
    return { time, text: `the bar of ${isoTime(time)} was ${barText(old)} and is ${barText(now)}` };
  }
  return null;
}

function barText(bar: TimedBar | undefined): string {
  return bar ? [bar.open, bar.high, bar.low, bar.close, bar.volume].join('/') : 'not there';
}
