import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sharpeRatio } from '../../../src/backtest/measures/metrics';
import { sharpeInterval } from '../../../src/backtest/measures/sharpeInterval';
import { randomNumbers } from '../../../src/common/randomNumbers';

const near = (actual: number | undefined, expected: number) =>
  assert.ok(actual !== undefined && Math.abs(actual - expected) < 1e-9, `${actual}, by hand ${expected}`);

describe('the interval of a Sharpe ratio', () => {
  it('is that of returns worked by hand', () => {
    // Twelve of +2 % and eight of −1 %: mean 0.8, deviations +1.2 and −1.8 (percent).
    const returns = Array.from({ length: 20 }, (_, index) => (index % 5 < 3 ? 0.02 : -0.01));
    // m2 = (12 · 1.44 + 8 · 3.24) / 20 = 2.16; m3 = (12 · 1.728 − 8 · 5.832) / 20 = −1.296;
    // m4 = (12 · 2.0736 + 8 · 10.4976) / 20 = 5.4432; so k = 5.4432 / 2.16² = 7 / 6.
    const skewness = -1.296 / (2.16 * Math.sqrt(2.16));
    const ratio = 0.8 / Math.sqrt(43.2 / 19);
    const error = Math.sqrt((1 - skewness * ratio + (1 / 6 / 4) * ratio * ratio) / 20);
    const interval = sharpeInterval(returns, 252);
    near(interval?.[0], (ratio - 1.959963984540054 * error) * Math.sqrt(252));
    near(interval?.[1], (ratio + 1.959963984540054 * error) * Math.sqrt(252));
    // In numbers: 0.530548 ± 1.959964 · 0.247778 a day.
    assert.deepEqual(
      interval?.map((end) => end.toFixed(2)),
      ['0.71', '16.13'],
    );
  });

  it('is not there for less than a month of days, nor where no return differs', () => {
    const returns = (count: number) => Array.from({ length: count }, (_, index) => (index % 2) / 100);
    assert.equal(sharpeInterval(returns(19), 252), null);
    assert.notEqual(sharpeInterval(returns(20), 252), null);
    assert.equal(sharpeInterval(Array(50).fill(0.01), 252), null);
  });

  it('holds the ratio, is finite or null, and grows narrower with more of the same returns', () => {
    const returns = fc.array(fc.double({ min: -0.9, max: 1e3, noNaN: true }), {
      minLength: 20,
      maxLength: 60,
    });
    fc.assert(
      fc.property(returns, (values) => {
        const interval = sharpeInterval(values, 365);
        const ratio = sharpeRatio(values, 365);
        assert.equal(interval === null, ratio === null);
        if (interval === null || ratio === null) return;
        assert.ok(interval.every(Number.isFinite) && interval[0] <= ratio && ratio <= interval[1]);
        const [low, high] = sharpeInterval([...values, ...values, ...values, ...values], 365) ?? [];
        assert.ok(low !== undefined && high !== undefined && high - low < interval[1] - interval[0]);
      }),
      { seed: 41, numRuns: 300 },
    );
  });

  it('holds the true ratio in about 95 of 100 quarters, of skewed returns too', () => {
    const random = randomNumbers(5);
    const quarters = 2000;
    // Gains of 3 % in 3 of 10 days, else losses of 1 %: mean 0.2 %, deviation √(0.3 · 2.8² + 0.7 · 1.2²) %.
    const truth = (0.2 / Math.sqrt(0.3 * 2.8 * 2.8 + 0.7 * 1.2 * 1.2)) * Math.sqrt(252);
    let held = 0;
    for (let quarter = 0; quarter < quarters; quarter += 1) {
      const returns = Array.from({ length: 63 }, () => (random() < 0.3 ? 0.03 : -0.01));
      const [low, high] = sharpeInterval(returns, 252) ?? [0, 0];
      if (low <= truth && truth <= high) held += 1;
    }
    assert.ok(held / quarters > 0.93 && held / quarters < 0.97, `${held} of ${quarters}`);
  });
});
