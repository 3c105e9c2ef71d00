import { firstBarAt } from '../backtest/engine/clock';
import { DAY } from '../common/timeframe';
import type { Bars } from '../market/bars';
import { situationsOf } from '../market/situation';
import { SITUATION_FEATURES } from '../market/situationFeatures';
import type { EntrySituation } from '../tradelog/importedTrade';

/** Age from which bars say nothing of an entry: a long weekend, ms. */
const OLDEST = 5 * DAY;
/** Share by which an entry price may lie outside its bars: a spread, another exchange's quote. */
const TOLERANCE = 0.003;

/** The situation at an entry, or why the situation is not known. */
export type KnownSituation = EntrySituation | { readonly why: string };

/**
 * Computes the situation at an entry from the bars that had closed by then.
 * @param entry its time (epoch ms), price, and the length of the bar that the time may be the opening of, ms.
 */
export function situationAt(
  bars: Bars,
  entry: { readonly time: number; readonly price: number | null; readonly step: number | null },
): KnownSituation {
  const { symbol, step, time } = bars;
  // The last closed bar comes before the first bar that ends after the entry.
  const last = firstBarAt(bars, entry.time - step + 1) - 1;
  if (last < 0) return { why: `the bars of ${symbol} begin later` };
  const age = entry.time - (time[last] + step);
  // Where bars go on after the entry, the market was closed between.
  if (age > OLDEST || (age > step && last === time.length - 1))
    return { why: `the bars of ${symbol} end before it` };
  if (entry.price !== null && !wasTraded(bars, entry.price, entry.time, Math.max(step, entry.step ?? 0)))
    return { why: `the bars of ${symbol} had another price then: another market, or another time zone` };
  const situations = situationsOf(bars);
  const features = Object.fromEntries(
    SITUATION_FEATURES.map((feature) => [feature, situations.features[feature][last]]),
  );
  if (Object.values(features).some(Number.isNaN))
    return { why: `the bars of ${symbol} begin too shortly before it` };
  return { features, regime: situations.regime(last) };
}

/** Whether the bars from a time on have a price, within the tolerance; true where no bars are there. */
function wasTraded(bars: Bars, price: number, from: number, length: number): boolean {
  const first = Math.max(0, firstBarAt(bars, from - bars.step + 1));
  const end = Math.max(first + 1, firstBarAt(bars, from + length));
  if (first >= bars.time.length) return true;
  const low = Math.min(...bars.low.subarray(first, end));
  const high = Math.max(...bars.high.subarray(first, end));
  return price >= low * (1 - TOLERANCE) && price <= high * (1 + TOLERANCE);
}
