import type { GoldenBar, GoldenCase } from './golden';

const at = (time: string, price: number): GoldenBar => [time, price, price, price, price];
/** 50 units of a symbol at 100, without costs. */
const LONG = { symbol: 'A', action: 'BUY', quantity: 50, entry: ['01:00', 100] } as const;

/** Reversal, repeated signals, holding, missing bars, quarters and the end of a run. */
export const TIME: readonly GoldenCase[] = [
  {
    name: 'what is open at the end leaves at its last close',
    sentence: 'Open positions leave at their last close; the last equity point comes after.',
    bars: { A: [at('00:00', 100), at('01:00', 100), at('02:00', 110)] },
    decisions: [['00:00', 'A', 'BUY']],
    trades: [{ ...LONG, exit: ['03:00', 110, 'end_of_run'], pnl: 500 }],
    finalEquity: 10_500,
  },
  {
    name: 'an opposite decision reverses where the definition says so',
    sentence: 'An opposite decision closes, and reverses only where the definition says so.',
    definition: { reverse: true },
    bars: { A: [at('00:00', 100), at('01:00', 100), at('02:00', 100), at('03:00', 90)] },
    decisions: [
      ['00:00', 'A', 'BUY'],
      ['01:00', 'A', 'SELL'],
    ],
    trades: [
      { ...LONG, exit: ['02:00', 100, 'signal'], pnl: 0 },
      {
        symbol: 'A',
        action: 'SELL',
        quantity: 50,
        entry: ['02:00', 100],
        exit: ['04:00', 90, 'end_of_run'],
        pnl: 500,
      },
    ],
    finalEquity: 10_500,
  },
  {
    name: 'an opposite decision only closes otherwise',
    sentence: 'An opposite decision closes, and reverses only where the definition says so.',
    bars: { A: [at('00:00', 100), at('01:00', 100), at('02:00', 100), at('03:00', 90)] },
    decisions: [
      ['00:00', 'A', 'BUY'],
      ['01:00', 'A', 'SELL'],
    ],
    trades: [{ ...LONG, exit: ['02:00', 100, 'signal'], pnl: 0 }],
    finalEquity: 10_000,
  },
  {
    name: 'a second BUY changes neither the position nor its stop',
    sentence:
      'A second BUY while long never overwrites the position; levels are never moved by a repeated BUY.',
    bars: { A: [at('00:00', 100), at('01:00', 100), ['02:00', 100, 100, 94, 100], at('03:00', 100)] },
    decisions: [
      ['00:00', 'A', 'BUY', { stop: 95 }],
      ['01:00', 'A', 'BUY', { stop: 90 }],
    ],
    trades: [{ ...LONG, exit: ['03:00', 95, 'stop_loss'], pnl: -250 }],
    finalEquity: 9_750,
  },
  {
    name: 'two bars of holding end at the third one’s open',
    sentence: 'max_holding counts the symbol’s own bars from the entry bar and leaves at the next open.',
    definition: { stops: { max_holding: 2 } },
    bars: { A: [at('00:00', 100), at('01:00', 100), at('02:00', 100), at('03:00', 104), at('04:00', 100)] },
    decisions: [['00:00', 'A', 'BUY']],
    trades: [{ ...LONG, exit: ['03:00', 104, 'max_holding'], pnl: 200 }],
    finalEquity: 10_200,
  },
  {
    name: 'an order waits for the symbol’s next bar',
    sentence: 'An order waits over missing bars for the symbol’s next one, size unchanged.',
    bars: {
      A: [at('00:00', 100), at('03:00', 120), at('04:00', 130)],
      B: [at('00:00', 1), at('01:00', 1), at('02:00', 1), at('03:00', 1), at('04:00', 1)],
    },
    decisions: [['00:00', 'A', 'BUY']],
    trades: [{ ...LONG, entry: ['03:00', 120], exit: ['05:00', 130, 'end_of_run'], pnl: 500 }],
    finalEquity: 10_500,
  },
  {
    name: 'a stop in the last hour of March belongs to the first quarter, though known in April',
    sentence: 'A bar from 23:00 to 24:00 belongs to the day and quarter it lies in.',
    bars: {
      A: [
        at('2025-03-31T21:00Z', 100),
        at('2025-03-31T22:00Z', 100),
        ['2025-03-31T23:00Z', 100, 100, 94, 100],
        at('2025-04-01T00:00Z', 100),
      ],
    },
    decisions: [['2025-03-31T21:00Z', 'A', 'BUY', { stop: 95 }]],
    trades: [
      { ...LONG, entry: ['2025-03-31T22:00Z', 100], exit: ['2025-04-01T00:00Z', 95, 'stop_loss'], pnl: -250 },
    ],
    finalEquity: 9_750,
  },
  {
    name: 'one in the first hour of April belongs to the second',
    sentence: 'A bar from 23:00 to 24:00 belongs to the day and quarter it lies in.',
    bars: {
      A: [
        at('2025-03-31T22:00Z', 100),
        at('2025-03-31T23:00Z', 100),
        ['2025-04-01T00:00Z', 100, 100, 94, 100],
        at('2025-04-01T01:00Z', 100),
      ],
    },
    decisions: [['2025-03-31T22:00Z', 'A', 'BUY', { stop: 95 }]],
    trades: [
      {
        ...LONG,
        entry: ['2025-03-31T23:00Z', 100],
        exit: ['2025-04-01T01:00Z', 95, 'stop_loss'],
        pnl: -250,
        quarter: '2025-Q2',
      },
    ],
    finalEquity: 9_750,
  },
];
