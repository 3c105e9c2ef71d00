import assert from 'node:assert/strict';
import {
  axisPrices,
  count,
  duration,
  figure,
  multiplier,
  percent,
  signedMoney,
  signedPct,
} from '../../src/webview/format';

describe('numbers of the page', () => {
  it('have a true minus sign, and none where the digits say nothing but 0', () => {
    assert.deepEqual(
      [count(-1234), figure(-0.5), signedMoney(-4), signedMoney(0.004), percent(-0.1), signedPct(2)],
      ['−1,234', '−0.50', '−4.00', '0.00', '−10.0 %', '+2.00 %'],
    );
    assert.deepEqual(axisPrices([-5, 0, 5]), ['−5', '0', '5']);
  });

  it('are rounded by what they are, not by what they are written as', () => {
    assert.equal(duration(29.95 * 3_600_000), '29.9 h');
    assert.equal(multiplier(1.005), '1.00×');
    assert.equal(percent(null), '–');
  });
});

describe('prices beside an axis', () => {
  for (const [prices, texts] of [
    [
      [97_500, 100_000, 102_500],
      ['97,500', '100,000', '102,500'],
    ],
    [
      [1.0425, 1.045, 1.0475],
      ['1.0425', '1.0450', '1.0475'],
    ],
    [
      [0.1 + 0.2, 0.4, 0.5],
      ['0.3', '0.4', '0.5'],
    ],
    [
      [0.000_012_5, 0.000_013],
      ['0.0000125', '0.0000130'],
    ],
    [[64_203.5], ['64,203.5']],
  ])
    it(`have the same decimals, and no more than tell them apart: ${texts.join(' ')}`, () => {
      assert.deepEqual(axisPrices(prices as number[]), texts);
    });
});
