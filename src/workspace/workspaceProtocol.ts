import type { ServerCommand } from '../agents/mcp/mcpJson';
import type { ToolEvents, ToolQueries } from '../agents/toolService';
import type { RunSummary } from '../backtest/results/runSummary';
import type { CardQueries } from '../cards/cardProtocol';
import type { JobReport } from '../common/jobReport';
import type { Problem } from '../common/problem';
import type { OllamaHost } from '../decision/ollama/ollamaHost';
import type { OllamaHealth } from '../decision/ollama/ollamaModels';
import type { Grouping, GroupPage, OutcomeGroup } from '../memory/grouping';
import type { OutcomeRow } from '../memory/outcomeRow';
import type { ProviderRecord, TradeRecord } from '../memory/tradeRecord';
import type { PackedQueries, PageWords } from '../report/reportProtocol';
import type { BarRow, DefinitionBars } from './barsRows';
import type { EmbedderChoice } from './embedderChoice';
import type { PickedOutcome, SourceLine } from './outcomeActions';
import type { OutcomeSearchEvents, TypedSearchAnswer } from './outcomeSearch';
import type { ProviderDetail } from './providerDetail';

/** A run, and whether the process that makes it is gone although its file says running. */
export interface RunRow {
  readonly summary: RunSummary;
  readonly state: RunSummary['state'] | 'interrupted';
}

export interface DefinitionRow {
  /** Absolute path; null where the runs' definition is gone. */
  readonly file: string | null;
  /** File name without its ending. */
  readonly definition: string;
  readonly problems: readonly Problem[];
  /** Newest first. */
  readonly runs: readonly RunRow[];
}

/** What the sidebar shows: never more than a screenful, however many outcomes there are. */
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

/** What the editor asks of the memory worker. */
export interface WorkspaceQueries extends PackedQueries, CardQueries, ToolQueries {
  overview(by: Grouping): Promise<Overview>;
  /** Makes the next overview look at every file, also where no change was told of. */
  lookAgain(): void;
  /** The outcomes of a group from the `from`-th in that order on, `count` of them at most. */
  outcomes(page: GroupPage): Promise<readonly OutcomeRow[]>;
  /** The newest outcomes whose id holds `text`, `count` of them at most. */
  find(text: string, count: number): Promise<readonly OutcomeRow[]>;
  /** The file of an outcome, absolute; null where none has this id. */
  outcomeFile(decisionId: string): Promise<string | null>;
  /** What is wrong with a definition as it is being typed. `file` is an absolute path. */
  check(file: string, text: string): Promise<readonly Problem[]>;
  /** The symbols that a definition as it is being typed names, and how their bars are. `file` is an absolute path. */
  definitionBars(file: string, text: string): Promise<readonly DefinitionBars[]>;
  /** A bar file (absolute) with its gaps, if need be by reading it; null where it is none. */
  barFile(file: string): Promise<BarRow | null>;
  /** Opens and checks every file of the memory. `repair`: sets aside and rebuilds what can be. */
  verify(repair: boolean): Promise<JobReport>;
  /** Takes over the memory of the Python engine from a folder, absolute; what cannot be done is a problem. */
  importPython(from: string): Promise<JobReport | Problem>;
  /** Chooses what texts are compared by. @returns what keeps it from being used: then search is lexical. */
  choose(choice: EmbedderChoice): Promise<Problem | null>;
  /** @param typed words, keys and bounds; see `parseSearch`. */
  search(typed: string, count: number): Promise<TypedSearchAnswer>;
  /** Downloads the default model into a folder outside the workspace. @returns the model's own folder. */
  download(folder: string, signal: AbortSignal): Promise<string | Problem>;
  /** Moves outcomes to the archive, and back. @returns how many. */
  archive(picked: readonly PickedOutcome[]): Promise<number>;
  unarchive(picked: readonly PickedOutcome[]): Promise<number>;
  /** Brings all of a run's outcomes back from the archive. @returns how many. */
  restore(run: string): Promise<number>;
  /** The runs that have outcomes in the archive. */
  archivedRuns(): Promise<readonly string[]>;
  /** Writes outcomes to a file, absolute: as JSON lines or CSV, as its name says. @returns how many. */
  exportTo(picked: readonly PickedOutcome[], file: string): Promise<number>;
  /** Where a trade stands in its run's trades.csv. */
  sourceLine(run: string, id: string): Promise<SourceLine | Problem>;
  /** The user's note on an outcome; empty where there is none. */
  note(id: string): Promise<string>;
  /** Keeps a note with an outcome; an empty one takes it away. @returns what is wrong with it, or null. */
  setNote(id: string, text: string): Promise<Problem | null>;
  /** What there is to know of one provider; `host`: where models are asked how they are. */
  providerDetail(provider: string, host: OllamaHost): Promise<ProviderDetail>;
  /** The symbols of a definition, absolute path. */
  definitionSymbols(file: string): Promise<readonly string[] | Problem>;
  /** What differs between two runs. */
  compare(first: string, second: string): Promise<JobReport | Problem>;
  /** Has an Ollama fetch a model. @returns what kept it from that. */
  pull(host: OllamaHost, model: string, signal: AbortSignal): Promise<Problem | null>;
  /** Whether an Ollama answers, and what it has. */
  health(host: OllamaHost): Promise<OllamaHealth>;
  /** What was asked for a decision of a run and what was answered, as the text of a document. */
  prompt(run: string, decisionId: string): Promise<string | Problem>;
  /** See `withServer`. */
  mcpJson(text: string | null, server: ServerCommand): Promise<string | null>;
  /**
   * Writes a report of one run, or of some side by side, as one HTML file (absolute path).
   * @param words of the editor's language; none: English.
   * @returns what went wrong.
   */
  exportReport(runs: readonly string[], file: string, words?: PageWords): Promise<Problem | null>;
  /** Makes a sample workspace of the folder. @returns its first definition. */
  setUp(): Promise<string | Problem>;
  /** Writes what scripts' types are into the workspace. @returns the file. */
  writeTypings(): Promise<string>;
}

/** What the memory worker tells without being asked. */
export interface WorkspaceEvents extends OutcomeSearchEvents, ToolEvents {
  /** Bytes so far of a model's file, and of how many where that is known. */
  downloading(file: string, done: number, of: number | null): void;
  /** An Ollama fetches a model: bytes of the part under way, and of how many where that is known. */
  pulling(status: string, done: number, of: number | null): void;
  /** Something on disk is not as it was; told at most a few times a second. */
  changed(): void;
}
