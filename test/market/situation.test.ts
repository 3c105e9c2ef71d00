import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Bars, PRICE_COLUMNS, sliceBars } from '../../src/market/bars';
import { REGIME_THRESHOLDS, regimeOf } from '../../src/market/regime';
import { situationsOf } from '../../src/market/situation';
import { SITUATION_FEATURES } from '../../src/market/situationFeatures';
import { syntheticMarket } from '../../src/market/syntheticMarket';

const [whole] = syntheticMarket({ seed: 4, from: Date.UTC(2025, 0, 1), to: Date.UTC(2025, 0, 25) });
const LAST = whole.time.length - 1;

// The arithmetic of the textbook, written independently: true range, RSI and ADX by Wilder, New Concepts in Technical
// Trading Systems (1978). Series are by index, with NaN before the first value.
const trueRange = ({ high, low, close }: Bars) =>
  Array.from(high, (_, i) =>
    i === 0
      ? high[0] - low[0]
      : Math.max(high[i] - low[i], Math.abs(high[i] - close[i - 1]), Math.abs(low[i] - close[i - 1])),
  );

/** Wilder's smoothing, seeded with the mean of the first `n` values that are not NaN. */
function wilder(values: readonly number[], n: number): number[] {
  const from = values.findIndex((value) => !Number.isNaN(value));
  const smoothed = values.map(() => Number.NaN);
  for (let i = from + n - 1; i < values.length; i += 1) {
    smoothed[i] =
      i === from + n - 1
        ? values.slice(from, from + n).reduce((a, b) => a + b) / n
        : (smoothed[i - 1] * (n - 1) + values[i]) / n;
  }
  return smoothed;
}

const meanOf = (values: ArrayLike<number>, last: number, n: number) => {
  let sum = 0;
  for (let i = last - n + 1; i <= last; i += 1) sum += values[i];
  return sum / n;
};

/** Exponential average, seeded with the first value. After five times its length the seed is below the tolerance. */
function ema(values: ArrayLike<number>, n: number, last: number): number {
  let average = values[0];
  for (let i = 1; i <= last; i += 1) average += (values[i] - average) * (2 / (n + 1));
  return average;
}

function rsi({ close }: Bars, n: number): number[] {
  const change = Array.from(close, (value, i) => (i === 0 ? Number.NaN : value - close[i - 1]));
  const up = wilder(
    change.map((value) => Math.max(value, 0)),
    n,
  );
  const down = wilder(
    change.map((value) => Math.max(-value, 0)),
    n,
  );
  return up.map((value, i) => 100 - 100 / (1 + value / down[i]));
}

function adx(bars: Bars, n: number): number[] {
  const { high, low } = bars;
  const moves = Array.from(high, (_, i) => {
    if (i === 0) return { plus: Number.NaN, minus: Number.NaN };
    const [up, down] = [high[i] - high[i - 1], low[i - 1] - low[i]];
    return { plus: up > down && up > 0 ? up : 0, minus: down > up && down > 0 ? down : 0 };
  });
  const range = wilder(
    trueRange(bars).map((value, i) => (i === 0 ? Number.NaN : value)),
    n,
  );
  const plus = wilder(
    moves.map((move) => move.plus),
    n,
  ).map((value, i) => value / range[i]);
  const minus = wilder(
    moves.map((move) => move.minus),
    n,
  ).map((value, i) => value / range[i]);
  return wilder(
    plus.map((value, i) => Math.abs(value - minus[i]) / (value + minus[i])),
    n,
  ).map((value) => 100 * value);
}

describe('the situation at a bar', () => {
  const { features } = situationsOf(whole);
  const { close, high, low } = whole;
  const range = wilder(trueRange(whole), 14);

  /** Compares a feature with the textbook at late bars, where the seeds of smoothed values are below the tolerance. */
  const agrees = (feature: (typeof SITUATION_FEATURES)[number], expected: (index: number) => number) => {
    for (let index = LAST - 100; index <= LAST; index += 1) {
      const value = expected(index);
      assert.ok(
        Math.abs(features[feature][index] - value) <= 1e-6 * Math.max(1, Math.abs(value)),
        `${feature} at ${index}: ${features[feature][index]}, the textbook says ${value}`,
      );
    }
  };

  it('has the trend in ATR', () =>
    agrees('trend', (i) => (ema(close, 20, i) - ema(close, 50, i)) / range[i]));
  it('has momentum over ten and fifty bars', () => {
    agrees('momentum_fast', (i) => (close[i] - close[i - 10]) / (range[i] * Math.sqrt(10)));
    agrees('momentum_slow', (i) => (close[i] - close[i - 50]) / (range[i] * Math.sqrt(50)));
  });
  it('has volatility, and volatility beside its own mean', () => {
    const relative = range.map((value, i) => value / close[i]);
    agrees('volatility', (i) => 100 * relative[i]);
    agrees('volatility_ratio', (i) => relative[i] / meanOf(relative, i, 100));
  });
  it('has the place in the range of fifty bars', () =>
    agrees('range_position', (i) => {
      const lowest = Math.min(...low.subarray(i - 49, i + 1));
      const highest = Math.max(...high.subarray(i - 49, i + 1));
      return (close[i] - lowest) / (highest - lowest);
    }));
  it('has RSI and ADX after Wilder', () => {
    const strength = rsi(whole, 14);
    const direction = adx(whole, 14);
    agrees('rsi', (i) => strength[i]);
    agrees('adx', (i) => direction[i]);
  });
  it('has the distance from the mean in standard deviations', () =>
    agrees('bollinger', (i) => {
      const mean = meanOf(close, i, 20);
      const squares = Array.from(close.subarray(i - 19, i + 1), (value) => (value - mean) ** 2);
      return (close[i] - mean) / Math.sqrt(squares.reduce((a, b) => a + b) / 20);
    }));

  it('knows nothing of later bars, and is unknown while anything warms up', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: LAST }), (cut) => {
        const known = situationsOf(sliceBars(whole, 0, cut));
        const other = { ...whole };
        for (const name of PRICE_COLUMNS)
          other[name] = whole[name].map((value, index) => (index < cut ? value : value * 3));
        const changed = situationsOf(other);
        for (const feature of SITUATION_FEATURES) {
          assert.deepEqual(known.features[feature], features[feature].subarray(0, cut));
          assert.deepEqual(changed.features[feature].subarray(0, cut), known.features[feature]);
        }
        for (let index = 0; index < cut; index += 1) {
          const unknown = SITUATION_FEATURES.filter((feature) => Number.isNaN(features[feature][index]));
          assert.ok(unknown.length === 0 || unknown.length === SITUATION_FEATURES.length);
          assert.equal(known.regime(index) === null, unknown.length > 0);
        }
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  it('is neutral in a market that does not move', () => {
    const still = { ...whole };
    for (const name of PRICE_COLUMNS) still[name] = new Float64Array(whole.time.length).fill(100);
    const situation = situationsOf(still);
    for (const feature of SITUATION_FEATURES)
      assert.ok(Number.isFinite(situation.features[feature][LAST]), feature);
    assert.equal(situation.features.range_position[LAST], 0.5);
    assert.equal(situation.regime(LAST), 'RANGING');
  });
});

describe('a regime', () => {
  const { trendingAdx, volatileRatio } = REGIME_THRESHOLDS;
  it('is told by thresholds that count as reached', () => {
    assert.equal(regimeOf(trendingAdx, 1), 'TRENDING');
    assert.equal(regimeOf(trendingAdx - 1e-9, 1), 'RANGING');
    assert.equal(regimeOf(trendingAdx + 20, volatileRatio), 'VOLATILE');
    assert.equal(regimeOf(0, volatileRatio - 1e-9), 'RANGING');
    assert.equal(regimeOf(Number.NaN, 1), null);
    assert.equal(regimeOf(30, Number.NaN), null);
  });
});
