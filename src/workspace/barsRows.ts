import type { Timeframe } from '../common/timeframe';

/** A bar file in data/market by its sidecar, first and last line; a field is null where only the whole file would tell. */
export interface BarRow {
  /** Absolute. */
  readonly file: string;
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly synthetic: boolean;
  /** Null for a file that was not downloaded. */
  readonly source: string | null;
  readonly answered: string | null;
  readonly fetchedAt: string | null;
  readonly first: string | null;
  readonly last: string | null;
  readonly bars: number | null;
  /** Gaps while the market was open as far as is known, and how many bars they lack. */
  readonly gaps: number | null;
  readonly missing: number | null;
  /** Whether the file is not the one that was downloaded any more. */
  readonly changed: boolean;
}

/** Bars that a definition needs, as a download would get them. Days, YYYY-MM-DD. */
export interface WantedBars {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly from: string;
  readonly to: string;
}

/** A symbol in a definition, and how its bars are. */
export interface DefinitionBars {
  readonly symbol: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
  /** Absolute. */
  readonly file: string;
  readonly row: BarRow | null;
  /** What to download where the file is not there or does not span the backtest; null where it does or cannot be told. */
  readonly wanted: WantedBars | null;
}

/** What the editor asks about bar files. */
export interface BarFileQueries {
  /** The symbols that a definition as it is being typed names, each with its bars. @param file absolute. */
  definitionBars(file: string, text: string): Promise<readonly DefinitionBars[]>;
  /** A bar file (absolute) with its gaps, if need be by reading the file; null for what is no bar file. */
  barFile(file: string): Promise<BarRow | null>;
}
