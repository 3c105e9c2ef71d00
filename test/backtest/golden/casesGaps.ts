import { type GoldenBar, type GoldenCase, type GoldenTrade, ONE_PERCENT } from './golden';

const START: readonly GoldenBar[] = [
  ['00:00', 100, 100, 100, 100],
  ['01:00', 100, 101, 99, 100],
];

/** 50 units, decided at a close of 100, entered at an open of 100 with one percent of costs. */
const LONG = { symbol: 'A', action: 'BUY', quantity: 50, entry: ['01:00', 101] } as const; // fee 50.5, slippage 50
const SHORT = { symbol: 'A', action: 'SELL', quantity: 50, entry: ['01:00', 99] } as const; // fee 49.5, slippage 50

function gap(
  name: string,
  sentence: string,
  decision: GoldenCase['decisions'][number],
  open: GoldenBar,
  trade: GoldenTrade,
): GoldenCase {
  return {
    name,
    sentence,
    definition: { costs: ONE_PERCENT },
    bars: { A: [...START, open, ['03:00', 100, 101, 99, 100]] },
    decisions: [decision],
    trades: [trade],
    finalEquity: 10_000 + trade.pnl,
    ambiguousBars: 0,
  };
}

const BEYOND = 'Open beyond the stop: fill at the open; open beyond the target: fill at the open.';
const EQUAL = 'Equality at the open counts as beyond.';

/** Bars that open at or beyond a level of a position that is held. Each then crosses the other level, in vain. */
export const GAPS: readonly GoldenCase[] = [
  gap(
    'a long opens through its stop',
    BEYOND,
    ['00:00', 'A', 'BUY', { stop: 95, target: 110 }],
    ['02:00', 90, 112, 89, 100],
    // 90 × 0.99 = 89.1; fees 50.5 + 44.55; slippage 50 + 45; −11.9 × 50 = −595
    { ...LONG, exit: ['02:00', 89.1, 'stop_loss'], fees: 95.05, slippage: 95, pnl: -690.05 },
  ),
  gap(
    'a short opens through its stop',
    BEYOND,
    ['00:00', 'A', 'SELL', { stop: 105, target: 90 }],
    ['02:00', 110, 112, 89, 100],
    // 111.1; fees 49.5 + 55.55; slippage 50 + 55; −12.1 × 50 = −605
    { ...SHORT, exit: ['02:00', 111.1, 'stop_loss'], fees: 105.05, slippage: 105, pnl: -710.05 },
  ),
  gap(
    'a long opens through its target',
    'A target filled at a gapped open pays the fee, not slippage.',
    ['00:00', 'A', 'BUY', { stop: 95, target: 110 }],
    ['02:00', 115, 116, 94, 100],
    // fees 50.5 + 57.5; 14 × 50 = 700
    { ...LONG, exit: ['02:00', 115, 'take_profit'], fees: 108, slippage: 50, pnl: 592 },
  ),
  gap(
    'a short opens through its target',
    'A target filled at a gapped open pays the fee, not slippage.',
    ['00:00', 'A', 'SELL', { stop: 105, target: 90 }],
    ['02:00', 85, 106, 84, 100],
    // fees 49.5 + 42.5; 14 × 50 = 700
    { ...SHORT, exit: ['02:00', 85, 'take_profit'], fees: 92, slippage: 50, pnl: 608 },
  ),
  gap(
    'a long opens at its stop',
    EQUAL,
    ['00:00', 'A', 'BUY', { stop: 95, target: 110 }],
    ['02:00', 95, 112, 95, 100],
    // 94.05; fees 50.5 + 47.025; slippage 50 + 47.5; −6.95 × 50 = −347.5
    { ...LONG, exit: ['02:00', 94.05, 'stop_loss'], fees: 97.525, slippage: 97.5, pnl: -445.025 },
  ),
  gap(
    'a short opens at its stop',
    EQUAL,
    ['00:00', 'A', 'SELL', { stop: 105, target: 90 }],
    ['02:00', 105, 105, 89, 100],
    // 106.05; fees 49.5 + 53.025; slippage 50 + 52.5; −7.05 × 50 = −352.5
    { ...SHORT, exit: ['02:00', 106.05, 'stop_loss'], fees: 102.525, slippage: 102.5, pnl: -455.025 },
  ),
  gap(
    'a long opens at its target',
    EQUAL,
    ['00:00', 'A', 'BUY', { stop: 95, target: 110 }],
    ['02:00', 110, 110, 94, 100],
    // fees 50.5 + 55; 9 × 50 = 450
    { ...LONG, exit: ['02:00', 110, 'take_profit'], fees: 105.5, slippage: 50, pnl: 344.5 },
  ),
  gap(
    'a short opens at its target',
    EQUAL,
    ['00:00', 'A', 'SELL', { stop: 105, target: 90 }],
    ['02:00', 90, 106, 90, 100],
    // fees 49.5 + 45; 9 × 50 = 450
    { ...SHORT, exit: ['02:00', 90, 'take_profit'], fees: 94.5, slippage: 50, pnl: 355.5 },
  ),
];

function stillborn(
  name: string,
  decision: GoldenCase['decisions'][number],
  open: GoldenBar,
  trade: GoldenTrade,
): GoldenCase {
  return {
    name,
    sentence: 'An open already beyond a level: enter, then leave at that same open, both legs’ costs.',
    definition: { costs: ONE_PERCENT },
    bars: { A: [['00:00', 100, 100, 100, 100], open, ['02:00', 100, 101, 99, 100]] },
    decisions: [decision],
    trades: [trade],
    finalEquity: 10_000 + trade.pnl,
    ambiguousBars: 0,
    exposedBars: 0,
  };
}

/** Orders whose own open is at or beyond a level; 50 units from the close of 100. */
export const STILLBORN: readonly GoldenCase[] = [
  stillborn(
    'a long enters below its stop',
    ['00:00', 'A', 'BUY', { stop: 95, target: 110 }],
    ['01:00', 94, 112, 93, 100],
    // 94.94 in, 93.06 out; fees 47.47 + 46.53; slippage 47 + 47; −1.88 × 50 = −94
    {
      symbol: 'A',
      action: 'BUY',
      quantity: 50,
      entry: ['01:00', 94.94],
      exit: ['01:00', 93.06, 'stop_loss'],
      fees: 94,
      slippage: 94,
      pnl: -188,
    },
  ),
  stillborn(
    'a long enters at its stop',
    ['00:00', 'A', 'BUY', { stop: 95 }],
    ['01:00', 95, 112, 95, 100],
    // 95.95 in, 94.05 out; fees 47.975 + 47.025; slippage 47.5 twice; −1.9 × 50 = −95
    {
      symbol: 'A',
      action: 'BUY',
      quantity: 50,
      entry: ['01:00', 95.95],
      exit: ['01:00', 94.05, 'stop_loss'],
      fees: 95,
      slippage: 95,
      pnl: -190,
    },
  ),
  stillborn(
    'a long enters above its target',
    ['00:00', 'A', 'BUY', { stop: 95, target: 110 }],
    ['01:00', 112, 113, 94, 100],
    // 113.12 in, 112 out; fees 56.56 + 56; slippage 56 at entry alone; −1.12 × 50 = −56
    {
      symbol: 'A',
      action: 'BUY',
      quantity: 50,
      entry: ['01:00', 113.12],
      exit: ['01:00', 112, 'take_profit'],
      fees: 112.56,
      slippage: 56,
      pnl: -168.56,
    },
  ),
  stillborn(
    'a short enters above its stop',
    ['00:00', 'A', 'SELL', { stop: 105, target: 90 }],
    ['01:00', 106, 107, 89, 100],
    // 104.94 in, 107.06 out; fees 52.47 + 53.53; slippage 53 twice; −2.12 × 50 = −106
    {
      symbol: 'A',
      action: 'SELL',
      quantity: 50,
      entry: ['01:00', 104.94],
      exit: ['01:00', 107.06, 'stop_loss'],
      fees: 106,
      slippage: 106,
      pnl: -212,
    },
  ),
  stillborn(
    'a short enters below its target',
    ['00:00', 'A', 'SELL', { stop: 105, target: 90 }],
    ['01:00', 88, 106, 87, 100],
    // 87.12 in, 88 out; fees 43.56 + 44; slippage 44 at entry alone; −0.88 × 50 = −44
    {
      symbol: 'A',
      action: 'SELL',
      quantity: 50,
      entry: ['01:00', 87.12],
      exit: ['01:00', 88, 'take_profit'],
      fees: 87.56,
      slippage: 44,
      pnl: -131.56,
    },
  ),
];
