import type { GoldenCase, GoldenTrade } from './golden';
import type { TapeDecision } from './tape';

const SIZE =
  'quantity = floor to step of min(risk × equity / |entry − stop|, cap × equity / entry, cash / (entry × (1 + fee)))';

interface Sized {
  readonly name: string;
  readonly sentence: string;
  readonly definition: NonNullable<GoldenCase['definition']>;
  /** The decision's close, and the opens of the two bars after it. */
  readonly prices: readonly [close: number, entry: number, exit: number];
  readonly also?: TapeDecision[3];
  readonly quantity: number;
  readonly pnl: number;
  readonly costs?: Pick<GoldenTrade, 'fees' | 'slippage'> & { entry: number; exit: number };
}

/** BUY at the close of 00:00, CLOSE at that of 01:00. */
function sized({ name, sentence, definition, prices, also, quantity, pnl, costs }: Sized): GoldenCase {
  const [close, entry, exit] = prices;
  const { entry: bought = entry, exit: sold = exit, ...paid } = costs ?? {};
  return {
    name,
    sentence,
    definition,
    bars: {
      A: [
        ['00:00', close, close, close, close],
        ['01:00', entry, entry, entry, entry],
        ['02:00', exit, exit, exit, exit],
      ],
    },
    decisions: [
      ['00:00', 'A', 'BUY', also],
      ['01:00', 'A', 'CLOSE'],
    ],
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity,
        entry: ['01:00', bought],
        exit: ['02:00', sold, 'signal'],
        ...paid,
        pnl,
      },
    ],
    finalEquity: 10_000 + pnl,
  };
}

/** How large a position is; one symbol. */
export const SIZING: readonly GoldenCase[] = [
  sized({
    name: 'risk decides',
    sentence: SIZE,
    definition: { sizing: { risk: 0.01, cap: 1, quantity_step: 0.01 } },
    prices: [100, 102, 105],
    also: { stop: 95 },
    quantity: 20, // 0.01 × 10,000 / |100 − 95|: from the close, not the open of 102
    pnl: 60,
  }),
  sized({
    name: 'risk decides, with a percentage stop',
    sentence: 'A percentage counts from the decision’s close.',
    definition: { sizing: { risk: 0.01, cap: 1, quantity_step: 0.01 }, stops: { stop_loss_pct: 4 } },
    prices: [100, 102, 105],
    quantity: 25, // 100 / (100 − 96)
    pnl: 75,
  }),
  sized({
    name: 'the cap decides',
    sentence: SIZE,
    definition: { sizing: { risk: 0.5, cap: 0.3, quantity_step: 0.01 } },
    prices: [100, 100, 110],
    also: { stop: 95 }, // risk alone: 5,000 / 5 = 1,000
    quantity: 30,
    pnl: 300,
  }),
  sized({
    name: 'cash decides, its fee included',
    sentence: SIZE,
    definition: {
      sizing: { risk: 1, cap: 1, quantity_step: 0.01 },
      costs: { fee_bps: 100, slippage_bps: 0 },
    },
    prices: [100, 100, 110],
    quantity: 99, // 10,000 / 101 = 99.0099…
    pnl: 782.1, // 990 − 99 − 108.9
    costs: { entry: 100, exit: 110, fees: 207.9 },
  }),
  sized({
    name: 'without a stop, cap and cash decide',
    sentence: 'Without a stop, cap and cash decide.',
    definition: { sizing: { risk: 0.0001, cap: 0.5, quantity_step: 0.01 } },
    prices: [100, 100, 110],
    quantity: 50,
    pnl: 500,
  }),
  sized({
    name: 'the decision’s size decides',
    sentence: 'A decision’s size is a fraction of equity, as a further upper limit.',
    definition: {},
    prices: [100, 100, 110],
    also: { size: 0.1 },
    quantity: 10,
    pnl: 100,
  }),
  sized({
    name: 'the decision’s size never lifts the cap',
    sentence: 'A decision’s size is a fraction of equity, as a further upper limit.',
    definition: {},
    prices: [100, 100, 110],
    also: { size: 0.9 },
    quantity: 50,
    pnl: 500,
  }),
  sized({
    name: 'quantities are rounded down to a step',
    sentence: SIZE,
    definition: { sizing: { risk: 1, cap: 0.3, quantity_step: 1 } },
    prices: [70, 70, 75],
    quantity: 42, // 3,000 / 70 = 42.857…
    pnl: 210,
  }),
  sized({
    name: 'a quantity a rounding error short of a step is that step',
    sentence: 'The floor tolerates 1e-9 of a step.',
    definition: { sizing: { risk: 1, cap: 0.003, quantity_step: 0.1 } },
    prices: [100, 100, 110],
    quantity: 0.3, // 30 / 100, and 0.3 / 0.1 is 2.9999999999999996 in floating point
    pnl: 3,
  }),
  sized({
    name: 'a quantity a ten-millionth short of a step is not',
    sentence: 'The floor tolerates 1e-9 of a step.',
    definition: { sizing: { risk: 1, cap: 0.0029999999, quantity_step: 0.1 } },
    prices: [100, 100, 110],
    quantity: 0.2, // 2.9999999 steps
    pnl: 2,
  }),
  sized({
    name: 'the step is 1e-8 unless said',
    sentence: 'quantity_step > 0 always (1e-8 unless said)',
    definition: { sizing: { risk: 1, cap: 0.1 } },
    prices: [3000, 3000, 6000],
    quantity: 0.33333333, // 1,000 / 3,000
    pnl: 999.99999,
  }),
  sized({
    name: 'the size comes from the raw close, whatever the fill turns out to be',
    sentence: 'Sizing uses the raw close and cash at that close.',
    definition: { costs: { fee_bps: 0, slippage_bps: 100 } },
    prices: [100, 125, 125],
    quantity: 50, // not 5,000 / 125, nor 5,000 / 101
    pnl: -125, // 50 × (123.75 − 126.25)
    costs: { entry: 126.25, exit: 123.75, slippage: 125 },
  }),
];
