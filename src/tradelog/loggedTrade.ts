/** The tools whose trade logs are known by their shape; `csv` is any other table whose columns can be told. */
export const TOOLS = {
  'backtesting.py': 'backtesting.py',
  vectorbt: 'vectorbt',
  freqtrade: 'freqtrade',
  tradingview: 'TradingView',
  lean: 'QuantConnect LEAN',
  metatrader: 'MetaTrader',
  backtrader: 'backtrader',
  'backtest-memory': 'Backtest Memory',
  csv: 'a CSV file',
} as const;
export type Tool = keyof typeof TOOLS;

/** A stretch of a text. Lines and columns count from 0, as VS Code's positions do; `endColumn` is excluded. */
export interface Span {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A trade as a tool logged it; what the log does not say is null. Times are epoch ms, money is the account's. */
export interface LoggedTrade {
  /** What the tool calls it by; a decision id where the log is ours. */
  readonly id: string | null;
  /** As the log writes it. */
  readonly symbol: string | null;
  readonly side: 'long' | 'short' | null;
  readonly entryTime: number | null;
  readonly exitTime: number | null;
  readonly entryPrice: number | null;
  readonly exitPrice: number | null;
  /** Always above 0, in the tool's own unit: shares, coins, contracts, lots. */
  readonly quantity: number | null;
  /** Net of the costs that the log knows. */
  readonly pnl: number | null;
  /** 1 is one percent. */
  readonly pnlPct: number | null;
  /** Commissions, taxes and swaps, what they cost; null where the log does not say. */
  readonly fees: number | null;
  readonly stop: number | null;
  readonly target: number | null;
  /** Why it was left, in the tool's words. */
  readonly reason: string | null;
  /** What the strategy called it, or why it was entered. */
  readonly tag: string | null;
  /** Of the tool. */
  readonly strategy: string | null;
  /** Not closed when the log was written: it has no result yet. */
  readonly open: boolean;
  /** Where in the text it stands: one stretch, or those of its entry and its exit. */
  readonly places: readonly Span[];
}

/** A row that could not be read. Nothing of it was used. */
export interface BadRow {
  /** From 1. */
  readonly line: number;
  readonly problem: string;
}

/** A trade log as it was read. */
export interface TradeLog {
  readonly tool: Tool;
  /** In the text's order. */
  readonly trades: readonly LoggedTrade[];
  readonly bad: readonly BadRow[];
  /** Which column, or JSON field, each field of a trade was taken from. */
  readonly fields: Readonly<Partial<Record<keyof LoggedTrade, string>>>;
  /** Whether its times name no zone: they were taken for UTC. */
  readonly naive: boolean;
  /**
   * Length of the bars whose opening times the log's times are, ms: an exit is known a bar later at the latest.
   * Null where times are those of the fills themselves.
   */
  readonly barStep: number | null;
  /** What the reader of the log must know. */
  readonly notes: readonly string[];
}

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

/** A whole line of a text. */
export const wholeLines = (line: number, endLine = line): Span => ({
  line,
  column: 0,
  endLine,
  endColumn: Number.MAX_SAFE_INTEGER,
});
