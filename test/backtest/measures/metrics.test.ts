import assert from 'node:assert/strict';
import type { Curve } from '../../../src/backtest/engine/equityCurve';
import {
  annualGrowth,
  dailyReturns,
  daysPerYear,
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

  describe('by weekdays', () => {
    /** Bars of four weeks at the hours given for each day of the week, from Monday. */
    const weekly = (step: number, hours: readonly (readonly number[])[]) => {
      const times = [0, 1, 2, 3].flatMap((week) =>
        hours.flatMap((some, day) => some.map((hour) => MONDAY + (week * 7 + day) * DAY + hour * HOUR)),
      );
      const bars = emptyBars('A', step, times.length);
      bars.time.set(times);
      return bars;
    };
    const all = Array.from({ length: 24 }, (_, hour) => hour);
    const closed: number[] = [];
    const exchange = weekly(HOUR, [all, all, all, all, all, closed, [22, 23]]);
    const sundayToThursday = (step: number, hours: readonly number[]) =>
      weekly(step, [hours, hours, hours, hours, closed, closed, hours]);
    const always = weekly(HOUR, [all, all, all, all, all, all, all]);
    const sunday = MONDAY + 6 * DAY + 22 * HOUR;
    const cases: [name: string, bars: ReturnType<typeof weekly>[], days: number, folds: boolean][] = [
      ['an intraday week that opens on Sunday evening', [exchange], 252, true],
      ['days from Sunday to Thursday', [sundayToThursday(DAY, [0])], 252, false],
      ['hours from Sunday to Thursday', [sundayToThursday(HOUR, [7, 8, 9])], 252, false],
      ['a market that never closes', [always], 365, false],
      ['both together', [exchange, always], 365, false],
      ['weekdays beside a Sunday evening', [weekly(HOUR, [all, all, all, all, all]), exchange], 252, true],
    ];
    for (const [name, bars, days, folds] of cases) {
      it(`of ${name}`, () => {
        assert.equal(daysPerYear(bars), days);
        assert.equal(tradingDays(bars)(sunday), folds ? MONDAY + 7 * DAY : MONDAY + 6 * DAY);
      });
    }
  });
});
