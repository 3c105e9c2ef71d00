import { type Definition, definitionSchema } from '../../../src/backtest/definition/definition';
import type { Refusals } from '../../../src/backtest/engine/sizing';
import { isoTime } from '../../../src/common/calendar';
import { TIMEFRAMES } from '../../../src/common/timeframe';
import { type Bars, emptyBars } from '../../../src/market/bars';
import type { ExitReason } from '../../../src/memory/exitReason';
import type { TapeDecision } from './tape';

/** Opening time, open, high, low, close. */
export type GoldenBar = readonly [time: string, open: number, high: number, low: number, close: number];

/** A trade worked out by hand; costs left out are nothing, the quarter left out is 2025-Q1. */
export interface GoldenTrade {
  readonly symbol: string;
  readonly action: 'BUY' | 'SELL';
  readonly quantity: number;
  readonly entry: readonly [time: string, fill: number];
  readonly exit: readonly [time: string, fill: number, reason: ExitReason];
  readonly fees?: number;
  readonly slippage?: number;
  readonly pnl: number;
  /** Excursions against the position and for it; left out where another sentence is guarded. */
  readonly mae?: number;
  readonly mfe?: number;
  readonly quarter?: string;
}

/** A small series with its result, derived from the sentence of the design that it guards. */
export interface GoldenCase {
  readonly name: string;
  readonly sentence: string;
  readonly timeframe?: '1h' | '1d';
  /** What differs from BASE. */
  readonly definition?: Readonly<Partial<typeof BASE>>;
  /** Hourly times such as "01:00" lie on Monday, 2025-01-06 (UTC). Symbols stand in the definition's order. */
  readonly bars: Readonly<Record<string, readonly GoldenBar[]>>;
  readonly decisions: readonly TapeDecision[];
  readonly trades: readonly GoldenTrade[];
  readonly finalEquity: number;
  /** Equity after each clock bar. */
  readonly equity?: readonly number[];
  /** Cash after each clock bar. */
  readonly cash?: readonly number[];
  readonly refusedEntries?: number;
  readonly refusals?: Refusals;
  readonly ambiguousBars?: number;
  readonly positionBars?: number;
  readonly exposedBars?: number;
}

/**
 * What a case leaves unsaid: 10,000 of capital, half of it a position (50 units at a close of 100), quantities in
 * hundredths, no costs, no stops.
 */
export const BASE: {
  capital: number;
  short: boolean;
  reverse: boolean;
  sizing: { risk: number; cap: number; quantity_step?: number; min_notional?: number };
  stops: { stop_loss_pct?: number; take_profit_pct?: number; max_holding?: number };
  costs: { fee_bps?: number; slippage_bps?: number };
} = {
  capital: 10_000,
  short: true,
  reverse: false,
  sizing: { risk: 1, cap: 0.5, quantity_step: 0.01 },
  stops: {},
  costs: { fee_bps: 0, slippage_bps: 0 },
};

/** One percent of fee and one of slippage: easy by hand, and too large to be missed. */
export const ONE_PERCENT = { fee_bps: 100, slippage_bps: 100 };

/** Epoch ms of an ISO time, or of an hour of Monday, 2025-01-06. */
export function instant(text: string): number {
  const time = Date.parse(/^\d\d:\d\d$/.test(text) ? `2025-01-06T${text}Z` : text);
  if (Number.isNaN(time)) throw new Error(`not a time: ${text}`);
  return time;
}

export function goldenBars({ bars, timeframe = '1h' }: GoldenCase): Bars[] {
  return Object.entries(bars).map(([symbol, rows]) => {
    const columns = emptyBars(symbol, TIMEFRAMES[timeframe], rows.length);
    rows.forEach(([time, open, high, low, close], index) => {
      if (high < Math.max(open, close) || low > Math.min(open, close))
        throw new Error(`${symbol} ${time}: high and low do not bound open and close`);
      columns.time[index] = instant(time);
      columns.open[index] = open;
      columns.high[index] = high;
      columns.low[index] = low;
      columns.close[index] = close;
      columns.volume[index] = 1;
    });
    return columns;
  });
}

export function goldenDefinition(golden: GoldenCase): Definition {
  const times = Object.values(golden.bars).flatMap((rows) => rows.map(([time]) => instant(time)));
  const day = (time: number) => isoTime(time).slice(0, 10);
  return definitionSchema.parse({
    name: 'golden',
    symbols: Object.keys(golden.bars).map((symbol) => ({ symbol, file: `${symbol}.csv`, quote: 'USD' })),
    timeframe: golden.timeframe ?? '1h',
    from: day(Math.min(...times)),
    to: day(Math.max(...times)),
    providers: [{ use: 'rule:trend' }],
    ...BASE,
    ...golden.definition,
  });
}
