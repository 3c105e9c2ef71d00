import { type GoldenBar, type GoldenCase, ONE_PERCENT } from './golden';

const RANGES = 'Excursions count bar extremes, the bars of entry and exit as far as they were held.';
const START: GoldenBar = ['00:00', 100, 130, 70, 100];
/** 50 units at the open of 100, entered in a bar from 97 to 104. */
const ENTRY: GoldenBar = ['01:00', 100, 104, 97, 102];
const LONG = { symbol: 'A', action: 'BUY', quantity: 50, entry: ['01:00', 100] } as const;
const SHORT = { symbol: 'A', action: 'SELL', quantity: 50, entry: ['01:00', 100] } as const;

/** How far prices went against positions and for them; what each position did not see lies far outside. */
export const EXCURSIONS: readonly GoldenCase[] = [
  {
    name: 'a long that leaves at an open saw its bars whole, and of the last bar the open alone',
    sentence: RANGES,
    bars: { A: [START, ENTRY, ['02:00', 102, 109, 94, 103], ['03:00', 111, 140, 60, 100]] },
    decisions: [
      ['00:00', 'A', 'BUY'],
      ['02:00', 'A', 'CLOSE'],
    ],
    // Down to 94: 6 × 50. Up to the open of 111, beyond the 109 of the bar before: 11 × 50.
    trades: [{ ...LONG, exit: ['03:00', 111, 'signal'], pnl: 550, mae: 300, mfe: 550 }],
    finalEquity: 10_550,
  },
  {
    name: 'a short sees the same bars the other way round',
    sentence: RANGES,
    bars: { A: [START, ENTRY, ['02:00', 102, 109, 94, 103], ['03:00', 111, 140, 60, 100]] },
    decisions: [
      ['00:00', 'A', 'SELL'],
      ['02:00', 'A', 'CLOSE'],
    ],
    trades: [{ ...SHORT, exit: ['03:00', 111, 'signal'], pnl: -550, mae: 550, mfe: 300 }],
    finalEquity: 9450,
  },
  {
    name: 'a gap through the stop: the open is the worst, what the bar did then was not held',
    sentence: RANGES,
    bars: { A: [START, ENTRY, ['02:00', 90, 130, 70, 100], ['03:00', 100, 101, 99, 100]] },
    decisions: [['00:00', 'A', 'BUY', { stop: 95 }]],
    // Down to the open of 90; up to 104 in the entry's bar.
    trades: [{ ...LONG, exit: ['02:00', 90, 'stop_loss'], pnl: -500, mae: 500, mfe: 200 }],
    finalEquity: 9500,
  },
  {
    name: 'a stop in the entry’s own bar: the worst is the stop, and no high is known to have come before',
    sentence: RANGES,
    bars: { A: [START, ['01:00', 100, 108, 90, 102], ['02:00', 100, 101, 99, 100]] },
    decisions: [['00:00', 'A', 'BUY', { stop: 95 }]],
    trades: [{ ...LONG, exit: ['02:00', 95, 'stop_loss'], pnl: -250, mae: 250, mfe: 0 }],
    finalEquity: 9750,
  },
  {
    name: 'a target in the entry’s own bar: the best is the target, and the low may have come before',
    sentence: RANGES,
    bars: { A: [START, ['01:00', 100, 120, 96, 102], ['02:00', 100, 101, 99, 100]] },
    decisions: [['00:00', 'A', 'BUY', { stop: 95, target: 110 }]],
    trades: [{ ...LONG, exit: ['02:00', 110, 'take_profit'], pnl: 500, mae: 200, mfe: 500 }],
    finalEquity: 10_500,
  },
  {
    name: 'a stop of a short in a later bar: the stop, and the best of the bars before',
    sentence: RANGES,
    bars: { A: [START, ENTRY, ['02:00', 102, 120, 80, 103], ['03:00', 100, 101, 99, 100]] },
    decisions: [['00:00', 'A', 'SELL', { stop: 105 }]],
    // Against it to 105; for it to 97, since the 80 of the exit's bar may have come after.
    trades: [{ ...SHORT, exit: ['03:00', 105, 'stop_loss'], pnl: -250, mae: 250, mfe: 150 }],
    finalEquity: 9750,
  },
  {
    name: 'a target of a short in a later bar: the target, and that bar’s high',
    sentence: RANGES,
    bars: { A: [START, ENTRY, ['02:00', 102, 107, 80, 103], ['03:00', 100, 101, 99, 100]] },
    decisions: [['00:00', 'A', 'SELL', { target: 90 }]],
    trades: [{ ...SHORT, exit: ['03:00', 90, 'take_profit'], pnl: 500, mae: 350, mfe: 500 }],
    finalEquity: 10_500,
  },
  {
    name: 'entry and exit at one open: the move to that open, here what slipped, and nothing for it',
    sentence: RANGES,
    definition: { costs: ONE_PERCENT },
    bars: { A: [START, ['01:00', 94, 120, 80, 100], ['02:00', 100, 101, 99, 100]] },
    decisions: [['00:00', 'A', 'BUY', { stop: 95 }]],
    trades: [
      {
        ...LONG,
        // 94 × 1.01 = 94.94 and 94 × 0.99 = 93.06; fees 50 × 0.9494 + 50 × 0.9306 = 47.47 + 46.53.
        entry: ['01:00', 94.94],
        exit: ['01:00', 93.06, 'stop_loss'],
        fees: 94,
        slippage: 94,
        // −1.88 × 50 − 94.
        pnl: -188,
        // From the fill of 94.94 to the open of 94: 0.94 × 50.
        mae: 47,
        mfe: 0,
      },
    ],
    finalEquity: 9812,
  },
  {
    name: 'the end of the run: the last bar counts whole, and no bar after it',
    sentence: RANGES,
    bars: {
      A: [START, ENTRY, ['2025-01-06T23:00Z', 102, 109, 94, 103]],
      B: [['00:00', 10, 10, 10, 10]],
    },
    decisions: [['00:00', 'A', 'BUY']],
    trades: [{ ...LONG, exit: ['2025-01-07T00:00Z', 103, 'end_of_run'], pnl: 150, mae: 300, mfe: 450 }],
    finalEquity: 10_150,
  },
];
