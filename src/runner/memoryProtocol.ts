import type { Problem } from './protocol';

/** What outcomes can be grouped by in the sidebar. */
export const GROUPINGS = ['quarter', 'symbol', 'provider', 'regime'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** `interrupted`: its file says running, but the process that wrote it is gone. */
export type RunState = 'running' | 'done' | 'cancelled' | 'failed' | 'interrupted';

export interface RunRow {
  readonly run: string;
  /** Absolute path of its folder. */
  readonly folder: string;
  readonly state: RunState;
  /** ISO-8601 UTC. */
  readonly started: string;
  readonly currency: string;
  /** 0.1 is ten percent; null where undefined or not yet known. */
  readonly totalReturn: number | null;
  readonly maxDrawdown: number | null;
  readonly trades: number | null;
  readonly winRate: number | null;
  readonly synthetic: boolean;
  readonly notes: readonly string[];
  readonly problem: string | null;
}

export interface DefinitionRow {
  /** Absolute path; null where the runs' definition is gone. */
  readonly file: string | null;
  /** File name without its ending. */
  readonly definition: string;
  /** Its `name`, or the file's where that cannot be read. */
  readonly name: string;
  readonly problems: readonly Problem[];
  /** Newest first. */
  readonly runs: readonly RunRow[];
}

export interface OutcomeGroup {
  readonly by: Grouping;
  readonly group: string;
  readonly count: number;
  readonly wins: number;
  /** Account currency. */
  readonly pnl: number;
}

/** A closed trade as lists and cards show it. */
export interface TradeRow {
  readonly decisionId: string;
  /** Absolute path of its outcome file. */
  readonly file: string;
  readonly run: string;
  readonly symbol: string;
  readonly side: 'long' | 'short';
  /** ISO-8601 UTC. */
  readonly entryTime: string;
  readonly exitTime: string;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly quantity: number;
  /** Account currency, net. */
  readonly pnl: number;
  /** Percent of the entry notional. */
  readonly pnlPct: number;
  readonly exitReason: string;
  readonly provider: string;
  readonly confidence: number;
  readonly regime: string | null;
  readonly reasoning: string;
}

export interface OutcomesOverview {
  readonly groups: readonly OutcomeGroup[];
  /** Files that could not be read as outcomes. */
  readonly damaged: readonly Problem[];
}

export interface ProviderRow {
  readonly provider: string;
  /** Trades in which its vote carried most of the winning side. */
  readonly trades: number;
  readonly wins: number;
  /** Wilson 95 %; null without trades. */
  readonly interval: readonly [number, number] | null;
  readonly pnl: number;
  /** Its multiplier by quarter, oldest first, in the newest run that names it. */
  readonly weights: readonly { readonly quarter: string; readonly weight: number }[];
}

export interface RegimeRow {
  readonly regime: string;
  readonly trades: number;
  readonly wins: number;
  readonly interval: readonly [number, number] | null;
  readonly pnl: number;
}

export interface Performance {
  readonly providers: readonly ProviderRow[];
  readonly regimes: readonly RegimeRow[];
}

/** Why a decision could remember nothing. */
export type NoMemory =
  | { readonly why: 'first' }
  | { readonly why: 'quarter'; readonly quarter: string }
  | { readonly why: 'unlike' };

/** A trade, and the earlier ones that resembled it among those its decision could know. */
export interface TradeCard {
  readonly trade: TradeRow;
  /** The decision's time, ISO-8601 UTC: nothing on the card but the trade itself was known later. */
  readonly asOf: string;
  /** Folder of its run; null where the run is not in this workspace. */
  readonly runFolder: string | null;
  readonly currency: string | null;
  /** How many outcomes were admissible. */
  readonly admissible: number;
  /** Nearest first. */
  readonly similar: readonly { readonly trade: TradeRow; readonly similarity: number }[];
  /** Of the similar ones. */
  readonly wins: number;
  readonly interval: readonly [number, number] | null;
  readonly none: NoMemory | null;
}

/** What a workspace holds, as far as a welcome text must know. */
export interface WorkspaceState {
  readonly memory: boolean;
  readonly definitions: number;
  readonly outcomes: number;
}

/** What the editor asks of the memory worker. Queries wait until the folder has been read. */
export interface MemoryQueries {
  state(): Promise<WorkspaceState>;
  backtests(): Promise<readonly DefinitionRow[]>;
  outcomes(by: Grouping): Promise<OutcomesOverview>;
  /** The newest exit first. */
  outcomesOf(by: Grouping, group: string): Promise<readonly TradeRow[]>;
  performance(): Promise<Performance>;
  /** Null where no outcome has this id. */
  card(decisionId: string): Promise<TradeCard | null>;
  /** What is wrong with a definition's text that may not be saved yet. */
  check(file: string, text: string): Promise<readonly Problem[]>;
  /** Reads everything again. */
  refresh(): Promise<void>;
  /** Makes a sample workspace of the folder; the path of its definition, or why not. */
  setUp(): Promise<{ readonly definition: string } | { readonly problem: Problem }>;
}

/** The parts of the sidebar that a change on disk touches. */
export type Changed = 'backtests' | 'outcomes';

/** What the memory worker tells without being asked. */
export interface MemoryEvents {
  changed(what: readonly Changed[]): void;
  log(message: string): void;
}

/** What the worker is started with. */
export interface MemoryWorkerData {
  /** Absolute path of the workspace folder. */
  readonly folder: string;
}
