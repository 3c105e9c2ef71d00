import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  expectancy,
  type MeasuredTrade,
  profitFactor,
  tradeFigures,
  winRate,
} from '../../../src/backtest/measures/tradeFigures';
import { HOUR } from '../../../src/common/timeframe';

const near = (actual: number | null, expected: number) =>
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-9, `${actual}, by hand ${expected}`);
const trade = (pnl: number, hours = 1, fees = 0, slippage = 0): MeasuredTrade => ({
  pnl,
  fees,
  slippage,
  entryTime: HOUR,
  exitTime: HOUR + hours * HOUR,
});
const money = fc.integer({ min: -100_000, max: 100_000 }).map((cents) => cents / 100);

describe('figures of trades', () => {
  it('are those of a table worked by hand', () => {
    const figures = tradeFigures([
      trade(30, 1, 1, 0.5),
      trade(10, 2, 2, 0.25),
      trade(-5, 3, 3, 0.125),
      trade(0, 4, 4, 0),
      trade(-15, 0, 5, 0.125),
    ]);
    // (30 + 10 − 5 + 0 − 15) / 5 = 4; the 0 counts here, but among neither wins nor losses.
    near(figures.expectancy, 4);
    near(figures.averageWin, 20);
    near(figures.averageLoss, -10);
    near(figures.payoffRatio, 2);
    assert.equal(figures.largestWin, 30);
    assert.equal(figures.largestLoss, -15);
    // (1 + 2 + 3 + 4 + 0) / 5 hours.
    near(figures.averageHolding, 2 * HOUR);
    assert.equal(figures.fees, 15);
    assert.equal(figures.slippage, 1);
    // Deviations 26, 6, −9, −4, −19: squares 676 + 36 + 81 + 16 + 361 = 1170; / (5 − 1) = 292.5. √5 · 4 / √292.5.
    near(figures.sqn, (Math.sqrt(5) * 4) / Math.sqrt(292.5));
  });

  it('are null where undefined, and sums over nothing are 0', () => {
    assert.deepEqual(tradeFigures([]), {
      expectancy: null,
      averageWin: null,
      averageLoss: null,
      payoffRatio: null,
      sqn: null,
      averageHolding: null,
      largestWin: null,
      largestLoss: null,
      fees: 0,
      slippage: 0,
    });
    const won = tradeFigures([trade(5)]);
    assert.deepEqual([won.averageLoss, won.payoffRatio, won.largestLoss, won.sqn], [null, null, null, null]);
    const lost = tradeFigures([trade(-5), trade(-7)]);
    assert.deepEqual([lost.averageWin, lost.payoffRatio, lost.largestWin], [null, null, null]);
    const even = tradeFigures([trade(0)]);
    assert.deepEqual([even.averageWin, even.averageLoss, even.expectancy], [null, null, 0]);
  });

  it('have no quality number where no trade differs, however large the equal amounts', () => {
    for (const pnl of [0, 0.1, -0.1, 1_234_567.1, 98_765_432_100.7]) {
      for (let count = 2; count < 60; count += 1) {
        assert.equal(tradeFigures(Array.from({ length: count }, () => trade(pnl))).sqn, null);
      }
    }
    // Mean 0 is a quality of 0, not an undefined one.
    near(tradeFigures([trade(5), trade(-5)]).sqn, 0);
  });

  it('count wins, and profit in cash', () => {
    // 6 won, 2 lost; one win of four.
    assert.deepEqual([winRate([6, 0, -2, 0]), profitFactor([6, 0, -2, 0])], [0.25, 3]);
    assert.deepEqual([winRate([]), profitFactor([]), expectancy([])], [null, null, null]);
    assert.deepEqual([profitFactor([3]), profitFactor([-3])], [null, 0]);
  });

  it('hang together: n · expectancy is the pnl, and it is split between wins and losses', () => {
    fc.assert(
      fc.property(fc.array(money, { minLength: 1, maxLength: 80 }), (pnls) => {
        const figures = tradeFigures(pnls.map((pnl) => trade(pnl)));
        const wins = pnls.filter((pnl) => pnl > 0).length;
        const losses = pnls.filter((pnl) => pnl < 0).length;
        const total = pnls.reduce((all, pnl) => all + pnl, 0);
        assert.ok(Math.abs((figures.expectancy ?? Number.NaN) * pnls.length - total) < 1e-6);
        const parts = wins * (figures.averageWin ?? 0) + losses * (figures.averageLoss ?? 0);
        assert.ok(Math.abs(parts - total) < 1e-6);
        for (const figure of Object.values(figures)) assert.ok(figure === null || Number.isFinite(figure));
      }),
      { seed: 21 },
    );
  });
});
