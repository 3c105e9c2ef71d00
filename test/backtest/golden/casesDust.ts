import type { GoldenBar, GoldenCase } from './golden';

const DUST =
  'An order whose notional is below sizing.min_notional (default 0.1 % of the capital) is refused, counted and told: no dust.';
const sizing = { risk: 1, cap: 1, quantity_step: 0.01 };

/** Bars that stand still at a price. */
const flat = (price: number, ...times: string[]): GoldenBar[] =>
  times.map((time) => [time, price, price, price, price]);

/** BUY of a size at a close of 100, of 10,000. */
const bought = (
  name: string,
  size: number,
  least: number | undefined,
  quantity: number | null,
): GoldenCase => ({
  name,
  sentence: DUST,
  definition: { sizing: { ...sizing, min_notional: least } },
  bars: { A: flat(100, '00:00', '01:00') },
  decisions: [['00:00', 'A', 'BUY', { size }]],
  trades:
    quantity === null
      ? []
      : [
          {
            symbol: 'A',
            action: 'BUY',
            quantity,
            entry: ['01:00', 100],
            exit: ['02:00', 100, 'end_of_run'],
            pnl: 0,
          },
        ],
  finalEquity: 10_000,
  refusals: quantity === null ? { dust: 1 } : {},
});

/** Orders too small to be worth their place. */
export const DUSTS: readonly GoldenCase[] = [
  bought('an order of 0.1 % of the capital is made', 0.001, undefined, 0.1),
  bought('an order of less is refused', 0.0009, undefined, null),
  bought('the definition may ask for more', 0.02, 200.01, null),
  bought('an order of what it asks for is made', 0.02, 200, 2),
  bought('the definition may ask for nothing', 0.0001, 0, 0.01),
  {
    name: 'an order that cash shrinks to dust is refused',
    sentence: DUST,
    definition: { sizing },
    // A takes 100 units at 99.95: 5 of 10,000 are left, 0.05 units of B for 5, where 10 is the least.
    bars: { A: [...flat(100, '00:00'), ...flat(99.95, '01:00')], B: flat(100, '00:00', '01:00') },
    decisions: [
      ['00:00', 'A', 'BUY'],
      ['00:00', 'B', 'BUY'],
    ],
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 100,
        entry: ['01:00', 99.95],
        exit: ['02:00', 99.95, 'end_of_run'],
        pnl: 0,
      },
    ],
    finalEquity: 10_000,
    refusals: { dust: 1 },
  },
  {
    name: 'an order worth enough at its close is made at a lower open too',
    sentence: DUST,
    definition: { sizing },
    bars: { A: [...flat(100, '00:00'), ...flat(50, '01:00')] },
    decisions: [['00:00', 'A', 'BUY', { size: 0.001 }]],
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 0.1,
        entry: ['01:00', 50],
        exit: ['02:00', 50, 'end_of_run'],
        pnl: 0,
      },
    ],
    finalEquity: 10_000,
    refusals: {},
  },
];
