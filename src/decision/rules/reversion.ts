import { BollingerBands, RSI, WSMA } from 'trading-signals';
import { Answer, badLength, confidence, EVEN, hold, notPositive, type Rule, WARMING_UP } from './rule';

const STILL = hold('price does not move');

/** Mean reversion: outside the Bollinger bands with an exhausted RSI, price is expected to come back to its mean. */
export const reversion: Rule<'length' | 'deviations' | 'rsi' | 'oversold'> = {
  description:
    'Mean reversion: price beyond a Bollinger band with RSI oversold or overbought; leaves at the middle.',
  /** `oversold`: RSI below it is oversold, above 100 − it overbought. */
  defaults: { length: 20, deviations: 2, rsi: 14, oversold: 30 },
  check: (parameters) =>
    badLength(parameters, ['length', 'rsi']) ??
    notPositive(parameters, ['deviations', 'oversold']) ??
    (parameters.oversold < 50 ? null : { parameter: 'oversold', problem: 'must be below 50' }),
  start({ length, deviations, rsi, oversold }) {
    const bands = new BollingerBands(length, deviations);
    const strength = new RSI(rsi, WSMA);
    let close = 0;
    let [place, value] = [0, 0];
    const at = () =>
      `RSI ${value.toFixed(0)}, ${Math.abs(place).toFixed(1)} bands ${place > 0 ? 'above' : 'below'} the mean`;
    const outside = new Answer(at);
    const returned = new Answer(() => `the move is stretched: ${at()}`);
    const near = new Answer(() => `near its mean: ${at()}`);
    return {
      update(history, index) {
        close = history.close(index);
        bands.add(close);
        strength.add(close);
      },
      reply({ position }) {
        const band = bands.getResult();
        const rsiNow = strength.getResult();
        if (!band || rsiNow === null) return WARMING_UP;
        value = rsiNow;
        const half = band.upper - band.middle;
        if (half <= 0) return STILL;
        place = (close - band.middle) / half;
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
