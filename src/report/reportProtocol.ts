import type { FailingProvider } from '../backtest/results/failing';
import type { RunSummary } from '../backtest/results/runSummary';
import type { Problem } from '../common/problem';
import type { Json } from '../decision/log/logEntry';
import type { TradeField, TradeLine } from '../memory/closedTrade';
import type { Action } from '../memory/side';
import type { ProviderRecord, TradeRecord } from '../memory/tradeRecord';
import type { Progress } from '../run/process/protocol';

/** A closed trade, a row of the report. */
export type ReportTrade = TradeLine;

/** A curve that was thinned out for a screen: of every stretch its first, last, highest and lowest point. */
export interface CurvePoints {
  /** When it was known, epoch ms. */
  readonly time: readonly number[];
  readonly equity: readonly number[];
  /** Below the highest point so far, 0 to −1; the capital counts as one. */
  readonly drawdown: readonly number[];
}

/** The curve of a run and those that it is held against; null where its files do not have them. */
interface Curves<Points> {
  readonly equity: Points;
  readonly buyAndHold: Points | null;
  readonly equalWeights: Points | null;
}

/** The trades that closed in a quarter, by what they were on. */
export interface QuarterRow {
  readonly quarter: string;
  /** Records in the order of the run's symbols; null where no trade closed. */
  readonly symbols: readonly (TradeRecord | null)[];
  readonly all: TradeRecord;
}

/** A bar of the histogram: the number of trades with a result of [from, to) percent. */
export interface Bin {
  readonly from: number;
  readonly to: number;
  readonly trades: number;
}

/** A stretch of time; epoch ms. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Everything of a run that its report shows at once. */
export interface RunReport {
  /** Signature of the files on disk: a report of the same signature is this one. */
  readonly signature: string;
  readonly summary: RunSummary;
  /** Interrupted too where the process that made it is gone, although its file says running. */
  readonly state: RunSummary['state'];
  /** Providers that failed in more than 5 % of their questions, the worst first. */
  readonly failing: readonly FailingProvider[];
  /** Trades in the order in which they closed. */
  readonly trades: readonly ReportTrade[];
  /** Length of the run's bars, ms; null where its log cannot be read. */
  readonly step: number | null;
  readonly symbols: readonly string[];
  /** From the run's first bar to its last, as far as the bars are known. */
  readonly span: Span;
  /** The source of the equity: closed trades alone while the run has no equity.csv. */
  readonly equityOf: 'bars' | 'closed trades';
  readonly curves: Curves<CurvePoints>;
  readonly quarters: readonly QuarterRow[];
  readonly regimes: Readonly<Record<string, TradeRecord>>;
  readonly distribution: readonly Bin[];
  /** What of the run's files could not be read, in sentences. */
  readonly problems: readonly string[];
}

/** A column of few different values: each value once, and the place of each trade's value among them. */
export interface Coded<Value> {
  readonly values: readonly Value[];
  readonly places: Uint32Array;
}

type NumberField = {
  [Field in TradeField]: TradeLine[Field] extends number | null ? Field : never;
}[TradeField];
type WordField = Exclude<TradeField, NumberField | 'id'>;

/**
 * Trades on their way to a page, column by column. VS Code passes numbers on as the bytes that they are; all else is written
 * and read as JSON at each of three doors, value by value.
 */
export interface PackedTrades {
  /** Ids as JSON, which passes as one text. */
  readonly ids: string;
  /** NaN where there is none. */
  readonly numbers: { readonly [Field in NumberField]: Float64Array };
  readonly words: { readonly [Field in WordField]: Coded<TradeLine[Field]> };
}

export type PackedCurve = { readonly [Field in keyof CurvePoints]: Float64Array };

/** A report on its way to a page. */
export interface PackedReport extends Omit<RunReport, 'trades' | 'curves'> {
  readonly trades: PackedTrades;
  readonly curves: Curves<PackedCurve>;
}

/** Bars, column by column. */
export interface PriceBars {
  /** Length of a bar, ms. */
  readonly step: number;
  /** Whether they are the run's own, or put together into longer ones. */
  readonly own: boolean;
  /** Opening time of each bar, epoch ms. */
  readonly time: readonly number[];
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
  /** Whether the file is another than the one that the run read. */
  readonly changed: boolean;
}

/** What the providers' votes were worth in a quarter, on the trades that closed in it. */
export interface ProviderQuarter {
  readonly quarter: string;
  readonly records: Readonly<Record<string, ProviderRecord>>;
}

export interface ShownVote {
  readonly provider: string;
  readonly action: Action;
  readonly confidence: number;
  readonly weight: number;
}

/** What a provider that is asked, not computed, was asked and said. */
export interface ShownReply {
  readonly provider: string;
  /** Wall clock, ISO-8601. */
  readonly asked: string | null;
  readonly tookMs: number | null;
  readonly tokens: number | null;
  readonly action: Action | null;
  readonly confidence: number | null;
  readonly reason: string;
  /** Why there is no answer. */
  readonly failure: string | null;
  /** What a model thought before it answered. */
  readonly thinking: string | null;
  /** What was wrong with a first reply. */
  readonly retried: string | null;
  /** What was said and could not be used, each try. */
  readonly said: readonly string[];
  /** The run whose answer it is, where the same had been asked before. */
  readonly reused: string | null;
  /** Whether symbol, time and prices were hidden in what was asked. */
  readonly masked: boolean;
  /** Null where the log does not have it, or it was left out of an exported file. */
  readonly request: Json | null;
}

/** A past trade that the decision was shown. */
export interface ShownMemory {
  readonly id: string;
  readonly similarity: number;
  /** Null where its outcome is no longer in active memory. */
  readonly outcome: ShownOutcome | null;
}

export interface ShownOutcome
  extends Pick<TradeLine, 'symbol' | 'side' | 'entryTime' | 'pnl' | 'pnlPct' | 'exitReason'> {
  /** Whether the outcome is of a trade of this run. */
  readonly own: boolean;
}

/** The decision that opened a trade, as the log has it. */
export interface TradeDetail {
  readonly decision: {
    readonly action: Action;
    readonly confidence: number;
    readonly reason: string;
    readonly votes: readonly ShownVote[];
  } | null;
  readonly replies: readonly ShownReply[];
  readonly memories: readonly ShownMemory[];
}

/** What the page asks about runs, by their ids. What is the user's to mend comes back as a problem. */
export interface ReportQueries {
  /** @param known signature of the report that the page has. @returns null where nothing has changed since. */
  report(run: string, known: string | null): Promise<RunReport | Problem | null>;
  /** Bars that cover [from, to) and some around it, as fine as `most` bars can be. */
  prices(run: string, symbol: string, from: number, to: number, most: number): Promise<PriceBars | Problem>;
  trade(run: string, id: string): Promise<TradeDetail | Problem>;
  providers(run: string): Promise<readonly ProviderQuarter[] | Problem>;
  /** Trades of a run by their ids, in that order, as CSV: the table that trades.csv is. */
  tradesCsv(run: string, ids: readonly string[]): Promise<string | Problem>;
}

export type PackedAnswer = PackedReport | Problem | null;

/** The queries as they pass from the worker through the editor. */
export interface PackedQueries extends Omit<ReportQueries, 'report'> {
  report(run: string, known: string | null): Promise<PackedAnswer>;
}

/** What the page can do where it is: in the editor, or as a file in a browser. */
export interface ReportActions {
  /** The file of an outcome; null where the page has no editor beside it. */
  openOutcome(id: string): void;
  /** Lets the user choose where. */
  saveText(name: string, text: string): void;
  /** @param base64 a PNG. */
  savePicture(name: string, base64: string): void;
  exportHtml(): void;
  compare(): void;
}

/** The page's questions to the editor; the page says `ready` once, when it can listen. */
export interface ReportHost extends PackedQueries, ReportActions {
  ready(): void;
}

/** What the editor tells the page. */
export interface ReportEvents {
  /** The runs to show, two or three of them side by side. @param workspace whose they are, for the page to keep. */
  show(runs: readonly string[], workspace: string): void;
  /** What the page will ask first of a run: it was made and sent while the page was being loaded. */
  ahead(run: string, answer: PackedAnswer): void;
  /** Tells progress at most ten times a second. */
  progress(progress: Progress): void;
  /** Something on disk is not as it was. */
  changed(): void;
  /** Saves the trades that are shown. */
  saveTrades(): void;
}

/** What the page says in another language, by the English; "en" is which that is. */
export type PageWords = Readonly<Record<string, string>>;

/** A table of trades as CSV, each line with its end; by id. */
export interface TradeLines {
  readonly header: string;
  readonly lines: Readonly<Record<string, string>>;
}

/** What an exported file has in it instead of an editor. */
export interface ReportBundle {
  readonly runs: readonly RunReport[];
  /** Bars by run, then symbol. */
  readonly prices: Readonly<Record<string, Readonly<Record<string, PriceBars | Problem>>>>;
  /** Details by run, then trade. */
  readonly trades: Readonly<Record<string, Readonly<Record<string, TradeDetail>>>>;
  readonly providers: Readonly<Record<string, readonly ProviderQuarter[] | Problem>>;
  /** Lines of the table of trades, by run. */
  readonly tables: Readonly<Record<string, TradeLines>>;
  /** Whether what models were asked was left out, to keep the file small. */
  readonly leftOut: boolean;
}
