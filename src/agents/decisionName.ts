import type { Definition } from '../backtest/definition/definition';
import { TIMEFRAMES } from '../common/timeframe';
import { parseDecisionId } from '../memory/outcome';

/** When a decision was taken, at its bar's close, epoch ms; null for an id that is none of that run. */
export function decisionTime(id: string, run: string, { timeframe }: Definition): number | null {
  const parsed = parseDecisionId(id, run);
  return parsed && parsed.barTime + TIMEFRAMES[timeframe];
}
