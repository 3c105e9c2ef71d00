import { compactTime } from '../common/calendar';

/** One decision a symbol and bar, so one id: writing an outcome twice is writing it once. */
export function decisionId(run: string, symbol: string, barTime: number): string {
  return `${run}_${symbol}_${compactTime(barTime)}`;
}

/** Finds a decision's id, such as `mine-20250401-000000_BTCUSD_20250131T1300Z`, in a text. */
export const DECISION_ID = /[A-Za-z0-9][A-Za-z0-9._-]*_[A-Za-z0-9][A-Za-z0-9._-]*_\d{8}T\d{4}Z/;

const AFTER_RUN = /^_(.+)_(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})Z$/;

/**
 * What the id of a decision of a run tells; run and symbol may hold a "_" themselves, so the run must be known.
 * @returns when the decision's bar opened (epoch ms) and of which symbol; null for an id that is none of that run.
 */
export function parseDecisionId(id: string, run: string): { symbol: string; barTime: number } | null {
  const match = id.startsWith(run) ? AFTER_RUN.exec(id.slice(run.length)) : null;
  if (!match) return null;
  const [year, month, day, hour, minute] = match.slice(2).map(Number);
  return { symbol: match[1], barTime: Date.UTC(year, month - 1, day, hour, minute) };
}
