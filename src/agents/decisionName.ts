import type { Definition } from '../backtest/definition/definition';
import { TIMEFRAMES } from '../common/timeframe';

const ID_END = /^_(.+)_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z$/;

/** What the id of a decision of a run tells: see `decisionId`. Null for an id that is none of that run. */
export function readDecisionId(id: string, run: string): { symbol: string; barTime: number } | null {
  const match = id.startsWith(run) ? ID_END.exec(id.slice(run.length)) : null;
  if (!match) return null;
  const [year, month, day, hour, minute] = match.slice(2).map(Number);
  return { symbol: match[1], barTime: Date.UTC(year, month - 1, day, hour, minute) };
}

/** When a decision was taken, at its bar's close, epoch ms; null for an id that is none of that run. */
export function decisionTime(id: string, run: string, { timeframe }: Definition): number | null {
  const read = readDecisionId(id, run);
  return read && read.barTime + TIMEFRAMES[timeframe];
}
