import assert from 'node:assert/strict';
import fc from 'fast-check';
import { max, mean, min, standardDeviation } from 'simple-statistics';
import { HOUR } from '../../src/common/timeframe';
import { History } from '../../src/decision/history';
import { type Bars, emptyBars, sliceBars } from '../../src/market/bars';
import { type Indicator, indicatorOf } from '../../src/market/indicators';

const ALL: readonly Indicator[] = ['ema', 'sma', 'deviation', 'atr', 'rsi', 'adx', 'highest', 'lowest'];

/** Series of few different prices, so that equal prices are common. */
const someBars = fc
  .array(fc.tuple(fc.integer({ min: 90, max: 110 }), fc.integer({ min: 0, max: 4 })), {
    minLength: 1,
    maxLength: 80,
  })
  .map((rows): Bars => {
    const bars = emptyBars('A', HOUR, rows.length);
    rows.forEach(([close, reach], index) => {
      bars.time[index] = index * HOUR;
      bars.open[index] = close;
      bars.close[index] = close;
      bars.high[index] = close + reach;
      bars.low[index] = close - reach;
    });
    return bars;
  });
const length = fc.integer({ min: 1, max: 30 });

describe('indicators', () => {
  it('of a window are those of its values, and unknown before it is full', () => {
    fc.assert(
      fc.property(someBars, length, (bars, past) => {
        const column = (indicator: Indicator) => indicatorOf(bars, indicator, past);
        bars.time.forEach((_, index) => {
          const window = (values: Float64Array) => [...values.slice(index - past + 1, index + 1)];
          const expected =
            index < past - 1
              ? [Number.NaN, Number.NaN, Number.NaN, Number.NaN]
              : [
                  max(window(bars.high)),
                  min(window(bars.low)),
                  mean(window(bars.close)),
                  standardDeviation(window(bars.close)),
                ];
          const actual = (['highest', 'lowest', 'sma', 'deviation'] as const).map(
            (indicator) => column(indicator)[index],
          );
          expected.forEach((value, place) => {
            const near = Math.abs(actual[place] - value) < 1e-9;
            assert.ok(near || (Number.isNaN(value) && Number.isNaN(actual[place])), `${actual}, ${expected}`);
          });
        });
      }),
      { seed: 51, numRuns: 200 },
    );
  });

  it('depend on no later bar', () => {
    fc.assert(
      fc.property(someBars, length, fc.constantFrom(...ALL), (bars, past, indicator) => {
        const whole = indicatorOf(bars, indicator, past);
        for (const end of [1, bars.time.length >> 1, bars.time.length - 1])
          assert.deepEqual(
            indicatorOf(sliceBars(bars, 0, end), indicator, past),
            whole.slice(0, end),
            indicator,
          );
      }),
      { seed: 52, numRuns: 300 },
    );
  });

  it('are measured once, whoever asks, and shown up to the present only', () => {
    const [bars] = fc.sample(
      someBars.filter(({ time }) => time.length > 5),
      { seed: 53, numRuns: 1 },
    );
    assert.equal(indicatorOf(bars, 'sma', 2), indicatorOf(bars, 'sma', 2));
    const history = new History(bars, 3);
    const average = history.series('sma', 2);
    assert.equal(average.now, average.at(2));
    assert.throws(() => average.at(3), RangeError);
    history.advance();
    assert.equal(average.now, average.at(3));
  });
});
