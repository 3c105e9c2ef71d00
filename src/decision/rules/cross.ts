import { Answer, badLength, EVEN, hold, type Rule, WARMING_UP } from './rule';

const EQUAL = hold('the averages are equal');

/** Moving-average cross: long while the fast simple average lies above the slow average, short below. */
export const cross: Rule<'fast' | 'slow'> = {
  description: 'Moving-average cross: long while the fast simple average is above the slow one, short below.',
  defaults: { fast: 20, slow: 50 },
  check: (parameters) =>
    badLength(parameters, ['fast', 'slow'], 1) ??
    (parameters.fast < parameters.slow ? null : { parameter: 'fast', problem: 'must be less than "slow"' }),
  start({ fast, slow }, history) {
    const [fastAverage, slowAverage] = [history.series('sma', fast), history.series('sma', slow)];
    let side = 0;
    const crossed = new Answer(() => `SMA${fast} is ${side > 0 ? 'above' : 'below'} SMA${slow}`);
    return {
      reply() {
        side = fastAverage.now - slowAverage.now;
        if (Number.isNaN(side)) return WARMING_UP;
        if (side === 0) return EQUAL;
        return crossed.of(side > 0 ? 'BUY' : 'SELL', EVEN);
      },
    };
  },
};
