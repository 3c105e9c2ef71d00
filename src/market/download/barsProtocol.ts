import type { Problem } from '../../common/problem';
import type { Timeframe } from '../../common/timeframe';

/** A download that is asked for. */
export interface BarsTask {
  /** Absolute path. */
  readonly workspace: string;
  readonly symbols: readonly string[];
  readonly timeframe: Timeframe;
  /** Name of the source; null for the source of the bars on disk, else the usual one of each symbol. */
  readonly source: string | null;
  /** First and last day, YYYY-MM-DD. Null for the first day on disk, and for today. */
  readonly from: string | null;
  readonly to: string | null;
  /** Whether to download the whole span again and compare the bars on disk with it. */
  readonly whole: boolean;
  /** The source's names of symbols that the user accepts in place of the symbols asked for. */
  readonly acceptSymbols: readonly string[];
  /** Whether to replace a file that differs from the source's present bars. The replaced file is kept. */
  readonly acceptChanges: boolean;
  /** API key, for a source that needs one. */
  readonly key: string | null;
}

/** Progress of a download, all symbols together. Told ten times a second at most. */
export interface BarsProgress {
  readonly bars: number;
  /** Share of the time asked for that is covered, 0 to 1. */
  readonly done: number;
  /** Bars a second, since the beginning. */
  readonly rate: number;
  /** Milliseconds until the end at the present rate; null at first. */
  readonly timeLeft: number | null;
  /** Why the download pauses, "api.coinbase.com: … (12 s)"; null while it goes on. */
  readonly waiting: string | null;
}

/** Something that the user can agree to, so that a refused download goes through. */
export type Consent = { readonly kind: 'symbol'; readonly answered: string } | { readonly kind: 'changes' };

/** How the download of one symbol ended. */
export type SymbolEnd =
  | {
      readonly symbol: string;
      readonly state: 'done';
      /** Absolute path. */
      readonly file: string;
      readonly source: string;
      /** Number of bars in the file now, and of new bars among them. */
      readonly bars: number;
      readonly added: number;
      readonly first: string;
      readonly last: string;
      /** Number of bars missing while the market was open, as far as is known, and of the gaps that they lie in. */
      readonly missing: number;
      readonly gaps: number;
      /** Absolute path at which the replaced file is kept; null if none was replaced. */
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

/** Requests of the editor or the command line to the downloading process. */
export interface BarsCommands {
  /**
   * Downloads all symbols. Resolves once all have ended, after an abort too: bars received until then are kept. Rejects
   * after a bug, with its stack.
   */
  get(task: BarsTask, signal: AbortSignal): Promise<readonly SymbolEnd[]>;
}

/** Messages of the downloading process. */
export interface BarsEvents {
  progress(progress: BarsProgress): void;
}
