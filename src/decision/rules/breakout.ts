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
  start({ entry, exit }, history) {
    const range = history.series('atr', 14);
    const [high, low] = [history.series('highest', entry), history.series('lowest', entry)];
    const [innerHigh, innerLow] = [history.series('highest', exit), history.series('lowest', exit)];
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
      update(index) {
        close = history.close(index);
        if (index < entry) return;
        // The channels end at the bar before.
        const before = index - 1;
        const [top, bottom] = [high.at(before), low.at(before)];
        if (close > top) [direction, brokenAt] = [1, direction === 1 ? brokenAt : top];
        else if (close < bottom) [direction, brokenAt] = [-1, direction === -1 ? brokenAt : bottom];
        else if (
          (direction === 1 && close < innerLow.at(before)) ||
          (direction === -1 && close > innerHigh.at(before))
        )
          direction = 0;
      },
      reply() {
        if (history.count <= entry || !(range.now > 0)) return WARMING_UP;
        if (direction === 0) return inside;
        beyond = (direction * (close - brokenAt)) / range.now;
        return outside.of(direction > 0 ? 'BUY' : 'SELL', confidence(0.1 + beyond / 10));
      },
    };
  },
};
