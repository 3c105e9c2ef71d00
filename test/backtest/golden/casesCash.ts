import { type GoldenBar, type GoldenCase, ONE_PERCENT } from './golden';

/** Bars that stand still at a price. */
const flat = (price: number, ...times: string[]): GoldenBar[] =>
  times.map((time) => [time, price, price, price, price]);
const cap = (share: number, quantity_step = 0.01) => ({ sizing: { risk: 1, cap: share, quantity_step } });

const ORDER = 'All exits first, then entries in the definition’s order of symbols.';
const SHRINK = 'Where cash falls short at the open the order shrinks, and is refused at zero.';

/** Several symbols on one cash account. */
export const CASH: readonly GoldenCase[] = [
  {
    name: 'equity counts the marks of other positions',
    sentence: 'One shared cash account for all symbols; positions are marked at each close.',
    definition: { sizing: { risk: 0.01, cap: 1, quantity_step: 0.01 } },
    bars: {
      A: [...flat(100, '00:00'), ['01:00', 100, 120, 100, 120], ...flat(120, '02:00', '03:00')],
      B: flat(100, '00:00', '01:00', '02:00', '03:00'),
    },
    decisions: [
      ['00:00', 'A', 'BUY', { size: 0.5 }],
      ['01:00', 'B', 'BUY', { stop: 95 }],
    ],
    // A: 50 units. At 120 equity is 5,000 + 6,000 = 11,000; B: 0.01 × 11,000 / 5 = 22
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 50,
        entry: ['01:00', 100],
        exit: ['04:00', 120, 'end_of_run'],
        pnl: 1000,
      },
      {
        symbol: 'B',
        action: 'BUY',
        quantity: 22,
        entry: ['02:00', 100],
        exit: ['04:00', 100, 'end_of_run'],
        pnl: 0,
      },
    ],
    finalEquity: 11_000,
    equity: [10_000, 11_000, 11_000, 11_000],
    cash: [10_000, 5_000, 2_800, 11_000],
    positionBars: 5,
    exposedBars: 3,
  },
  {
    name: 'cash at the decision’s close limits the size, even where an exit frees more at the open',
    sentence: 'Sizing uses the raw close and cash at that close.',
    definition: cap(0.6),
    bars: {
      A: flat(100, '00:00', '01:00', '02:00', '03:00'),
      B: flat(100, '00:00', '01:00', '02:00', '03:00'),
    },
    decisions: [
      ['00:00', 'A', 'BUY'],
      ['01:00', 'A', 'CLOSE'],
      ['01:00', 'B', 'BUY'],
    ],
    // A: 60 units, 4,000 left. B: min(60, 4,000 / 100) = 40, though 10,000 lie there at the open
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 60,
        entry: ['01:00', 100],
        exit: ['02:00', 100, 'signal'],
        pnl: 0,
      },
      {
        symbol: 'B',
        action: 'BUY',
        quantity: 40,
        entry: ['02:00', 100],
        exit: ['04:00', 100, 'end_of_run'],
        pnl: 0,
      },
    ],
    finalEquity: 10_000,
    cash: [10_000, 4_000, 6_000, 10_000],
  },
  {
    name: 'two symbols want the same cash: the first in the definition gets its size, the second shrinks',
    sentence: `No reservation between decisions of the same close. ${SHRINK}`,
    definition: { ...cap(0.8), costs: ONE_PERCENT },
    bars: { B: flat(100, '00:00', '01:00', '02:00'), A: flat(100, '00:00', '01:00', '02:00') },
    decisions: [
      ['00:00', 'A', 'BUY'],
      ['00:00', 'B', 'BUY'],
      ['01:00', 'A', 'CLOSE'],
      ['01:00', 'B', 'CLOSE'],
    ],
    // each wants 80. B: 80 × 101 = 8,080, fee 80.8: 1,839.2 left
    // A: 1,839.2 / (101 × 1.01) = 18.029… → 18.02: 1,820.02, fee 18.2002: 0.9798 left
    // out at 99: B fees 80.8 + 79.2, 80 × −2; A fees 18.2002 + 17.8398, 18.02 × −2
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 18.02,
        entry: ['01:00', 101],
        exit: ['02:00', 99, 'signal'],
        fees: 36.04,
        slippage: 36.04,
        pnl: -72.08,
      },
      {
        symbol: 'B',
        action: 'BUY',
        quantity: 80,
        entry: ['01:00', 101],
        exit: ['02:00', 99, 'signal'],
        fees: 160,
        slippage: 160,
        pnl: -320,
      },
    ],
    finalEquity: 9_607.92,
    cash: [10_000, 0.9798, 9_607.92],
    refusedEntries: 0,
  },
  {
    name: 'an order shrinks where its own open is dearer than its close',
    sentence: SHRINK,
    definition: cap(1),
    bars: { A: [...flat(100, '00:00'), ...flat(125, '01:00'), ...flat(130, '02:00')] },
    decisions: [
      ['00:00', 'A', 'BUY'],
      ['01:00', 'A', 'CLOSE'],
    ],
    // 100 units at 125 cost 12,500; 10,000 / 125 = 80
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 80,
        entry: ['01:00', 125],
        exit: ['02:00', 130, 'signal'],
        pnl: 400,
      },
    ],
    finalEquity: 10_400,
  },
  {
    name: 'a short shrinks like a long',
    sentence: SHRINK,
    definition: { ...cap(1), costs: { fee_bps: 100, slippage_bps: 0 } },
    bars: { A: [...flat(100, '00:00'), ...flat(125, '01:00', '02:00')] },
    decisions: [
      ['00:00', 'A', 'SELL'],
      ['01:00', 'A', 'CLOSE'],
    ],
    // 10,000 / 126.25 = 79.2079… → 79.2: 9,900 set aside, 99 paid; 99 more at the exit
    trades: [
      {
        symbol: 'A',
        action: 'SELL',
        quantity: 79.2,
        entry: ['01:00', 125],
        exit: ['02:00', 125, 'signal'],
        fees: 198,
        pnl: -198,
      },
    ],
    finalEquity: 9_802,
    cash: [10_000, 1, 9_802],
  },
  {
    name: 'the second symbol is refused where nothing is left',
    sentence: SHRINK,
    definition: cap(1),
    bars: { A: flat(100, '00:00', '01:00', '02:00'), B: flat(100, '00:00', '01:00', '02:00') },
    decisions: [
      ['00:00', 'A', 'BUY'],
      ['00:00', 'B', 'BUY'],
    ],
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 100,
        entry: ['01:00', 100],
        exit: ['03:00', 100, 'end_of_run'],
        pnl: 0,
      },
    ],
    finalEquity: 10_000,
    cash: [10_000, 0, 10_000],
    refusedEntries: 1,
  },
  {
    name: 'the second symbol is refused where less than a step is left',
    sentence: SHRINK,
    definition: cap(0.99, 1),
    bars: { A: flat(100, '00:00', '01:00', '02:00'), B: flat(150, '00:00', '01:00', '02:00') },
    decisions: [
      ['00:00', 'A', 'BUY'],
      ['00:00', 'B', 'SELL'],
    ],
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 99,
        entry: ['01:00', 100],
        exit: ['03:00', 100, 'end_of_run'],
        pnl: 0,
      },
    ],
    finalEquity: 10_000,
    refusedEntries: 1,
  },
  {
    name: 'an ordered exit frees its cash for an entry of an earlier symbol',
    sentence: ORDER,
    definition: cap(0.6),
    bars: {
      A: [...flat(100, '00:00', '01:00'), ...flat(150, '02:00', '03:00')],
      B: flat(100, '00:00', '01:00', '02:00', '03:00'),
    },
    decisions: [
      ['00:00', 'B', 'BUY'],
      ['01:00', 'A', 'BUY'],
      ['01:00', 'B', 'CLOSE'],
    ],
    // B holds 6,000. A: 4,000 / 100 = 40, which cost 6,000 at its open: B's 6,000 are back by then
    trades: [
      {
        symbol: 'B',
        action: 'BUY',
        quantity: 60,
        entry: ['01:00', 100],
        exit: ['02:00', 100, 'signal'],
        pnl: 0,
      },
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 40,
        entry: ['02:00', 150],
        exit: ['04:00', 150, 'end_of_run'],
        pnl: 0,
      },
    ],
    finalEquity: 10_000,
    cash: [10_000, 4_000, 4_000, 10_000],
  },
  {
    name: 'a stop at a gapped open frees its cash too',
    sentence: ORDER,
    definition: cap(0.6),
    bars: {
      A: [...flat(100, '00:00', '01:00'), ...flat(150, '02:00', '03:00')],
      B: [...flat(100, '00:00', '01:00'), ...flat(90, '02:00', '03:00')],
    },
    decisions: [
      ['00:00', 'B', 'BUY', { stop: 95 }],
      ['01:00', 'A', 'BUY'],
    ],
    trades: [
      {
        symbol: 'B',
        action: 'BUY',
        quantity: 60,
        entry: ['01:00', 100],
        exit: ['02:00', 90, 'stop_loss'],
        pnl: -600,
      },
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 40,
        entry: ['02:00', 150],
        exit: ['04:00', 150, 'end_of_run'],
        pnl: 0,
      },
    ],
    finalEquity: 9_400,
    cash: [10_000, 4_000, 3_400, 9_400],
  },
  {
    name: 'a position that enters beyond its stop leaves only after the other entries',
    sentence: `${ORDER} An open already beyond a level: enter, then leave at that same open.`,
    definition: cap(0.8),
    bars: {
      A: [...flat(100, '00:00'), ...flat(94, '01:00', '02:00')],
      B: flat(100, '00:00', '01:00', '02:00'),
    },
    decisions: [
      ['00:00', 'A', 'BUY', { stop: 95 }],
      ['00:00', 'B', 'BUY'],
    ],
    // A pays 80 × 94 = 7,520; B gets 2,480 / 100
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 80,
        entry: ['01:00', 94],
        exit: ['01:00', 94, 'stop_loss'],
        pnl: 0,
      },
      {
        symbol: 'B',
        action: 'BUY',
        quantity: 24.8,
        entry: ['01:00', 100],
        exit: ['03:00', 100, 'end_of_run'],
        pnl: 0,
      },
    ],
    finalEquity: 10_000,
    cash: [10_000, 7_520, 10_000],
  },
];
