import { type GoldenBar, type GoldenCase, ONE_PERCENT } from './golden';

/** Decided at a close of 100, filled at an open of 100. */
const START: readonly GoldenBar[] = [
  ['00:00', 100, 100, 100, 100],
  ['01:00', 100, 101, 99, 100],
];

/** Stops and targets touched inside a bar. */
export const STOPS: readonly GoldenCase[] = [
  {
    name: 'a long’s stop is touched exactly: it slips, and is known at the bar’s close',
    sentence: 'Touch is inclusive. Stops slip, targets do not.',
    definition: { costs: ONE_PERCENT },
    bars: { A: [...START, ['02:00', 100, 101, 95, 98], ['03:00', 98, 99, 97, 98]] },
    decisions: [['00:00', 'A', 'BUY', { stop: 95 }]],
    // 101 in, 95 × 0.99 = 94.05 out; fees 50.5 + 47.025; slippage 50 + 47.5; −6.95 × 50 = −347.5
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 50,
        entry: ['01:00', 101],
        exit: ['03:00', 94.05, 'stop_loss'],
        fees: 97.525,
        slippage: 97.5,
        pnl: -445.025,
      },
    ],
    finalEquity: 9_554.975,
  },
  {
    name: 'a short’s stop is touched exactly',
    sentence: 'Touch is inclusive. Stops slip, targets do not.',
    definition: { costs: ONE_PERCENT },
    bars: { A: [...START, ['02:00', 100, 105, 99, 102], ['03:00', 102, 103, 101, 102]] },
    decisions: [['00:00', 'A', 'SELL', { stop: 105 }]],
    // 99 in, 106.05 out; fees 49.5 + 53.025; slippage 50 + 52.5; −7.05 × 50 = −352.5
    trades: [
      {
        symbol: 'A',
        action: 'SELL',
        quantity: 50,
        entry: ['01:00', 99],
        exit: ['03:00', 106.05, 'stop_loss'],
        fees: 102.525,
        slippage: 102.5,
        pnl: -455.025,
      },
    ],
    finalEquity: 9_544.975,
  },
  {
    name: 'levels missed by a hundredth do nothing',
    sentence: 'Touch is inclusive.',
    bars: { A: [...START, ['02:00', 100, 109.99, 95.01, 100], ['03:00', 100, 110, 99, 105]] },
    decisions: [['00:00', 'A', 'BUY', { stop: 95, target: 110 }]],
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 50,
        entry: ['01:00', 100],
        exit: ['04:00', 110, 'take_profit'],
        pnl: 500,
      },
    ],
    finalEquity: 10_500,
    ambiguousBars: 0,
    positionBars: 3,
  },
  {
    name: 'a long’s target is touched exactly: a fee, no slippage',
    sentence: 'Stops slip, targets do not.',
    definition: { costs: ONE_PERCENT },
    bars: { A: [...START, ['02:00', 100, 110, 99, 105], ['03:00', 105, 106, 104, 105]] },
    decisions: [['00:00', 'A', 'BUY', { target: 110 }]],
    // fees 50.5 + 55; slippage of the entry alone; 9 × 50 = 450
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 50,
        entry: ['01:00', 101],
        exit: ['03:00', 110, 'take_profit'],
        fees: 105.5,
        slippage: 50,
        pnl: 344.5,
      },
    ],
    finalEquity: 10_344.5,
  },
  {
    name: 'a short’s target is touched exactly',
    sentence: 'Stops slip, targets do not.',
    definition: { costs: ONE_PERCENT },
    bars: { A: [...START, ['02:00', 100, 101, 90, 95], ['03:00', 95, 96, 94, 95]] },
    decisions: [['00:00', 'A', 'SELL', { target: 90 }]],
    // fees 49.5 + 45; 9 × 50 = 450
    trades: [
      {
        symbol: 'A',
        action: 'SELL',
        quantity: 50,
        entry: ['01:00', 99],
        exit: ['03:00', 90, 'take_profit'],
        fees: 94.5,
        slippage: 50,
        pnl: 355.5,
      },
    ],
    finalEquity: 10_355.5,
  },
  {
    name: 'a long touches both levels in one bar: the stop',
    sentence:
      'Both touched inside one bar: the stop first. The share of bars where both were touched is reported.',
    bars: { A: [...START, ['02:00', 100, 112, 94, 108], ['03:00', 108, 109, 107, 108]] },
    decisions: [['00:00', 'A', 'BUY', { stop: 95, target: 110 }]],
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 50,
        entry: ['01:00', 100],
        exit: ['03:00', 95, 'stop_loss'],
        pnl: -250,
      },
    ],
    finalEquity: 9_750,
    ambiguousBars: 1,
    positionBars: 2,
    exposedBars: 2,
  },
  {
    name: 'a short touches both levels in one bar: the stop',
    sentence: 'Both touched inside one bar: the stop first.',
    bars: { A: [...START, ['02:00', 100, 106, 88, 91], ['03:00', 91, 92, 90, 91]] },
    decisions: [['00:00', 'A', 'SELL', { stop: 105, target: 90 }]],
    trades: [
      {
        symbol: 'A',
        action: 'SELL',
        quantity: 50,
        entry: ['01:00', 100],
        exit: ['03:00', 105, 'stop_loss'],
        pnl: -250,
      },
    ],
    finalEquity: 9_750,
    ambiguousBars: 1,
    positionBars: 2,
  },
  {
    name: 'the entry bar itself can stop a long',
    sentence: 'Active from the entry bar.',
    bars: {
      A: [
        ['00:00', 100, 100, 100, 100],
        ['01:00', 100, 101, 94, 99],
        ['02:00', 99, 100, 98, 99],
      ],
    },
    decisions: [['00:00', 'A', 'BUY', { stop: 95 }]],
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 50,
        entry: ['01:00', 100],
        exit: ['02:00', 95, 'stop_loss'],
        pnl: -250,
      },
    ],
    finalEquity: 9_750,
    exposedBars: 1,
  },
  {
    name: 'the entry bar itself can reach a short’s target',
    sentence: 'Active from the entry bar.',
    bars: {
      A: [
        ['00:00', 100, 100, 100, 100],
        ['01:00', 100, 101, 89, 99],
        ['02:00', 99, 100, 98, 99],
      ],
    },
    decisions: [['00:00', 'A', 'SELL', { target: 90 }]],
    trades: [
      {
        symbol: 'A',
        action: 'SELL',
        quantity: 50,
        entry: ['01:00', 100],
        exit: ['02:00', 90, 'take_profit'],
        pnl: 500,
      },
    ],
    finalEquity: 10_500,
  },
  {
    name: 'the decision’s own bar cannot stop what is not yet bought, and a stopped position is gone at that close',
    sentence: 'Active from the entry bar; a decision fills at the next bar’s open.',
    bars: {
      A: [
        ['00:00', 100, 120, 80, 100],
        ['01:00', 100, 101, 94, 100], // stopped; BUY again at its close
        ['02:00', 100, 104, 99, 103],
        ['03:00', 104, 105, 103, 104],
      ],
    },
    decisions: [
      ['00:00', 'A', 'BUY', { stop: 95, target: 115 }],
      ['01:00', 'A', 'BUY'],
      ['02:00', 'A', 'CLOSE'],
    ],
    // 50 × −5 = −250; then 0.5 × 9,750 / 100 = 48.75 units × 4
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 50,
        entry: ['01:00', 100],
        exit: ['02:00', 95, 'stop_loss'],
        pnl: -250,
      },
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 48.75,
        entry: ['02:00', 100],
        exit: ['03:00', 104, 'signal'],
        pnl: 195,
      },
    ],
    finalEquity: 9_945,
  },
  {
    name: 'an ordered exit fills at the open, before that bar’s stop is looked at',
    sentence: 'Orders decided at the last close fill at the open before that bar’s stops are looked at.',
    bars: { A: [...START, ['02:00', 101, 115, 90, 92], ['03:00', 92, 93, 91, 92]] },
    decisions: [
      ['00:00', 'A', 'BUY', { stop: 95, target: 110 }],
      ['01:00', 'A', 'CLOSE'],
    ],
    trades: [
      {
        symbol: 'A',
        action: 'BUY',
        quantity: 50,
        entry: ['01:00', 100],
        exit: ['02:00', 101, 'signal'],
        pnl: 50,
      },
    ],
    finalEquity: 10_050,
    ambiguousBars: 0,
    positionBars: 1,
  },
];
