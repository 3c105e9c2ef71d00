import { basename, dirname, join, resolve } from 'node:path';
import { TIMEFRAMES, type Timeframe } from '../timeframe';

// The paths below a workspace. No other file spells any of them.

/** Names of the folders at the top of a workspace that hold definitions and what is made of them: no program lies in them. */
export const OWN_FOLDERS: readonly string[] = ['backtests', 'data', 'experiments', 'sweeps'];

/** End of a definition's file name. */
export const DEFINITION_ENDING = '.backtest.json';

export const definitionsFolder = (workspace: string) => join(workspace, 'backtests');
/** `backtests/first-light.backtest.json` for "first-light". */
export const definitionFile = (workspace: string, name: string) =>
  join(definitionsFolder(workspace), `${name}${DEFINITION_ENDING}`);
export const isDefinitionFile = (name: string) => name.endsWith(DEFINITION_ENDING);

/** The name of a definition: "first-light" for backtests/first-light.backtest.json. */
export const definitionName = (file: string) => basename(file).replace(/\.backtest\.json$|\.json$/, '');

/**
 * The workspace of a definition: the folder that holds backtests/, or the definition's own folder if that is not
 * backtests/.
 */
export function workspaceOf(definitionFile: string): string {
  const folder = dirname(definitionFile);
  return basename(folder) === 'backtests' ? dirname(folder) : folder;
}

/** The folder of a workspace's bars. */
export const marketFolder = (workspace: string) => join(workspace, 'data', 'market');
/** `data/market/BTCUSD-1h.csv` of a workspace. */
export const marketFile = (workspace: string, symbol: string, timeframe: Timeframe) =>
  join(marketFolder(workspace), `${symbol}-${timeframe}.csv`);

const BAR_FILE = new RegExp(
  `^([A-Za-z0-9][A-Za-z0-9._-]*?)-(${Object.keys(TIMEFRAMES).join('|')})(\\.synthetic)?\\.csv(\\.gz)?$`,
);

export interface BarFileName {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  /** Whether the sample workspace made its bars up. */
  readonly synthetic: boolean;
  /** Whether it is compressed by gzip. */
  readonly packed: boolean;
}

/** Parses the name of a bar file, BTCUSD-1h.csv or BTCUSD-1h.synthetic.csv.gz; null for any other name. */
export function barFileName(name: string): BarFileName | null {
  const [, symbol, length, synthetic, packed] = BAR_FILE.exec(name) ?? [];
  const timeframe = (Object.keys(TIMEFRAMES) as Timeframe[]).find((one) => one === length);
  return timeframe
    ? { symbol, timeframe, synthetic: synthetic !== undefined, packed: packed !== undefined }
    : null;
}

/** The folder of a workspace's outcomes. */
export const memoryFolder = (workspace: string) => join(workspace, 'data', 'memory');
/** The folder of archived outcomes. */
export const archiveFolder = (memory: string) => join(memory, 'archive');
/** The folder of outcomes that cannot be read. */
export const quarantineFolder = (memory: string) => join(memory, 'quarantine');

/** The folder of another engine's files that had the names of ours. */
export const legacyFolder = (memory: string) => join(memory, 'legacy');

export const runsFolder = (workspace: string) => join(workspace, 'data', 'runs');
export const runFolder = (workspace: string, run: string) => join(runsFolder(workspace), run);

/** The files of a run's folder. */
export const RUN_FILES = {
  summary: 'run.json',
  log: 'decisions.jsonl',
  trades: 'trades.csv',
  equity: 'equity.csv',
  benchmarks: 'benchmarks.csv',
} as const;
export type RunFile = keyof typeof RUN_FILES;

export const runFile = (workspace: string, run: string, file: RunFile) =>
  join(runFolder(workspace, run), RUN_FILES[file]);

/** The decision log of a run. */
export const logFile = (workspace: string, run: string) => runFile(workspace, run, 'log');
/** The workspace that a decision log lies in. */
export const workspaceOfLog = (file: string) => resolve(dirname(file), '../../..');
