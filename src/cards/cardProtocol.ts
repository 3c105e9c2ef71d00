import type { RunSummary } from '../backtest/results/runSummary';
import type { TradeField, TradeLine } from '../memory/closedTrade';
import type { OutcomeFacts } from '../memory/outcomeRow';
import type { Why } from '../memory/similar/whySimilar';
import type { Tool } from '../tradelog/formats';
import type { ColumnMapping } from '../tradelog/tableLog';
import type { BarChart } from './barChart';

/** A log: a file, or a document as it is being typed, with what the user has said about it. */
export interface LogSource {
  /** Absolute. */
  readonly file: string;
  /** The typed text where it is not saved; null where the file is to be read. */
  readonly text: string | null;
  /** The user's mapping of columns, where the columns' names do not tell. */
  readonly columns?: ColumnMapping;
  /** The user's symbol, where the log names none. */
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

/** An earlier trade, its similarity, and the reasons for that. */
export interface SimilarTrade {
  readonly outcome: OutcomeFacts;
  /** 0 to 1: situation × recency; where situations are not compared, recency. */
  readonly score: number;
  readonly situation: number | null;
  readonly recency: number;
  readonly why: Why;
}

/** A trade, and the results of similar trades that were known at its entry. */
export interface TradeCard {
  /** Id of the trade's outcome; null for a trade of another tool that was not imported. */
  readonly id: string | null;
  /** The tool whose log has the trade. */
  readonly tool: Tool;
  readonly trade: CardTrade;
  /** Time up to which outcomes were known, epoch ms; null where the entry is not known, so that nothing can be compared. */
  readonly asOf: number | null;
  /** Count of outcomes known at `asOf`, and of winners among them. */
  readonly known: number;
  readonly knownWins: number;
  /** `situation`: by what the market was like; `plain`: by symbol and side only, the newest first. */
  readonly comparedBy: 'situation' | 'plain';
  /** The most similar trades, nearest first. */
  readonly similar: readonly SimilarTrade[];
  /** Count of similar trades, and of winners among them. */
  readonly of: number;
  readonly wins: number;
  /** Mean and worst result of the similar trades, percent; null without similar trades. */
  readonly mean: number | null;
  readonly worst: number | null;
  /** Wilson 95 % of the wins; null without similar trades. */
  readonly interval: readonly [number, number] | null;
  /** Caveats for the reader: why situations were not compared, why no trade is similar, how times were read. */
  readonly notes: readonly string[];
  readonly chart: BarChart | null;
}

/** Results of a run, shown over its run.json. */
export interface RunCard {
  readonly run: string;
  readonly name: string;
  readonly state: RunSummary['state'];
  readonly totalReturn: number | null;
  readonly trades: number;
  readonly wins: number;
  readonly interval: readonly [number, number] | null;
  readonly synthetic: boolean;
  /** Count of the run's outcomes in active memory, the best and the worst of them. */
  readonly active: number;
  readonly best: OutcomeFacts | null;
  readonly worst: OutcomeFacts | null;
}

/** The win rate of similar earlier trades, shown at the end of a line. */
export interface LineRate {
  /** From 0. */
  readonly line: number;
  readonly wins: number;
  readonly of: number;
}

/** What the editor asks about trades of any log. */
export interface CardQueries {
  /** The card of an outcome; null where no outcome has the id. */
  card(decisionId: string, signal: AbortSignal): Promise<TradeCard | null>;
  /** The card of the trade at a place of a log; line and column from 0. Null where no trade stands there. */
  cardAt(source: LogSource, line: number, column: number, signal: AbortSignal): Promise<TradeCard | null>;
  runCard(run: string): Promise<RunCard | null>;
  /** Win rates for the lines of a log from `from` to `to`, both included, on which trades begin. */
  rates(source: LogSource, from: number, to: number, signal: AbortSignal): Promise<readonly LineRate[]>;
  /** Reads a log and its bars ahead of the first question. @returns whether the source is a log. */
  prepare(source: LogSource): Promise<boolean>;
}
