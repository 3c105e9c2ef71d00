import { ATR } from 'trading-signals';
import { Answer, badLength, confidence, hold, type Rule, WARMING_UP } from './rule';

/** Channel breakout (Donchian): a close outside the range of the past bars, followed until it crosses the inner channel. */
export const breakout: Rule<'entry' | 'exit'> = {
  description:
    'Channel breakout: a close beyond the high or low of the past bars, until the shorter channel is crossed.',
  defaults: { entry: 48, exit: 16 },
  check: (parameters) =>
    badLength(parameters, ['entry', 'exit']) ??
    (parameters.exit <= parameters.entry
      ? null
      : { parameter: 'exit', problem: 'must not be more than "entry"' }),
  start({ entry, exit }) {
    const atr = new ATR(14);
    let direction: 1 | -1 | 0 = 0;
    let brokenAt = 0;
    let close = 0;
    let beyond = 0;
    const inside = hold(`inside the range of the past ${entry} bars`);
    const outside = new Answer(
      () =>
        `broke ${direction > 0 ? 'above' : 'below'} the ${entry}-bar channel, now ${beyond.toFixed(1)} ATR beyond`,
    );
    return {
      update(history, index) {
        close = history.close(index);
        atr.add({ high: history.high(index), low: history.low(index), close });
        if (index < entry) return;
        let high = -Infinity;
        let low = Infinity;
        let innerHigh = -Infinity;
        let innerLow = Infinity;
        for (let past = index - entry; past < index; past += 1) {
          high = Math.max(high, history.high(past));
          low = Math.min(low, history.low(past));
          if (past < index - exit) continue;
          innerHigh = Math.max(innerHigh, history.high(past));
          innerLow = Math.min(innerLow, history.low(past));
        }
        if (close > high) [direction, brokenAt] = [1, direction === 1 ? brokenAt : high];
        else if (close < low) [direction, brokenAt] = [-1, direction === -1 ? brokenAt : low];
        else if ((direction === 1 && close < innerLow) || (direction === -1 && close > innerHigh))
          direction = 0;
      },
      reply({ history }) {
        const range = atr.getResult();
        if (history.count <= entry || !range) return WARMING_UP;
        if (direction === 0) return inside;
        beyond = (direction * (close - brokenAt)) / range;
        return outside.of(direction > 0 ? 'BUY' : 'SELL', confidence(0.1 + beyond / 10));
      },
    };
  },
};
