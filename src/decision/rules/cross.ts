import { Answer, badLength, EVEN, hold, type Rule, WARMING_UP } from './rule';

const EQUAL = hold('the averages are equal');

/** Moving-average cross: the side on which a fast simple average lies of a slow one. */
export const cross: Rule<'fast' | 'slow'> = {
  description: 'Moving-average cross: long while the fast simple average is above the slow one, short below.',
  defaults: { fast: 20, slow: 50 },
  check: (parameters) =>
    badLength(parameters, ['fast', 'slow'], 1) ??
    (parameters.fast < parameters.slow ? null : { parameter: 'fast', problem: 'must be less than "slow"' }),
  start({ fast, slow }) {
    const closes = new Float64Array(slow);
    let seen = 0;
    let side = 0;
    const crossed = new Answer(() => `SMA${fast} is ${side > 0 ? 'above' : 'below'} SMA${slow}`);
    /** Summed anew from the oldest on: a running sum would drift, and call equal averages different. */
    const average = (length: number) => {
      let sum = 0;
      for (let back = length; back > 0; back -= 1) sum += closes[(seen - back) % slow];
      return sum / length;
    };
    return {
      update(history, index) {
        closes[seen % slow] = history.close(index);
        seen += 1;
      },
      reply() {
        if (seen < slow) return WARMING_UP;
        side = average(fast) - average(slow);
        if (side === 0) return EQUAL;
        return crossed.of(side > 0 ? 'BUY' : 'SELL', EVEN);
      },
    };
  },
};
