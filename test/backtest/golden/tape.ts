import type { Decider } from '../../../src/decision/decision';
import type { Bars } from '../../../src/market/bars';
import type { Action } from '../../../src/memory/side';
import { instant } from './golden';

/** A decision taken at the close of the bar that opens at `bar`. */
export type TapeDecision = readonly [
  bar: string,
  symbol: string,
  action: Action,
  also?: { readonly stop?: number; readonly target?: number; readonly size?: number },
];

export interface Tape {
  readonly decide: Decider;
  /** Decisions that nobody has asked for yet, as "symbol bar". */
  unasked(): string[];
}

/**
 * Plays written decisions to the engine; every other close is HOLD.
 * @throws Error for two decisions at one bar, and for a bar that the symbol does not have.
 */
export function tapeOf(decisions: readonly TapeDecision[], bars: readonly Bars[]): Tape {
  const byClose = new Map<string, TapeDecision>();
  for (const decision of decisions) {
    const [bar, symbol] = decision;
    const own = bars.find((candidate) => candidate.symbol === symbol);
    if (!own?.time.includes(instant(bar))) throw new Error(`${symbol} has no bar at ${bar}`);
    const key = `${symbol} ${instant(bar) + own.step}`;
    if (byClose.has(key)) throw new Error(`two decisions for ${symbol} at ${bar}`);
    byClose.set(key, decision);
  }
  const unasked = new Set(decisions);
  return {
    decide: ({ symbol, time }) => {
      const decision = byClose.get(`${symbol} ${time}`);
      if (decision) unasked.delete(decision);
      const [, , action, also] = decision ?? ['', '', 'HOLD' as const];
      return { action, ...also, confidence: 50, reason: 'tape', votes: [], weights: [], leader: '' };
    },
    unasked: () => [...unasked].map(([bar, symbol]) => `${symbol} ${bar}`),
  };
}
