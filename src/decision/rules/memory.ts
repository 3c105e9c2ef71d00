import { wilsonInterval } from '../../common/wilson';
import { actionOf, SIDES } from '../../memory/side';
import { badLength, hold, type Rule } from './rule';

/** Experience: takes the side that won in similar situations, once enough similar trades are remembered. */
export const memory: Rule<'least'> = {
  description:
    'Experience: the side that won in the most similar remembered situations; without enough of them it holds.',
  /** `least`: how many similar trades of one side the rule needs before it votes for a side. */
  defaults: { least: 3 },
  check: (parameters) => badLength(parameters, ['least'], 1),
  start: ({ least }) => ({
    reply({ memories }) {
      const sides = SIDES.map((side) => {
        const trades = memories.filter(({ outcome }) => outcome.side === side);
        const wins = trades.filter(({ outcome }) => outcome.pnl > 0).length;
        // Ranks sides by the lower bound of the win rate: three wins of three are less than nine of ten.
        const [lowest] = wilsonInterval(wins, trades.length) ?? [0];
        return { action: actionOf(side), n: trades.length, wins, lowest };
      });
      const [best] = sides.filter(({ n }) => n >= least).sort((a, b) => b.lowest - a.lowest);
      if (!best) return { action: 'HOLD', confidence: 0, reason: 'too few similar trades remembered' };
      const rate = best.wins / best.n;
      if (rate <= 0.5) return hold(`similar trades won ${best.wins} of ${best.n}`);
      return {
        action: best.action,
        confidence: 100 * rate,
        reason: `similar trades won ${best.wins} of ${best.n}`,
      };
    },
  }),
};
