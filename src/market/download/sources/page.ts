import { isoTime } from '../../../common/calendar';
import { problemOfBar } from '../../barProblem';
import type { TimedBar } from '../../barsCsv';
import type { Span } from './source';
import { BadPage, OtherSpan } from './tryLater';

/** Time after its end at which a bar counts as finished, ms: sources correct their newest bar for some seconds. */
export const SETTLED_AFTER = 60_000;

/**
 * The finished bars of a page that lie in the span asked for, oldest first.
 * @param step ms. @param now time by the source's clock, epoch ms.
 * @throws BadPage for a page with a bar that is repeated, out of order, off the grid or impossible.
 * @throws OtherSpan for a page without a bar of the span.
 */
export function checkedPage(
  page: readonly TimedBar[],
  { from, to }: Span,
  step: number,
  now: number,
): readonly TimedBar[] {
  // Unfinished bars go first: sources give the present one any opening time.
  const finished = page.filter(({ time }) => time + step + SETTLED_AFTER <= now);
  const falling = finished.length > 1 && finished[0].time > finished[1].time;
  const bars = falling ? finished.reverse() : finished;
  bars.forEach((bar, index) => {
    const at = isoTime(bar.time);
    const problem = problemOfBar(bar);
    if (problem) throw new BadPage(`the bar of ${at} is impossible: ${problem}`);
    if (index === 0) return;
    const before = bars[index - 1].time;
    if (bar.time === before) throw new BadPage(`its answer has the bar of ${at} twice`);
    if (bar.time < before) throw new BadPage(`its answer is out of order at ${at}`);
    if ((bar.time - before) % step !== 0)
      throw new BadPage(`the bar of ${at} is off the grid of the other bars`);
  });
  const within = bars.filter(({ time }) => time >= from && time < to);
  if (within.length === 0 && bars.length > 0) {
    const [first, last] = [bars[0], bars[bars.length - 1]].map(({ time }) => isoTime(time));
    throw new OtherSpan(`it answers with bars from ${first} to ${last}, not of ${isoTime(from)} as asked`);
  }
  return within;
}
