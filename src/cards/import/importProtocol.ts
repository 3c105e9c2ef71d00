import type { JobReport } from '../../common/jobReport';
import type { Problem } from '../../common/problem';
import type { ColumnField } from '../../tradelog/cells/columns';
import type { Tool } from '../../tradelog/formats';
import type { LogSource } from '../cardProtocol';

/** A column of a table, and what the column's name says of its meaning. */
export interface NamedColumn {
  readonly name: string;
  /** Null where the name does not tell. */
  readonly field: ColumnField | null;
}

/** What an import would do, or did. */
export interface ImportReport extends JobReport {
  readonly run: string;
  readonly tool: Tool;
  /** New outcomes. */
  readonly fresh: number;
  readonly duplicates: number;
  /** Whether nobody says which symbol the trades are of. */
  readonly needsSymbol: boolean;
}

/** An import in active memory, and how many outcomes it has there. */
export interface ImportedRun {
  readonly run: string;
  readonly outcomes: number;
}

/** What the editor asks of imports of other tools' logs. */
export interface ImportQueries {
  /** The columns that a user could map; none where the file is no table. */
  columnsOf(source: LogSource): Promise<readonly NamedColumn[]>;
  /** The symbols that have bars in the workspace. */
  symbols(): Promise<readonly string[]>;
  /** @param write false: says what would be done, and changes nothing. */
  importTrades(source: LogSource, write: boolean): Promise<ImportReport | Problem>;
  /** The imports in active memory. */
  imports(): Promise<readonly ImportedRun[]>;
  /** Moves what an import wrote to the archive. @returns how many. */
  undoImport(run: string): Promise<number | Problem>;
}
