import { exp, ln } from '../../common/numbers/sameMath';
import { Answer, badLength, confidence, hold, notPositive, type Rule, WARMING_UP } from './rule';

const STILL = hold('price does not move');

/** Momentum: a price that rose (fell) by more than its own noise explains is expected to go on rising (falling). */
export const momentum: Rule<'length' | 'threshold'> = {
  description: 'Momentum: the return of the past bars is larger than their own volatility explains.',
  /** `threshold`: in standard deviations of the sum of that many independent returns. */
  defaults: { length: 72, threshold: 1 },
  check: (parameters) => badLength(parameters, ['length'], 5) ?? notPositive(parameters, ['threshold']),
  start({ length, threshold }, history) {
    const returns = new Float64Array(length);
    let seen = 0;
    let sum = 0;
    let strength = 0;
    const within = hold(`the move of ${length} bars is within its noise`);
    const beyond = new Answer(
      () =>
        `${strength > 0 ? 'up' : 'down'} ${(Math.abs(exp(sum) - 1) * 100).toFixed(1)} % in ${length} bars, ${Math.abs(strength).toFixed(1)} times its noise`,
    );
    return {
      update(index) {
        if (index === 0) return;
        returns[seen % length] = ln(history.close(index) / history.close(index - 1));
        seen += 1;
      },
      reply() {
        if (seen < length) return WARMING_UP;
        let total = 0;
        let squares = 0;
        for (let index = 0; index < length; index += 1) {
          total += returns[index];
          squares += returns[index] * returns[index];
        }
        sum = total;
        const noise = Math.sqrt(squares);
        if (noise === 0) return STILL;
        strength = sum / noise;
        if (Math.abs(strength) < threshold) return within;
        return beyond.of(strength > 0 ? 'BUY' : 'SELL', confidence((Math.abs(strength) - threshold) / 2));
      },
    };
  },
};
