import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeAtomic } from '../../common/files/atomicFile';
import { exists } from '../../common/files/folders';
import { InputError } from '../../common/inputError';
import { asProblem, type Problem } from '../../common/problem';
import { scriptTypings } from '../../decision/providers/scriptTypings';
import { barsToCsv } from '../../market/barsCsv';
import { syntheticMarket } from '../../market/syntheticMarket';
import { SAMPLE_STRATEGIES, TYPINGS_FILE } from './sampleStrategies';

const SEED = 2025;
/** Bars before the year warm up the indicators. */
const FROM = Date.UTC(2024, 11, 1);
const TO = Date.UTC(2026, 0, 1);

const DEFINITION = {
  name: 'First light 2025',
  symbols: ['BTCUSD', 'ETHUSD', 'EURUSD'].map((symbol) => ({ symbol, file: syntheticFile(symbol) })),
  timeframe: '1h',
  from: '2025-01-01',
  to: '2025-12-31',
  capital: 10_000,
  providers: ['trend', 'breakout', 'reversion', 'momentum', 'calm', 'memory'].map((rule) => ({
    use: `rule:${rule}`,
  })),
  stops: { stop_loss_pct: 3, take_profit_pct: 6, max_holding: 120 },
};

/** The user's own code votes, on daily bars. */
const OWN_CODE = {
  ...DEFINITION,
  name: 'Own code 2025',
  symbols: DEFINITION.symbols.slice(0, 2),
  timeframe: '1d',
  providers: ['command:python3 strategies/mean_revert.py', 'script:strategies/follow.ts', 'rule:trend'].map(
    (use) => ({ use }),
  ),
  stops: { stop_loss_pct: 6, take_profit_pct: 12, max_holding: 20 },
};

/** The word synthetic stands in the file's name, so that everything made from it can say so. */
function syntheticFile(symbol: string): string {
  return `data/market/${symbol}-1h.synthetic.csv`;
}

/** What the editor writes into a workspace. */
export interface SampleQueries {
  /** Makes a sample workspace of the folder. @returns its first definition. */
  setUp(): Promise<string | Problem>;
  /** Writes the types of what scripts are given and give. @returns their file. */
  writeTypings(): Promise<string>;
}

/** Writes for the editor into a workspace, absolute path. */
export function sampleQueries(workspace: string): SampleQueries {
  return {
    setUp: () => asProblem(() => setUpWorkspace(workspace)),
    writeTypings: () => writeTypings(workspace),
  };
}

/** Where a sample workspace has its definition. */
export function sampleDefinition(folder: string): string {
  return join(folder, 'backtests', 'first-light.backtest.json');
}

/**
 * Makes a folder ready: data/memory, a year of synthetic bars, a definition of built-in rules, and one of a program and a
 * script, with these. Nothing that is there is written over.
 * @returns the path of the first definition.
 * @throws InputError where that exists already.
 */
export async function setUpWorkspace(folder: string): Promise<string> {
  const definition = sampleDefinition(folder);
  if (await exists(definition)) {
    throw new InputError({ file: definition }, 'it exists already', 'Run it, or set up an empty folder');
  }
  for (const part of ['backtests', 'strategies', 'data/memory', 'data/market', 'data/runs']) {
    await mkdir(join(folder, part), { recursive: true });
  }
  for (const bars of syntheticMarket({ seed: SEED, from: FROM, to: TO })) {
    const file = join(folder, syntheticFile(bars.symbol));
    if (!(await exists(file))) await writeFile(file, barsToCsv(bars), { flag: 'wx' });
  }
  const texts = { ...SAMPLE_STRATEGIES, 'backtests/own-code.backtest.json': asJson(OWN_CODE) };
  for (const [path, text] of Object.entries(texts)) {
    const file = join(folder, path);
    if (!(await exists(file))) await writeFile(file, text, { flag: 'wx' });
  }
  await writeFile(definition, asJson(DEFINITION), { flag: 'wx' });
  return definition;
}

/** Writes the types of what scripts are given and give, over those that are there. @returns their file. */
export async function writeTypings(folder: string): Promise<string> {
  const file = join(folder, TYPINGS_FILE);
  await mkdir(dirname(file), { recursive: true });
  await writeAtomic(file, scriptTypings());
  return file;
}

const asJson = (content: object) => `${JSON.stringify(content, null, 2)}\n`;
