import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Account, type Exit, type Position } from '../../../src/backtest/engine/account';
import type { Costs } from '../../../src/backtest/engine/costs';
import { costSensitivity } from '../../../src/backtest/measures/costSensitivity';
import { EXIT_REASONS } from '../../../src/memory/exitReason';
import { SIDES, type Side } from '../../../src/memory/side';

const near = (actual: number | null, expected: number) =>
  assert.ok(actual !== null && Math.abs(actual - expected) < 1e-9, `${actual}, by hand ${expected}`);

const COSTS = fc.record({
  fee: fc.integer({ min: 0, max: 1000 }).map((bps) => bps / 1e4),
  slippage: fc.integer({ min: 0, max: 1000 }).map((bps) => bps / 1e4),
});
const ROUND_TRIPS = fc.array(
  fc.record({
    side: fc.constantFrom(...SIDES),
    quantity: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    entry: fc.double({ min: 1e-4, max: 1e5, noNaN: true }),
    move: fc.double({ min: 0.2, max: 3, noNaN: true }),
    reason: fc.constantFrom(...EXIT_REASONS),
  }),
  { minLength: 1, maxLength: 30 },
);
type RoundTrip = typeof ROUND_TRIPS extends fc.Arbitrary<(infer T)[]> ? T : never;

type FilledRoundTrip = Position & Exit & { readonly side: Side };

/** Round trips as a run's account fills them. */
function filled(trips: readonly RoundTrip[], costs: Costs): FilledRoundTrip[] {
  return trips.map(({ side, quantity, entry, move, reason }) => {
    const account = new Account(0, costs);
    const position = account.enter(side === 'long' ? 1 : -1, quantity, entry, 0, {
      stop: null,
      target: null,
    });
    return { side, ...position, ...account.leave(position, entry * move, 1, reason) };
  });
}
const notional = (trades: readonly Position[]) =>
  trades.reduce((total, trade) => total + trade.quantity * trade.entryPrice, 0);

describe('the same trades at 1, 2 and 3 times the costs', () => {
  it('are those of a table worked by hand', () => {
    // 1 % fee, 1 % slippage; raw prices: long 100 → 120 by signal, short 100 → 80 by target, 10 units each.
    const cases = costSensitivity(
      [
        { side: 'long', quantity: 10, entryPrice: 101, exitPrice: 118.8, exitReason: 'signal' },
        { side: 'short', quantity: 10, entryPrice: 99, exitPrice: 80, exitReason: 'take_profit' },
      ],
      { fee: 0.01, slippage: 0.01 },
      1000,
    );
    assert.deepEqual(
      cases.map(({ multiple }) => multiple),
      [1, 2, 3],
    );
    // 1×: long 1188 − 1010 − 1 % of 2198 = 178 − 21.98 = 156.02; short 990 − 800 − 1 % of 1790 = 190 − 17.9 = 172.1.
    near(cases[0].pnl, 328.12);
    // 2×: long 1176 − 1020 − 2 % of 2196 = 156 − 43.92 = 112.08; short 980 − 800 − 2 % of 1780 = 180 − 35.6 = 144.4.
    near(cases[1].pnl, 256.48);
    // 3×: long 1164 − 1030 − 3 % of 2194 = 134 − 65.82 = 68.18; short 970 − 800 − 3 % of 1770 = 170 − 53.1 = 116.9.
    near(cases[2].pnl, 185.08);
    near(cases[2].totalReturn, 0.18508);
    near(cases[2].expectancy, 92.54);
    assert.deepEqual([cases[2].winRate, cases[2].profitFactor], [1, null]);
  });

  it('turn wins into losses', () => {
    // No slippage, 1 % fee, one unit each: 100 → 103 makes 3 − 2.03 = 0.97, then 3 − 4.06 = −1.06, then −3.09;
    // 100 → 120 makes 20 − 2.2 = 17.8, then 15.6, then 13.4.
    const cases = costSensitivity(
      [103, 120].map((exitPrice) => ({
        side: 'long',
        quantity: 1,
        entryPrice: 100,
        exitPrice,
        exitReason: 'max_holding',
      })),
      { fee: 0.01, slippage: 0 },
      100,
    );
    assert.deepEqual(
      cases.map(({ winRate }) => winRate),
      [1, 0.5, 0.5],
    );
    assert.equal(cases[0].profitFactor, null);
    near(cases[1].profitFactor, 15.6 / 1.06);
    near(cases[2].profitFactor, 13.4 / 3.09);
  });

  it('are null where undefined', () => {
    for (const { pnl, totalReturn, winRate, profitFactor, expectancy } of costSensitivity(
      [],
      { fee: 0.001, slippage: 0.0005 },
      100,
    )) {
      assert.deepEqual([pnl, totalReturn, winRate, profitFactor, expectancy], [0, 0, null, null, null]);
    }
  });

  it('make at 1× what they made, and at a multiple what an account with such costs makes', () => {
    fc.assert(
      fc.property(ROUND_TRIPS, COSTS, (trips, costs) => {
        const trades = filled(trips, costs);
        for (const { multiple, pnl, totalReturn } of costSensitivity(trades, costs, 5000)) {
          const dear = filled(trips, { fee: costs.fee * multiple, slippage: costs.slippage * multiple });
          const expected = dear.reduce((total, trade) => total + trade.pnl, 0);
          assert.ok(Math.abs(pnl - expected) <= 1e-9 * notional(trades), `${multiple}×: ${pnl}, ${expected}`);
          assert.equal(totalReturn, pnl / 5000);
        }
      }),
      { seed: 31, numRuns: 300 },
    );
  });

  it('make less the more they cost, and the same where nothing costs', () => {
    fc.assert(
      fc.property(ROUND_TRIPS, COSTS, (trips, costs) => {
        const trades = filled(trips, costs);
        const [one, two, three] = costSensitivity(trades, costs, 5000).map(({ pnl }) => pnl);
        if (
          costs.fee > 0 ||
          trades.every(({ side, exitReason }) => costs.slippage > 0 && (side || exitReason))
        )
          assert.ok(one > two && two > three, `${one}, ${two}, ${three}`);
        const free = costSensitivity(filled(trips, { fee: 0, slippage: 0 }), { fee: 0, slippage: 0 }, 5000);
        assert.deepEqual([free[1].pnl, free[2].pnl], [free[0].pnl, free[0].pnl]);
      }),
      { seed: 32, numRuns: 300 },
    );
  });
});
