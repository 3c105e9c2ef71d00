import assert from 'node:assert/strict';
import type { Curve } from '../../../src/backtest/engine/equityCurve';
import {
  annualGrowth,
  dailyReturns,
  maxDrawdown,
  measure,
  sharpeRatio,
  tradingDays,
} from '../../../src/backtest/measures/metrics';
import { dayOf } from '../../../src/common/calendar';
import { DAY, HOUR } from '../../../src/common/timeframe';
import { emptyBars } from '../../../src/market/bars';

const MONDAY = Date.UTC(2025, 0, 6);
const near = (actual: number | null, expected: number) =>
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-9, `${actual}, by hand ${expected}`);

const curveOf = (bars: readonly { time: number; equity: number }[]): Curve => ({
  time: Float64Array.from(bars, ({ time }) => time),
  equity: Float64Array.from(bars, ({ equity }) => equity),
});

describe('measures', () => {
  it('take each day’s last mark, the first from the starting capital', () => {
    const curve = curveOf([
      { time: MONDAY, equity: 90 },
      { time: MONDAY + 5 * HOUR, equity: 110 },
      { time: MONDAY + DAY, equity: 99 },
      // No bars on the third day: it has no return.
      { time: MONDAY + 3 * DAY, equity: 108.9 },
    ]);
    const returns = dailyReturns(curve, 100, dayOf);
    [0.1, -0.1, 0.1].forEach((value, index) => {
      near(returns[index], value);
    });
    assert.equal(returns.length, 3);
    // mean 1/30; squared deviations (1/15)², (2/15)², (1/15)²: 6/225, half of it 1/75; √(1/75) = 0.11547…
    near(sharpeRatio(returns, 365), (1 / 30 / Math.sqrt(1 / 75)) * Math.sqrt(365));
    near(maxDrawdown(curve, 100), 0.1);
    near(maxDrawdown(curveOf([{ time: 0, equity: 80 }]), 100), 0.2);
  });

  it('are null where they are undefined', () => {
    assert.equal(sharpeRatio([0.1], 365), null);
    assert.equal(sharpeRatio([0.1, 0.1, 0.1], 365), null);
    assert.equal(annualGrowth(100, 0, DAY), null);
    const ruined = measure({
      start: 100,
      curve: curveOf([{ time: MONDAY, equity: -1 }]),
      step: HOUR,
      trades: [],
      exposedBars: 0,
      perYear: 365,
      day: dayOf,
    });
    assert.deepEqual(
      [ruined.sharpe, ruined.cagr, ruined.winRate, ruined.profitFactor],
      [null, null, null, null],
    );
  });

  it('count growth by years of 365.25 days', () => {
    near(annualGrowth(100, 121, 2 * 365.25 * DAY), 0.1);
  });

  it('count a trade that ends at nothing as no win, and profit in cash', () => {
    const { wins, winRate, profitFactor } = measure({
      start: 100,
      curve: curveOf([{ time: MONDAY, equity: 104 }]),
      step: HOUR,
      trades: [6, 0, -2, 0].map((pnl) => ({ pnl, fees: 0, slippage: 0, entryTime: 0, exitTime: HOUR })),
      exposedBars: 1,
      perYear: 365,
      day: dayOf,
    });
    assert.deepEqual([wins, winRate, profitFactor], [1, 0.25, 3]);
  });

  it('fold a Sunday evening into Monday only where nobody trades on Saturdays', () => {
    const sunday = MONDAY - 2 * HOUR;
    const at = (time: number) => {
      const bars = emptyBars('A', HOUR, 1);
      bars.time[0] = time;
      return bars;
    };
    assert.equal(tradingDays([at(sunday)])(sunday), MONDAY);
    assert.equal(tradingDays([at(sunday), at(MONDAY - 30 * HOUR)])(sunday), MONDAY - DAY);
  });
});
