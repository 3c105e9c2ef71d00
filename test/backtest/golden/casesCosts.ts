import type { GoldenCase } from './golden';

/** When orders fill, and what both legs cost. */
export const COSTS: readonly GoldenCase[] = [
  {
    name: 'a decision fills at the next open',
    sentence:
      'A decision taken at a bar’s close sees bars up to and including it, and fills at the next bar’s open.',
    bars: {
      A: [
        ['00:00', 100, 101, 99, 100],
        ['01:00', 102, 106, 101, 105],
        ['02:00', 107, 108, 104, 106],
      ],
    },
    decisions: [
      ['00:00', 'A', 'BUY'],
      ['01:00', 'A', 'CLOSE'],
    ],
    // 0.5 × 10,000 / 100 = 50 units; 50 × (107 − 102)
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 50,
        entry: ['01:00', 102],
        exit: ['02:00', 107, 'signal'],
        pnl: 250,
      },
    ],
    finalEquity: 10_250,
    equity: [10_000, 10_150, 10_250], // 10,000 + 50 × (105 − 102)
    cash: [10_000, 4_900, 10_250], // 10,000 − 50 × 102
    exposedBars: 1,
  },
  {
    name: 'a short gains where the price falls, and its notional is set aside',
    sentence: 'No leverage: a long pays its notional, a short reserves it.',
    bars: {
      A: [
        ['00:00', 100, 101, 99, 100],
        ['01:00', 100, 101, 94, 95],
        ['02:00', 90, 92, 88, 91],
      ],
    },
    decisions: [
      ['00:00', 'A', 'SELL'],
      ['01:00', 'A', 'CLOSE'],
    ],
    trades: [
      {
        symbol: 'A',
        action: 'SELL',
        quantity: 50,
        entry: ['01:00', 100],
        exit: ['02:00', 90, 'signal'],
        pnl: 500,
      },
    ],
    finalEquity: 10_500,
    equity: [10_000, 10_250, 10_500], // 5,000 cash + 5,000 reserve + 50 × (100 − 95)
    cash: [10_000, 5_000, 10_500],
  },
  {
    name: 'a long pays the default costs on both legs',
    sentence: 'Defaults 10 bps fee and 5 bps slippage: never zero by default.',
    definition: { costs: {} },
    bars: {
      A: [
        ['00:00', 100, 101, 99, 100],
        ['01:00', 100, 109, 99, 108],
        ['02:00', 110, 111, 109, 110],
      ],
    },
    decisions: [
      ['00:00', 'A', 'BUY'],
      ['01:00', 'A', 'CLOSE'],
    ],
    // in 100 × 1.0005 = 100.05, out 110 × 0.9995 = 109.945
    // fees 0.001 × 50 × 100.05 = 5.0025 and 0.001 × 50 × 109.945 = 5.49725
    // slippage 50 × 0.05 = 2.5 and 50 × 0.055 = 2.75; pnl 50 × 9.895 = 494.75 less the fees
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 50,
        entry: ['01:00', 100.05],
        exit: ['02:00', 109.945, 'signal'],
        fees: 10.49975,
        slippage: 5.25,
        pnl: 484.25025,
      },
    ],
    finalEquity: 10_484.25025,
    equity: [10_000, 10_392.4975, 10_484.25025], // cash 10,000 − 5,002.5 − 5.0025, and 50 × 108
  },
  {
    name: 'a short pays the default costs on both legs, slippage against it',
    sentence:
      'fill = price × (1 + side × slippage_bps/1e4) on both legs; fee = rate × |quantity × fill| on both legs.',
    definition: { costs: {} },
    bars: {
      A: [
        ['00:00', 100, 101, 99, 100],
        ['01:00', 100, 101, 91, 92],
        ['02:00', 90, 91, 89, 90],
      ],
    },
    decisions: [
      ['00:00', 'A', 'SELL'],
      ['01:00', 'A', 'CLOSE'],
    ],
    // in 100 × 0.9995 = 99.95, out 90 × 1.0005 = 90.045
    // fees 4.9975 and 4.50225; slippage 2.5 and 50 × 0.045 = 2.25; pnl 50 × 9.905 = 495.25 less the fees
    trades: [
      {
        symbol: 'A',
        action: 'SELL',
        quantity: 50,
        entry: ['01:00', 99.95],
        exit: ['02:00', 90.045, 'signal'],
        fees: 9.49975,
        slippage: 4.75,
        pnl: 485.75025,
      },
    ],
    finalEquity: 10_485.75025,
    // cash 10,000 − 4,997.5 − 4.9975 = 4,997.5025; reserve 4,997.5 + 50 × (99.95 − 92) = 5,395
    equity: [10_000, 10_392.5025, 10_485.75025],
    cash: [10_000, 4_997.5025, 10_485.75025],
  },
  {
    name: 'the fee alone',
    sentence: 'fee = rate × |quantity × fill| on both legs.',
    definition: { costs: { fee_bps: 100, slippage_bps: 0 } },
    bars: {
      A: [
        ['00:00', 100, 101, 99, 100],
        ['01:00', 100, 121, 99, 120],
        ['02:00', 120, 121, 119, 120],
      ],
    },
    decisions: [
      ['00:00', 'A', 'BUY'],
      ['01:00', 'A', 'CLOSE'],
    ],
    // 1 % of 5,000 and of 6,000; 50 × 20 − 110
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 50,
        entry: ['01:00', 100],
        exit: ['02:00', 120, 'signal'],
        fees: 110,
        pnl: 890,
      },
    ],
    finalEquity: 10_890,
  },
  {
    name: 'slippage alone; fills may lie outside the bar',
    sentence: 'Fills are not clamped to the bar’s range.',
    definition: { costs: { fee_bps: 0, slippage_bps: 100 } },
    bars: {
      A: [
        ['00:00', 100, 100, 100, 100],
        ['01:00', 100, 100, 100, 100],
        ['02:00', 100, 100, 100, 100],
      ],
    },
    decisions: [
      ['00:00', 'A', 'BUY'],
      ['01:00', 'A', 'CLOSE'],
    ],
    // 101 and 99 in bars that only ever traded at 100
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 50,
        entry: ['01:00', 101],
        exit: ['02:00', 99, 'signal'],
        slippage: 100,
        pnl: -100,
      },
    ],
    finalEquity: 9_900,
  },
];
