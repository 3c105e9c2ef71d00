import assert from 'node:assert/strict';
import { axisPrices } from '../../src/webview/format';

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
    [
      [-5, 0, 5],
      ['−5', '0', '5'],
    ],
  ])
    it(`have the same decimals, and no more than tell them apart: ${texts.join(' ')}`, () => {
      assert.deepEqual(axisPrices(prices as number[]), texts);
    });
});
