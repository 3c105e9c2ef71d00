import type { ColumnField, Columns } from './cells/columns';
import type { RowReader } from './cells/rowReader';
import type { Row, Table } from './file/table';
import type { BadRow, LoggedTrade } from './loggedTrade';

/** The trade logs of one tool. A format is a row of the table in formats.ts; everything that differs by tool is here. */
export interface TradeLogFormat<Name extends string = string> {
  /** The tool's word in ids and tags of imported outcomes, and between processes. */
  readonly name: Name;
  /** The tool's name for people, in the middle of a sentence. */
  readonly title: string;
  /** Meaning of the tool's times: the time of a fill, or the opening time of the bar in which the fill happened. */
  readonly stamps: 'fills' | 'bar opens';
  /**
   * Whether the tool logs no reason to exit, only the stop and the target in force at the end: an exit at one of these
   * prices then tells its reason.
   */
  readonly exitsByLevels?: true;
  /** The kinds of file that the tool writes, first match first. */
  readonly shapes: readonly LogShape[];
}

export type LogShape = TableShape | JsonShape | TextShape;

/** Columns of a table that a field of a trade is read from: the first group that the table has. */
export type ColumnSources = Readonly<Partial<Record<keyof LoggedTrade, readonly (readonly ColumnField[])[]>>>;

/** The header of a table that may hold trades. */
export interface TableHeader {
  readonly names: readonly string[];
  /** The names in lower case, without spaces, dots and slashes. */
  readonly plainNames: ReadonlySet<string>;
  readonly columns: Columns;
  /** Whether a user said what the columns hold; otherwise their names did. */
  readonly mapped: boolean;
  /** The row below the header. */
  readonly next: Row | undefined;
}

/** A CSV or HTML table of trades. */
export interface TableShape {
  readonly content: 'table';
  /** Whether one row holds one trade: a report with such a table repeats the same trades in its tables of fills. */
  readonly rowPerTrade: boolean;
  readonly sources: ColumnSources;
  /** @returns the table's columns, or null for a header of another shape. */
  recognises(header: TableHeader): Columns | null;
  /** Reads the rows below the header. Rows that cannot be read are added to the reader's `bad`. */
  reads(rows: readonly Row[], reader: RowReader, table: Table): LoggedTrade[];
}

/** A list of trades within a JSON text. */
export interface TradeList {
  readonly path: readonly (string | number)[];
  readonly strategy: string | null;
  readonly items: readonly unknown[];
}

/** A trade out of JSON, and whether its times name no zone. */
export interface JsonTrade {
  readonly trade: LoggedTrade;
  readonly naive: boolean;
}

/** A JSON text with lists of trades. */
export interface JsonShape {
  readonly content: 'json';
  /** The JSON field that each field of a trade is read from. */
  readonly sources: Readonly<Partial<Record<keyof LoggedTrade, string>>>;
  /** @returns the lists of trades; none for JSON of another tool. */
  recognises(content: unknown): readonly TradeList[];
  /** @throws UnreadableTrade for an item that is no trade. */
  reads(item: unknown): JsonTrade;
}

/** A text that is neither a table nor JSON. */
export interface TextShape {
  readonly content: 'text';
  recognises(text: string): boolean;
  reads(text: string): ReadTrades;
}

/** The trades of a text, its unreadable rows, and whether some time names no zone. */
export interface ReadTrades {
  readonly trades: readonly LoggedTrade[];
  readonly bad: readonly BadRow[];
  readonly naive: boolean;
}
