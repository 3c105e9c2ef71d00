import assert from 'node:assert/strict';
import { randomNumbers } from '../../src/common/randomNumbers';
import { slopeOf } from './slope';

const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-3, `${actual}, by hand ${expected}`);

describe('the slope of results on their neighbours’ mean', () => {
  it('is that of pairs worked by hand', () => {
    // Means 2 and 3; spread 1 + 0 + 1 = 2; products (−1)(−2) + 0 + 1 · 1 = 3: slope 1.5, left over −0.5, 1, −0.5.
    const pairs = [
      { x: 1, y: 1, group: 'a' },
      { x: 2, y: 4, group: 'b' },
      { x: 3, y: 4, group: 'c' },
    ];
    const { slope, interval } = slopeOf(pairs);
    near(slope, 1.5);
    // Scores 0.5, 0, −0.5: squares 0.5, times 3/2 · 2/1 = 1.5; √1.5 / 2 = 0.61237; t of 2 degrees by its expansion: 1.95996 + 2.37222 / 2 + 2.82265 / 4 = 3.8517.
    near((interval[1] - interval[0]) / 2, 3.8517 * 0.612372);
    assert.throws(() => slopeOf(pairs.slice(1)), /no slope of 2 pairs/);
    assert.throws(() => slopeOf(pairs.map((pair) => ({ ...pair, x: 1 }))), /no slope/);
  });

  it('holds the truth in about 95 of 100 samples whose groups share what moves them', () => {
    const random = randomNumbers(9);
    const noise = () => random() + random() + random() - 1.5;
    const samples = 1000;
    let held = 0;
    for (let sample = 0; sample < samples; sample += 1) {
      const pairs = Array.from({ length: 30 }, (_, group) => {
        const [sharedX, sharedY] = [noise(), noise()];
        return Array.from({ length: 10 }, () => {
          const x = sharedX + noise();
          return { x, y: 0.3 * x + sharedY + noise(), group: String(group) };
        });
      }).flat();
      const [low, high] = slopeOf(pairs).interval;
      if (low <= 0.3 && 0.3 <= high) held += 1;
    }
    assert.ok(held / samples > 0.92 && held / samples < 0.975, `${held} of ${samples}`);
  });
});
