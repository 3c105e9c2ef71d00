import type { RunSummary } from '../backtest/results/runSummary';
import type { TradeField, TradeLine } from '../memory/closedTrade';
import type { OutcomeFacts } from '../memory/outcomeRow';
import type { Why } from '../memory/similar/whySimilar';
import type { Tool } from '../tradelog/formats';
import type { ColumnMapping } from '../tradelog/tableLog';
import type { BarChart } from './barChart';

/** A file, or a document as it is being typed, and what a user has said about it. */
export interface LogSource {
  /** Absolute. */
  readonly file: string;
  /** What is typed and not saved; null where the file says it. */
  readonly text: string | null;
  /** How its columns were mapped, where they cannot be told. */
  readonly columns?: ColumnMapping;
  /** Its symbol, where it does not say it. */
  readonly symbol?: string;
}

/** A trade in a line, our own or a log's: what a log does not say is null, and its exit reason is in the log's words. */
export interface CardTrade extends LineOrLess {
  readonly exitReason: string | null;
  readonly reasoning: string | null;
  readonly synthetic: boolean;
  readonly open: boolean;
}
type LineOrLess = { readonly [Field in Exclude<TradeField, 'exitReason'>]: TradeLine[Field] | null };

/** An earlier trade, how like it is, and why. */
export interface SimilarTrade {
  readonly outcome: OutcomeFacts;
  /** 0 to 1: situation × recency; where situations are not compared, recency. */
  readonly score: number;
  readonly situation: number | null;
  readonly recency: number;
  readonly why: Why;
}

/** A trade, and what the earlier ones that resembled it did, of those that were known at its entry. */
export interface TradeCard {
  /** Of the outcome that it is; null for a trade of another tool's that was not imported. */
  readonly id: string | null;
  /** Whose log it is from. */
  readonly tool: Tool;
  readonly trade: CardTrade;
  /** As of when, epoch ms; null where the entry is not known, and so nothing can be said of before it. */
  readonly asOf: number | null;
  /** How many outcomes were known then that it may be compared with, and how many of them won. */
  readonly known: number;
  readonly knownWins: number;
  /** `situation`: by what the market was like; `plain`: by symbol and side only, the newest first. */
  readonly comparedBy: 'situation' | 'plain';
  /** The closest of them, nearest first. */
  readonly similar: readonly SimilarTrade[];
  /** How many similar ones there are, and how many of them won. */
  readonly of: number;
  readonly wins: number;
  /** Of the similar ones' results, percent; null without any. */
  readonly mean: number | null;
  readonly worst: number | null;
  /** Wilson 95 % of the wins; null without similar trades. */
  readonly interval: readonly [number, number] | null;
  /** What the reader must know: why situations were not compared, why there is none, what its times mean. */
  readonly notes: readonly string[];
  readonly chart: BarChart | null;
}

/** What became of a run, over its run.json. */
export interface RunCard {
  readonly run: string;
  readonly name: string;
  readonly state: RunSummary['state'] | 'interrupted';
  readonly totalReturn: number | null;
  readonly trades: number;
  readonly wins: number;
  readonly interval: readonly [number, number] | null;
  readonly synthetic: boolean;
  /** Of its outcomes in active memory. */
  readonly active: number;
  readonly best: OutcomeFacts | null;
  readonly worst: OutcomeFacts | null;
}

/** What similar earlier trades did, at the end of a line. */
export interface LineRate {
  /** From 0. */
  readonly line: number;
  readonly wins: number;
  readonly of: number;
}

/** What the editor asks about trades of any log. */
export interface CardQueries {
  /** Over an outcome's id; null where no outcome has it. */
  card(decisionId: string, signal: AbortSignal): Promise<TradeCard | null>;
  /** Over a place in a log; line and column from 0. Null where no trade stands there. */
  cardAt(source: LogSource, line: number, column: number, signal: AbortSignal): Promise<TradeCard | null>;
  runCard(run: string): Promise<RunCard | null>;
  /** For the lines of a log from `from` to `to`, both included. */
  rates(source: LogSource, from: number, to: number, signal: AbortSignal): Promise<readonly LineRate[]>;
  /** Reads a log and its bars before anybody asks. @returns whether it is one. */
  prepare(source: LogSource): Promise<boolean>;
}
