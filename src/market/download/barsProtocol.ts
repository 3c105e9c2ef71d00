import type { Problem } from '../../common/problem';
import type { Timeframe } from '../../common/timeframe';

/** Bars to be got. */
export interface BarsTask {
  /** Absolute. */
  readonly workspace: string;
  readonly symbols: readonly string[];
  readonly timeframe: Timeframe;
  /** Null: of each symbol the one it came from before, else the usual one. */
  readonly source: string | null;
  /** Days, YYYY-MM-DD, both included. Null: where what is there begins; up to now. */
  readonly from: string | null;
  readonly to: string | null;
  /** Whether the whole span is asked for again and compared with what is there. */
  readonly whole: boolean;
  /** Names of the source's that the user takes for what they asked for. */
  readonly acceptSymbols: readonly string[];
  /** Whether a file that differs from what the source says now may be replaced; it is kept. */
  readonly acceptChanges: boolean;
  /** For a source that needs one. */
  readonly key: string | null;
}

/** How far a download is: all its symbols together. At most ten a second are told. */
export interface BarsProgress {
  readonly bars: number;
  /** 0 to 1, by the time covered. */
  readonly done: number;
  /** Bars a second so far. */
  readonly rate: number;
  /** Milliseconds until the end at the speed so far; null at first. */
  readonly timeLeft: number | null;
  /** Why nothing is asked for right now: "api.coinbase.com: … (12 s)"; null while it goes on. */
  readonly waiting: string | null;
}

/** What the user may agree to, so that a download that was refused goes through. */
export type Consent = { readonly kind: 'symbol'; readonly answered: string } | { readonly kind: 'changes' };

/** How the download of one symbol ended. */
export type SymbolEnd =
  | {
      readonly symbol: string;
      readonly state: 'done';
      /** Absolute. */
      readonly file: string;
      readonly source: string;
      /** In the file now, and how many of them are new. */
      readonly bars: number;
      readonly added: number;
      readonly first: string;
      readonly last: string;
      /** Bars that are missing while the market was open, as far as is known, and in how many gaps. */
      readonly missing: number;
      readonly gaps: number;
      /** Where the file that it replaces is kept now, absolute. */
      readonly replaced: string | null;
      readonly notes: readonly string[];
    }
  | {
      readonly symbol: string;
      readonly state: 'failed';
      readonly problem: Problem;
      readonly consent: Consent | null;
    }
  | { readonly symbol: string; readonly state: 'cancelled' };

/** What the editor or the command line asks of the process that downloads. */
export interface BarsCommands {
  /** Ends when all symbols have, also where `signal` aborted: what came until then is kept. */
  get(task: BarsTask, signal: AbortSignal): Promise<readonly SymbolEnd[]>;
}

/** What it tells while it works. */
export interface BarsEvents {
  progress(progress: BarsProgress): void;
}
