import { Answer, badLength, confidence, EVEN, hold, notPositive, type Rule, WARMING_UP } from './rule';

const STILL = hold('price does not move');

/** Mean reversion: outside the Bollinger bands with an exhausted RSI, the price is expected to come back to its mean. */
export const reversion: Rule<'length' | 'deviations' | 'rsi' | 'oversold'> = {
  description:
    'Mean reversion: price beyond a Bollinger band with RSI oversold or overbought; leaves at the middle.',
  /** `oversold`: RSI below `oversold` is oversold, above 100 − `oversold` overbought. */
  defaults: { length: 20, deviations: 2, rsi: 14, oversold: 30 },
  check: (parameters) =>
    badLength(parameters, ['length', 'rsi']) ??
    notPositive(parameters, ['deviations', 'oversold']) ??
    (parameters.oversold < 50 ? null : { parameter: 'oversold', problem: 'must be below 50' }),
  start({ length, deviations, rsi, oversold }, history) {
    const middle = history.series('sma', length);
    const deviation = history.series('deviation', length);
    const strength = history.series('rsi', rsi);
    let [place, value] = [0, 0];
    const at = () =>
      `RSI ${value.toFixed(0)}, ${Math.abs(place).toFixed(1)} bands ${place > 0 ? 'above' : 'below'} the mean`;
    const outside = new Answer(at);
    const returned = new Answer(() => `the move is stretched: ${at()}`);
    const near = new Answer(() => `near its mean: ${at()}`);
    return {
      reply({ position }) {
        const mean = middle.now;
        value = strength.now;
        if (Number.isNaN(mean) || Number.isNaN(value)) return WARMING_UP;
        const upper = mean + deviation.now * deviations;
        const half = upper - mean;
        if (half <= 0) return STILL;
        place = (history.close(history.count - 1) - mean) / half;
        if (place < -1 && value < oversold)
          return outside.of('BUY', confidence((oversold - value) / 20 + (-place - 1)));
        if (place > 1 && value > 100 - oversold)
          return outside.of('SELL', confidence((value - 100 + oversold) / 20 + (place - 1)));
        const stretched = position && (position.side === 'long' ? place > 1 : place < -1);
        return stretched ? returned.of('CLOSE', confidence(Math.abs(place) - 1)) : near.of('HOLD', EVEN);
      },
    };
  },
};
