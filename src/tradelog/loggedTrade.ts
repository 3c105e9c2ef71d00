import type { Side } from '../memory/side';
/** A stretch of a text. Lines and columns count from 0, as VS Code's positions do; `endColumn` is excluded. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A trade as a tool logged it. Fields absent from the log are null. Times are epoch ms, money is in the account's currency. */
export interface LoggedTrade {
  /** The tool's own name of the trade; the decision id in a log of Backtest Memory. */
  readonly id: string | null;
  /** In the log's spelling. */
  readonly symbol: string | null;
  readonly side: Side | null;
  readonly entryTime: number | null;
  readonly exitTime: number | null;
  readonly entryPrice: number | null;
  readonly exitPrice: number | null;
  /** Always above 0, in the tool's own unit: shares, coins, contracts, lots. */
  readonly quantity: number | null;
  /** Profit, net of the costs that the log states. */
  readonly pnl: number | null;
  /** Profit in percent: 1 is one percent. */
  readonly pnlPct: number | null;
  /** Sum of commissions, taxes and swaps, positive for money paid; null where the log states none. */
  readonly fees: number | null;
  readonly stop: number | null;
  readonly target: number | null;
  /** Why the trade was closed, in the tool's words. */
  readonly reason: string | null;
  /** The strategy's name of the trade, or its reason to enter. */
  readonly tag: string | null;
  /** Name of the strategy in the tool. */
  readonly strategy: string | null;
  /** Whether the trade was not closed when the log was written: an open trade has no result yet. */
  readonly open: boolean;
  /** Where the trade stands in the text: one stretch, or one each for entry and exit. */
  readonly places: readonly Span[];
}

/** A row that could not be read. No part of the row was used. */
export interface BadRow {
  /** Counts from 1. */
  readonly line: number;
  readonly problem: string;
}

/** Thrown where one trade of a log cannot be read; the message says why. The other trades of the log still count. */
export class UnreadableTrade extends Error {}

/** @throws UnreadableTrade where a trade ends (epoch ms; null: not known when) before it begins. */
export function requireInOrder(begin: number, end: number | null): void {
  if (end !== null && end < begin) throw new UnreadableTrade('its exit lies before its entry');
}

/** A trade of which nothing is known: formats spread it, then add the fields of their log. */
export const NOTHING_KNOWN: LoggedTrade = {
  id: null,
  symbol: null,
  side: null,
  entryTime: null,
  exitTime: null,
  entryPrice: null,
  exitPrice: null,
  quantity: null,
  pnl: null,
  pnlPct: null,
  fees: null,
  stop: null,
  target: null,
  reason: null,
  tag: null,
  strategy: null,
  open: false,
  places: [],
};

/** The span of whole lines of a text. */
export const wholeLines = (line: number, endLine = line): Span => ({
  line,
  column: 0,
  endLine,
  endColumn: Number.MAX_SAFE_INTEGER,
});
