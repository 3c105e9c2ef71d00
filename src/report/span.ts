import type { CurvePoints, ReportTrade, Span } from './reportProtocol';

/**
 * From a run's first bar to its last, or its first trade to its last where it has not ended.
 * @param step length of a bar, ms: a point of the curve was known at its bar's end.
 */
export function spanOf({ time }: CurvePoints, trades: readonly ReportTrade[], step: number | null): Span {
  const times = [...time.slice(0, 1), ...time.slice(-1)];
  const [firstTrade, lastTrade] = [trades[0], trades.at(-1)];
  if (firstTrade && lastTrade) times.push(firstTrade.entryTime, lastTrade.exitTime);
  if (times.length === 0) return { from: 0, to: 0 };
  return { from: Math.min(...times) - (step ?? 0), to: Math.max(...times) };
}
