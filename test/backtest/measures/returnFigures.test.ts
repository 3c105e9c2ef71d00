import assert from 'node:assert/strict';
import fc from 'fast-check';
import { calmarRatio, sortinoRatio, volatility } from '../../../src/backtest/measures/returnFigures';

const near = (actual: number | null, expected: number) =>
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-9, `${actual}, by hand ${expected}`);
const returns = fc.array(
  fc.integer({ min: -900, max: 900 }).map((tenths) => tenths / 1000),
  { maxLength: 60 },
);

describe('figures of returns', () => {
  it('divide by the downside of all returns, gains counted as zeros', () => {
    // Mean (4 − 2 + 4 − 4) % / 4 = 0.5 %; squares 4 + 16 = 20 over all four = 5: √5 %.
    near(sortinoRatio([0.04, -0.02, 0.04, -0.04], 252), (0.5 / Math.sqrt(5)) * Math.sqrt(252));
    // One return is enough where it is a loss: −1 / 1 · √365.
    near(sortinoRatio([-0.03], 365), -Math.sqrt(365));
  });

  it('are null where undefined', () => {
    for (const none of [[], [0.01, 0.02], [0, 0], [-1e-13, 0.01]]) {
      assert.equal(sortinoRatio(none, 252), null);
    }
    assert.equal(calmarRatio(null, 0.2), null);
    assert.equal(calmarRatio(0.1, 0), null);
    assert.equal(calmarRatio(0.1, 1e-13), null);
    assert.equal(volatility([], 252), null);
    assert.equal(volatility([0.1], 252), null);
  });

  it('divide growth by drawdown', () => {
    near(calmarRatio(0.3, 0.2), 1.5);
    near(calmarRatio(-0.1, 0.4), -0.25);
    near(calmarRatio(0, 0.4), 0);
  });

  it('annualise the deviation', () => {
    // Mean 2 %, deviations −1, 0, 1 %: 2 / (3 − 1) = 1 %² .
    near(volatility([0.01, 0.02, 0.03], 365), 0.01 * Math.sqrt(365));
    // Equal returns do not vary: that is known, not undefined, and rounding is not a deviation.
    assert.equal(volatility([0.1, 0.1, 0.1], 252), 0);
  });

  it('do not depend on scale or order, and are finite or null', () => {
    fc.assert(
      fc.property(returns, fc.constantFrom(252, 365), (values, perYear) => {
        const ratio = sortinoRatio(values, perYear);
        const halved = sortinoRatio(
          values.map((value) => value / 2),
          perYear,
        );
        const turned = sortinoRatio([...values].reverse(), perYear);
        assert.equal(ratio === null, !values.some((value) => value < 0));
        if (ratio !== null) {
          assert.ok(Number.isFinite(ratio));
          near(halved, ratio);
          near(turned, ratio);
        }
        const spread = volatility(values, perYear);
        assert.ok(spread === null || (Number.isFinite(spread) && spread >= 0));
        if (spread !== null)
          near(
            volatility(
              values.map((value) => 0.5 - 2 * value),
              perYear,
            ),
            2 * spread,
          );
      }),
      { seed: 22, numRuns: 500 },
    );
  });
});
