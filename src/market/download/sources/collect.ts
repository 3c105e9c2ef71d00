import { isoTime } from '../../../common/calendar';
import { counted } from '../../../common/format';
import { InputError } from '../../../common/inputError';
import { TIMEFRAMES, type Timeframe } from '../../../common/timeframe';
import type { TimedBar } from '../../barsCsv';
import { type Gap, kindOfGap } from '../../gaps';
import { checkedPage, SETTLED_AFTER } from './page';
import type { PoliteNet } from './politeNet';
import type { BarSource, Listing, Span } from './source';
import { OtherSpan } from './tryLater';

/** A part of the span asked for, with all its bars. */
export interface Collected {
  /** Beginning of the next part, epoch ms. */
  readonly until: number;
  /** Oldest first, possibly none. */
  readonly bars: readonly TimedBar[];
}

/** Bars that are asked for. */
export interface Wanted {
  readonly listing: Listing;
  readonly timeframe: Timeframe;
  readonly span: Span;
}

/**
 * Asks a source for the bars of a span, page by page. If an answer leaves bars out while the market was open, the source
 * is asked for them again: bars that stay missing are a gap.
 * @param note called with remarks for the user. @throws InputError where the source refuses or fails.
 */
export async function* collectBars(
  source: BarSource,
  net: PoliteNet,
  { listing, timeframe, span }: Wanted,
  note: (text: string) => void,
): AsyncGenerator<Collected> {
  const step = TIMEFRAMES[timeframe];
  const ask = (wanted: Span) =>
    net.patiently(source.host, async () => {
      const page = await source.fetchPage(listing, timeframe, wanted);
      try {
        return checkedPage(page, wanted, step, net.timeOf(source.host));
      } catch (error) {
        // A source that does not keep all bars gives this answer every time.
        if (!(error instanceof OtherSpan) || source.limits === null) throw error;
        throw new InputError({ file: source.host }, error.problem, source.limits);
      }
    });
  for (let from = span.from; from < span.to; ) {
    const wanted = { from, to: Math.min(span.to, from + source.pageSize * step) };
    let bars = await ask(wanted);
    // Spans that brought nothing when asked for again.
    const empty = new Set<string>();
    for (;;) {
      const now = net.timeOf(source.host);
      const left = leftOut(bars, wanted, step, now, listing).find((one) => !empty.has(nameOf(one)));
      if (!left) break;
      const more = fresh(bars, await ask(left), source.host);
      if (more.length === 0) empty.add(nameOf(left));
      else
        note(
          `an answer had left out ${counted(more.length, 'bar')} from ${isoTime(more[0].time)}; they came when asked again`,
        );
      bars = [...bars, ...more].sort((a, b) => a.time - b.time);
    }
    yield { until: wanted.to, bars };
    from = wanted.to;
  }
}

const nameOf = ({ from, to }: Span) => `${from} ${to}`;

/**
 * The spans that a page leaves out: at its beginning, at its end (sources cut off answers that are too long), and from the
 * first to the last gap between. Times at which the market was closed are not left out.
 */
function leftOut(
  bars: readonly TimedBar[],
  { from, to }: Span,
  step: number,
  now: number,
  { hours, zone }: Listing,
): readonly Span[] {
  // Bars need not begin at full hours: shares begin at half past.
  const offset = bars.length > 0 ? bars[0].time % step : 0;
  const onGrid = (time: number, round: (steps: number) => number) =>
    round((time - offset) / step) * step + offset;
  const end = Math.min(to, onGrid(now - SETTLED_AFTER, Math.floor));
  const edges = [onGrid(from, Math.ceil) - step, ...bars.map(({ time }) => time), end];
  const gaps = edges
    .slice(1)
    .map((time, index): Gap => ({ from: edges[index] + step, to: time }))
    .filter((gap) => gap.to > gap.from && kindOfGap(gap, hours, zone) === 'missing');
  const head = gaps.filter((gap) => gap.from === edges[0] + step);
  const tail = gaps.filter((gap) => gap.to === end && !head.includes(gap));
  const inner = gaps.filter((gap) => !head.includes(gap) && !tail.includes(gap));
  const between = inner.length > 0 ? [{ from: inner[0].from, to: inner[inner.length - 1].to }] : [];
  return [...head, ...tail, ...between];
}

/** The bars of a second answer that the first answer lacks. @throws InputError where the two answers differ in a bar. */
function fresh(bars: readonly TimedBar[], again: readonly TimedBar[], host: string): readonly TimedBar[] {
  const known = new Map(bars.map((bar) => [bar.time, bar]));
  return again.filter((bar) => {
    const before = known.get(bar.time);
    if (!before || sameBar(before, bar)) return !before;
    const problem = `asked twice for the bar of ${isoTime(bar.time)}, it gives two answers`;
    throw new InputError({ file: host }, problem, 'Try again later, or take another source');
  });
}

/** Whether two bars are equal; two missing volumes are equal. */
export function sameBar(one: TimedBar, other: TimedBar): boolean {
  return (['time', 'open', 'high', 'low', 'close', 'volume'] as const).every((name) =>
    Object.is(one[name], other[name]),
  );
}
