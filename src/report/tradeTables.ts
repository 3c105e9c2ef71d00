import { wilsonInterval } from '../common/wilson';
import type { TradeRecord } from '../memory/tradeRecord';
import type { Bin, QuarterRow, ReportTrade } from './reportProtocol';

/** Widths that people read easily, percent. */
const WIDTHS = [0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10, 20, 25, 50, 100];
const MOST_BINS = 40;

/** @returns null without trades. */
export function recordOf(trades: readonly ReportTrade[]): TradeRecord | null {
  if (trades.length === 0) return null;
  const wins = trades.filter(({ pnl }) => pnl > 0).length;
  return {
    trades: trades.length,
    wins,
    win_rate: wins / trades.length,
    win_rate_interval: wilsonInterval(wins, trades.length),
    pnl: trades.reduce((sum, { pnl }) => sum + pnl, 0),
  };
}

/** The quarters in which trades closed, each by symbol. */
export function quarterTable(trades: readonly ReportTrade[], symbols: readonly string[]): QuarterRow[] {
  return [...grouped(trades, ({ quarter }) => quarter)].map(([quarter, own]) => ({
    quarter,
    symbols: symbols.map((symbol) => recordOf(own.filter((trade) => trade.symbol === symbol))),
    all: requireRecord(own),
  }));
}

/** Measures trades by the regime that they were entered in. */
export function regimeTable(trades: readonly ReportTrade[]): Record<string, TradeRecord> {
  const regimes = grouped(trades, ({ regime }) => regime ?? 'UNKNOWN');
  return Object.fromEntries([...regimes].map(([regime, own]) => [regime, requireRecord(own)]));
}

/**
 * How results spread, percent of the entry notional: bins of one width, as narrow as forty of them can be. One ends and
 * one begins at 0, so that none holds wins and losses.
 */
export function distributionOf(trades: readonly ReportTrade[]): Bin[] {
  if (trades.length === 0) return [];
  const results = trades.map(({ pnlPct }) => pnlPct);
  const lowest = results.reduce((one, other) => Math.min(one, other));
  const highest = results.reduce((one, other) => Math.max(one, other));
  const fits = (width: number) => Math.floor(highest / width) - Math.floor(lowest / width) < MOST_BINS;
  const width = WIDTHS.find(fits) ?? Math.ceil((highest - lowest) / (MOST_BINS - 1));
  const first = Math.floor(lowest / width);
  const counts = new Array<number>(Math.floor(highest / width) - first + 1).fill(0);
  for (const result of results) counts[Math.floor(result / width) - first] += 1;
  // The product of whole numbers and a width such as 0.1 is rounded to what people would write.
  const edge = (index: number) => Number(((first + index) * width).toFixed(2));
  return counts.map((count, index) => ({ from: edge(index), to: edge(index + 1), trades: count }));
}

/** Groups in the order of their names. */
function grouped(
  trades: readonly ReportTrade[],
  by: (trade: ReportTrade) => string,
): Map<string, ReportTrade[]> {
  const groups = new Map<string, ReportTrade[]>();
  for (const trade of trades) {
    const group = groups.get(by(trade));
    if (group) group.push(trade);
    else groups.set(by(trade), [trade]);
  }
  return new Map([...groups].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function requireRecord(trades: readonly ReportTrade[]): TradeRecord {
  const record = recordOf(trades);
  if (!record) throw new Error('a group without trades');
  return record;
}
