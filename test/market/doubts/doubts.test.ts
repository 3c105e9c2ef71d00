import assert from 'node:assert/strict';
import { DAY } from '../../../src/common/timeframe';
import { emptyBars } from '../../../src/market/bars';
import { describeCoverage } from '../../../src/market/doubts/coverage';
import { describeSplits } from '../../../src/market/doubts/splits';

const FIRST = Date.UTC(2024, 0, 1);

function barsOf(closes: readonly number[]) {
  const bars = emptyBars('A', DAY, closes.length);
  closes.forEach((close, index) => {
    bars.close[index] = close;
    bars.time[index] = FIRST + index * DAY;
  });
  return bars;
}

describe('doubts about bars', () => {
  it('are closes that look like a split, within 2 % of its ratio', () => {
    for (const ratio of [2, 3, 4, 5, 10, 20]) {
      for (const off of [0.981, 1, 1.019]) {
        assert.equal(
          describeSplits(barsOf([100, 100 / (ratio * off)])),
          `A: the close of 2024-01-02T00:00:00Z is 1/${ratio} of the one before: likely a split that the prices are not adjusted for`,
        );
        assert.match(
          describeSplits(barsOf([100, 100 * ratio * off])) ?? '',
          new RegExp(`is ${ratio} times the one`),
        );
      }
      for (const off of [0.97, 1.03]) assert.equal(describeSplits(barsOf([100, 100 * ratio * off])), null);
    }
    assert.equal(describeSplits(barsOf([100, 60, 100, 145])), null);
    assert.match(describeSplits(barsOf([100, 50, 25])) ?? '', /the first of 2 such closes/);
  });

  it('are days of the range without bars, up to now and but for a few', () => {
    const bars = barsOf(Array.from({ length: 30 }, () => 100));
    const missing = (from: number, to: number, now = Infinity) =>
      describeCoverage(bars, { from: FIRST + from * DAY, to: FIRST + to * DAY, now });
    assert.equal(missing(-5, 35), null);
    assert.equal(missing(0, 400, FIRST + 31 * DAY), null);
    assert.equal(
      missing(-6, 36),
      'A: there are bars from 2024-01-01 to 2024-01-30 only; missing: 2023-12-26 to 2023-12-31 and 2024-01-31 to 2024-02-05',
    );
    assert.equal(missing(10, 366)?.endsWith('missing: 2024-01-31 to 2024-12-31'), true);
  });
});
