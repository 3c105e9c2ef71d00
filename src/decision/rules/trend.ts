import { Answer, badLength, confidence, hold, notPositive, type Rule, WARMING_UP } from './rule';

const TOO_CLOSE = hold('the averages are too close to call a trend');

/** Trend following: long while a fast average lies clearly above a slow average, short while clearly below. */
export const trend: Rule<'fast' | 'slow' | 'gap'> = {
  description: 'Trend following: a fast moving average clearly above or below a slow one.',
  /** `gap`: least distance between the averages, in ATR(14), that counts as a trend. */
  defaults: { fast: 20, slow: 80, gap: 0.5 },
  check: (parameters) =>
    badLength(parameters, ['fast', 'slow']) ??
    notPositive(parameters, ['gap']) ??
    (parameters.fast < parameters.slow ? null : { parameter: 'fast', problem: 'must be less than "slow"' }),
  start({ fast, slow, gap }, history) {
    const fastAverage = history.series('ema', fast);
    const slowAverage = history.series('ema', slow);
    const range = history.series('atr', 14);
    let distance = 0;
    const apart = new Answer(
      () =>
        `EMA${fast} is ${Math.abs(distance).toFixed(1)} ATR ${distance > 0 ? 'above' : 'below'} EMA${slow}`,
    );
    return {
      reply() {
        distance = (fastAverage.now - slowAverage.now) / range.now;
        if (!Number.isFinite(distance)) return WARMING_UP;
        if (Math.abs(distance) < gap) return TOO_CLOSE;
        return apart.of(distance > 0 ? 'BUY' : 'SELL', confidence((Math.abs(distance) - gap) / 4));
      },
    };
  },
};
