import assert from 'node:assert/strict';
import fc from 'fast-check';
import { definitionSchema } from '../../../src/backtest/definition/definition';
import { runEngine } from '../../../src/backtest/engine/engine';
import { type CostCase, costSensitivity } from '../../../src/backtest/measures/costSensitivity';
import { TakenDecisions } from '../../../src/backtest/measures/takenDecisions';
import { HOUR } from '../../../src/common/timeframe';
import type { Decider } from '../../../src/decision/decision';
import { type Bars, emptyBars } from '../../../src/market/bars';
import { ACTIONS, type Action } from '../../../src/memory/side';

const START = Date.UTC(2025, 0, 6);
const near = (actual: number | null | undefined, expected: number) =>
  assert.ok(
    actual !== null && actual !== undefined && Math.abs(actual - expected) < 1e-6,
    `${actual}, by hand ${expected}`,
  );

/** Hourly bars that open and close at one price each. */
function flatBars(prices: readonly number[]): Bars {
  const bars = emptyBars('A', HOUR, prices.length);
  prices.forEach((price, index) => {
    bars.time[index] = START + index * HOUR;
    for (const column of ['open', 'high', 'low', 'close'] as const) bars[column][index] = price;
    bars.volume[index] = 1;
  });
  return bars;
}

const BASE = {
  name: 'costs',
  symbols: [{ symbol: 'A', file: 'x', quote: 'USD' }],
  timeframe: '1h',
  from: '2025-01-06',
  to: '2025-01-12',
  providers: [{ use: 'rule:trend' }],
  sizing: { risk: 1, cap: 1, quantity_step: 1 },
};
type Costs = { readonly fee_bps: number; readonly slippage_bps: number };

/** Takes an action at each close, the last one again and again. */
const tape = (actions: readonly Action[]): Decider => {
  let next = 0;
  return () => {
    const action = actions[Math.min(next, actions.length - 1)];
    next += 1;
    return { action, confidence: 50, reason: '', votes: [], weights: [], leader: '' };
  };
};

async function play(prices: readonly number[], actions: readonly Action[], costs: Costs, capital = 10_000) {
  const definition = definitionSchema.parse({ ...BASE, costs: { fee_bps: 0, slippage_bps: 0 }, capital });
  const bars = [flatBars(prices)];
  const decisions = new TakenDecisions();
  const decide = tape(actions);
  const priced = { ...definition, costs };
  const result = await runEngine({
    run: 'r',
    definition: priced,
    bars,
    decide(request) {
      const decision = decide(request);
      if ('then' in decision) throw new Error('the tape waits for nobody');
      decisions.add(decision);
      return decision;
    },
  });
  const { signal } = new AbortController();
  const cases = await costSensitivity({ definition: priced, bars, result, decisions, signal });
  assert.ok(cases);
  return { cases, result };
}

describe('the decisions of a run played again at 1, 2 and 3 times the costs', () => {
  it('are those of trades worked by hand, sized from what is left', async () => {
    // 1 % fee. Bought with all cash at 100 and sold at 110; again at 100, sold at 100.
    const { cases } = await play([100, 100, 110, 100, 100, 100], ['BUY', 'CLOSE', 'BUY', 'CLOSE', 'HOLD'], {
      fee_bps: 100,
      slippage_bps: 0,
    });
    // The bars: decided at 100, in at 100, out at 110; decided at 110 with cash c: floor(c / (110 · 1.01)), in at 100, out at 100.
    // 1×: 99 units cost 9,999, bring 10,890 − 108.9: 10,782.1. floor(10,782.1 / 111.1) = 97 units: −97 − 97.
    near(cases[0].pnl, 782.1 - 194);
    // 2×: 98 units cost 9,996, bring 10,780 − 215.6: 10,568.4. floor(10,568.4 / 112.2) = 94 units: −188 − 188.
    near(cases[1].pnl, 568.4 - 376);
    // 3×: 97 units cost 9,991, bring 10,670 − 320.1: 10,358.9. floor(10,358.9 / 113.3) = 91 units: −273 − 273.
    near(cases[2].pnl, 358.9 - 546);
    near(cases[2].totalReturn, -0.01871);
    near(cases[2].expectancy, -0.01871 * 5000);
    assert.deepEqual(
      cases.map(({ trades, winRate }) => [trades, winRate]),
      [
        [2, 0.5],
        [2, 0.5],
        [2, 0.5],
      ],
    );
    near(cases[2].profitFactor, 358.9 / 546);
  });

  it('lose no more than there is: with each trade less is left, and dust is refused', async () => {
    const prices = Array.from({ length: 160 }, () => 100);
    const actions = prices.map((_, index): Action => (index % 2 === 0 ? 'BUY' : 'CLOSE'));
    const { cases } = await play(prices, actions, { fee_bps: 1000, slippage_bps: 1000 });
    // The same trades at three times the costs would have lost their sum three times over, which nobody has.
    for (const { totalReturn, ruined } of cases) {
      assert.ok(totalReturn !== null && totalReturn > -1 && totalReturn < -0.9, String(totalReturn));
      assert.equal(ruined, false);
    }
    assert.ok(cases[2].trades < cases[0].trades);
  });

  it('are ruined where nothing is left', async () => {
    // A short at 100, cash for 90 units with the fee; the price more than doubles.
    const { cases } = await play([100, 100, 190, 190], ['SELL', 'HOLD'], { fee_bps: 400, slippage_bps: 0 });
    // 1×: 96 units, −8,640 and 4 % of 9,600 and 18,240: 10,000 − 8,640 − 384 − 729.6 = 246.4 is left.
    near(cases[0].totalReturn, -0.97536);
    // 2×: 92 units: 10,000 − 8,280 − 736 − 1,398.4 < 0.
    near(cases[1].totalReturn, -1.04144);
    assert.deepEqual(
      cases.map(({ ruined }) => ruined),
      [false, true, true],
    );
  });

  it('are null where undefined', async () => {
    const { cases } = await play([100, 100], ['HOLD'], { fee_bps: 10, slippage_bps: 5 });
    for (const { multiple, ...figures } of cases)
      assert.deepEqual(figures, {
        pnl: 0,
        totalReturn: 0,
        ruined: false,
        trades: 0,
        winRate: null,
        profitFactor: null,
        expectancy: null,
      } satisfies Omit<CostCase, 'multiple'>);
  });

  it('come to what a run at those costs comes to whose decisions are the same', async () => {
    const market = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 3, maxLength: 60 });
    const actions = fc.array(fc.constantFrom(...ACTIONS), { minLength: 1, maxLength: 60 });
    const costs = fc.record({
      fee_bps: fc.integer({ min: 0, max: 1000 }),
      slippage_bps: fc.integer({ min: 0, max: 1000 }),
    });
    await fc.assert(
      fc.asyncProperty(market, actions, costs, async (prices, taken, { fee_bps, slippage_bps }) => {
        const { cases } = await play(prices, taken, { fee_bps, slippage_bps });
        for (const { multiple, ...figures } of cases) {
          const dearer = { fee_bps: multiple * fee_bps, slippage_bps: multiple * slippage_bps };
          const { cases: own, result } = await play(prices, taken, dearer);
          assert.deepEqual({ ...figures, multiple: 1 }, own[0]);
          assert.equal(figures.trades, result.trades.length);
          assert.equal(figures.totalReturn, (result.equity.equity.at(-1) ?? Number.NaN) / 10_000 - 1);
        }
        if (fee_bps === 0 && slippage_bps === 0)
          assert.deepEqual([cases[1].pnl, cases[2].pnl], [cases[0].pnl, cases[0].pnl]);
      }),
      { seed: 31, numRuns: 200 },
    );
  });

  it('are not asked for more often than they were taken', () => {
    const again = new TakenDecisions().again();
    // The request is not looked at.
    assert.throws(() => again({} as Parameters<Decider>[0]), /0 decisions/);
  });
});
