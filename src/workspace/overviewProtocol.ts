import type { RunSummary } from '../backtest/results/runSummary';
import type { Problem } from '../common/problem';
import type { Grouping, GroupPage, OutcomeGroup } from '../memory/grouping';
import type { OutcomeRow } from '../memory/outcomeRow';
import type { ProviderRecord, TradeRecord } from '../memory/tradeRecord';
import type { BarRow } from './barsRows';

/** A run; interrupted too where its file says running and its process is gone. */
export interface RunRow {
  readonly summary: RunSummary;
  readonly state: RunSummary['state'];
}

/** A definition with its runs. */
export interface DefinitionRow {
  /** Absolute path; null where the runs' definition is gone. */
  readonly file: string | null;
  /** File name without its ending. */
  readonly definition: string;
  readonly problems: readonly Problem[];
  /** Newest first. */
  readonly runs: readonly RunRow[];
}

/** What the sidebar shows: groups in place of outcomes, however many outcomes there are. */
export interface Overview {
  readonly definitions: readonly DefinitionRow[];
  /** The bar files in data/market, by name. */
  readonly bars: readonly BarRow[];
  readonly groups: readonly OutcomeGroup[];
  /** Files that could not be read. */
  readonly damaged: readonly Problem[];
  /** How many outcomes of the Python engine lie in data/memory, not imported yet. */
  readonly legacy: number;
  readonly providers: Readonly<Record<string, ProviderRecord>>;
  readonly regimes: Readonly<Record<string, TradeRecord>>;
}

/** What the sidebar and the editor's pickers ask. */
export interface OverviewQueries {
  /** What lies in the workspace, outcomes grouped. Of a large memory the first answer is what its cache says. */
  overview(by: Grouping): Promise<Overview>;
  /** Makes the next overview look at every file, also where no change was told of. */
  lookAgain(): void;
  /** The outcomes of a group from the `from`-th in that order on, `count` of them at most. */
  outcomes(page: GroupPage): Promise<readonly OutcomeRow[]>;
  /** The newest outcomes whose id holds `text`, `count` of them at most. */
  find(text: string, count: number): Promise<readonly OutcomeRow[]>;
  /** The file of an outcome, absolute; null where no outcome has this id. */
  outcomeFile(decisionId: string): Promise<string | null>;
  /** What is wrong with a definition as it is being typed. @param file absolute. */
  check(file: string, text: string): Promise<readonly Problem[]>;
}
