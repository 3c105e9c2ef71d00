import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Account } from '../../../src/backtest/engine/account';
import { buyAndHold } from '../../../src/backtest/measures/buyAndHold';
import { HOUR } from '../../../src/common/timeframe';
import { type Bars, emptyBars } from '../../../src/market/bars';

const FREE = { fee: 0, slippage: 0 };
const COSTS = { fee: 0.01, slippage: 0.01 };
const ALL = { from: 0, to: 1000 * HOUR };
const near = (actual: number, expected: number, within = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual}, by hand ${expected}`);

/** Bars from rows of hour, open and close. */
function barsOf(
  symbol: string,
  rows: readonly (readonly [hour: number, open: number, close: number])[],
): Bars {
  const bars = emptyBars(symbol, HOUR, rows.length);
  rows.forEach(([hour, open, close], index) => {
    bars.time[index] = hour * HOUR;
    bars.open[index] = open;
    bars.close[index] = close;
    bars.high[index] = Math.max(open, close);
    bars.low[index] = Math.min(open, close);
  });
  return bars;
}
const price = fc.integer({ min: 100, max: 50_000 }).map((cents) => cents / 100);
const anyBars = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 40 }), price, price), {
    selector: ([hour]) => hour,
    maxLength: 30,
  })
  .map((rows) =>
    barsOf(
      'A',
      rows.sort(([one], [other]) => one - other),
    ),
  );
const someBars = anyBars.filter(({ time }) => time.length > 0);

describe('buy and hold', () => {
  it('buys at the first open and leaves at the last close, with costs on both legs', () => {
    const { time, equity } = buyAndHold({
      bars: [
        barsOf('A', [
          [0, 900, 900],
          [1, 100, 110],
          [2, 110, 90],
          [3, 90, 120],
          [4, 500, 500],
        ]),
      ],
      from: HOUR,
      to: 4 * HOUR,
      capital: 1000,
      costs: COSTS,
      quantityStep: 0.1,
    });
    assert.deepEqual([...time], [HOUR, 2 * HOUR, 3 * HOUR]);
    // Fill 101, with its fee 102.01: 1000 / 102.01 = 9.80…, so 9.8 for 999.698; 0.302 is left.
    near(equity[0], 0.302 + 9.8 * 110);
    near(equity[1], 0.302 + 9.8 * 90);
    // Left at 120 · 0.99 = 118.8: 9.8 · 118.8 = 1164.24, less its fee 11.6424.
    near(equity[2], 0.302 + 1164.24 - 11.6424);
  });

  it('splits the capital over symbols, each on its own calendar', () => {
    const { time, equity } = buyAndHold({
      bars: [
        // 50 for 500, held at 12 after its bars end.
        barsOf('A', [
          [0, 10, 11],
          [2, 11, 12],
        ]),
        // Cash until hour 1, then 25 for 500.
        barsOf('B', [
          [1, 20, 22],
          [2, 22, 18],
          [4, 18, 30],
        ]),
      ],
      ...ALL,
      capital: 1000,
      costs: FREE,
      quantityStep: 1,
    });
    assert.deepEqual(
      [...time].map((at) => at / HOUR),
      [0, 1, 2, 4],
    );
    // 50·11 + 500; 50·11 + 25·22; 50·12 + 25·18; 50·12 + 25·30.
    assert.deepEqual([...equity], [1050, 1100, 1050, 1350]);
  });

  it('pays the exit of a symbol that ends early at the end', () => {
    const { equity } = buyAndHold({
      bars: [barsOf('A', [[0, 100, 200]]), barsOf('B', [[1, 500, 500]])],
      ...ALL,
      capital: 404,
      costs: { fee: 0, slippage: 0.01 },
      quantityStep: 1,
    });
    // A: two for 101 of its 202, nothing left. B: 505 is beyond its 202, so it stays cash.
    // Hour 0: 2·200 + 202. Hour 1, after leaving at 200 · 0.99: 2·198 + 202.
    assert.deepEqual([...equity], [602, 598]);
  });

  it('keeps the share of a symbol without bars, and has no curve where none has any', () => {
    const one = { ...ALL, capital: 200, costs: FREE, quantityStep: 1 };
    const { equity } = buyAndHold({ ...one, bars: [barsOf('A', [[0, 10, 20]]), barsOf('B', [])] });
    assert.deepEqual([...equity], [300]);
    for (const bars of [[], [barsOf('A', [])], [barsOf('A', [[1000, 1, 1]])]]) {
      const { time, equity } = buyAndHold({ ...one, bars });
      assert.deepEqual([time.length, equity.length], [0, 0]);
    }
  });

  it('without costs returns last close / first open − 1, up to the quantity step', () => {
    fc.assert(
      fc.property(someBars, fc.constantFrom(1e-8, 0.01, 1), (bars, quantityStep) => {
        const capital = 10_000;
        const { equity } = buyAndHold({ bars: [bars], ...ALL, capital, costs: FREE, quantityStep });
        const [first, last] = [bars.open[0], bars.close[bars.close.length - 1]];
        const total = equity[equity.length - 1] / capital - 1;
        near(total, last / first - 1, (quantityStep * Math.abs(last - first)) / capital + 1e-9);
      }),
      { seed: 41, numRuns: 300 },
    );
  });

  it('ends with the cash of an account that trades the same', () => {
    fc.assert(
      fc.property(someBars, fc.integer({ min: 0, max: 500 }), (bars, bps) => {
        const costs = { fee: bps / 1e4, slippage: bps / 2e4 };
        const { equity } = buyAndHold({ bars: [bars], ...ALL, capital: 10_000, costs, quantityStep: 1e-8 });
        const bought = bars.open[0] * (1 + costs.slippage);
        const account = new Account(10_000, costs);
        const quantity = 10_000 / (bought * (1 + costs.fee));
        const position = account.enter(1, quantity, bars.open[0], 0, { stop: null, target: null });
        account.leave(position, bars.close[bars.close.length - 1], 1, 'end_of_run');
        near(equity[equity.length - 1], account.cash, 1e-4);
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  it('is the sum of its symbols held alone, on the union of their times', () => {
    fc.assert(
      fc.property(fc.array(anyBars, { minLength: 1, maxLength: 4 }), (bars) => {
        const how = { ...ALL, costs: COSTS, quantityStep: 0.01 };
        const { time, equity } = buyAndHold({ ...how, bars, capital: 10_000 });
        const hours = new Set(bars.flatMap((own) => [...own.time]));
        assert.deepEqual(
          [...time],
          [...hours].sort((one, other) => one - other),
        );
        const share = 10_000 / bars.length;
        const alone = bars.map((own) => buyAndHold({ ...how, bars: [own], capital: share }));
        time.forEach((at, index) => {
          // A symbol held alone has left at its own last bar already: before the end, only others' points compare.
          const done = alone.some((own) => own.time.length > 0 && own.time[own.time.length - 1] <= at);
          if (done && index < time.length - 1) return;
          const worth = alone.reduce((total, own) => {
            const known = own.time.filter((earlier) => earlier <= at).length;
            return total + (known === 0 ? share : own.equity[known - 1]);
          }, 0);
          near(equity[index], worth, 1e-6);
        });
      }),
      { seed: 43, numRuns: 300 },
    );
  });

  it('knows nothing of the future: bars to come change no point before', () => {
    fc.assert(
      fc.property(someBars, someBars, fc.integer({ min: 1, max: 40 }), (one, other, cut) => {
        const how = { bars: [one, other], from: 0, capital: 1000, costs: COSTS, quantityStep: 0.01 };
        const whole = buyAndHold({ ...how, to: 1000 * HOUR });
        const short = buyAndHold({ ...how, to: cut * HOUR });
        // Only the last point, after leaving, may differ.
        for (let index = 0; index < short.time.length - 1; index += 1) {
          assert.equal(short.time[index], whole.time[index]);
          near(short.equity[index], whole.equity[index], 1e-9);
        }
      }),
      { seed: 44, numRuns: 300 },
    );
  });
});
