import type { GoldenBar, GoldenCase } from './golden';

const at = (time: string, price: number): GoldenBar => [time, price, price, price, price];

/** A decision at a close of 100 that is refused: the price that moves on afterwards makes no trade. */
const refused = (
  name: string,
  action: 'BUY' | 'SELL',
  levels: { readonly stop?: number; readonly target?: number },
): GoldenCase => ({
  name,
  sentence: 'A level on the wrong side of the close refuses the entry.',
  bars: { A: [at('00:00', 100), at('01:00', 100), at('02:00', 130), at('03:00', 70)] },
  decisions: [['00:00', 'A', action, levels]],
  trades: [],
  finalEquity: 10_000,
  refusedEntries: 1,
});

/** Levels that no position can have. */
export const LEVELS: readonly GoldenCase[] = [
  refused('a long with its stop above', 'BUY', { stop: 101 }),
  refused('a long with its stop at the close itself', 'BUY', { stop: 100 }),
  refused('a long with its target below', 'BUY', { target: 99 }),
  refused('a long with its target at the close itself', 'BUY', { target: 100 }),
  refused('a short with its stop below', 'SELL', { stop: 99 }),
  refused('a short with its target above', 'SELL', { target: 101 }),
  refused('a long whose one level is right and whose other is not', 'BUY', { stop: 95, target: 99 }),
];
