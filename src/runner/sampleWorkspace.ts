import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { barsToCsv } from '../market/barsCsv';
import { InputError } from '../market/inputError';
import { syntheticMarket } from '../market/syntheticMarket';
import { exists } from '../memory/memoryFolder';

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

/** The word synthetic stands in the file's name, so that everything made from it can say so. */
function syntheticFile(symbol: string): string {
  return `data/market/${symbol}-1h.synthetic.csv`;
}

/** Where a sample workspace has its definition. */
export function sampleDefinition(folder: string): string {
  return join(folder, 'backtests', 'first-light.backtest.json');
}

/**
 * Makes a folder ready: data/memory, a definition and a year of synthetic bars. Nothing that is there is written over.
 * @returns the definition's path.
 * @throws InputError where the definition exists already.
 */
export async function setUpWorkspace(folder: string): Promise<string> {
  const definition = sampleDefinition(folder);
  if (await exists(definition)) {
    throw new InputError({ file: definition }, 'it exists already', 'Run it, or set up an empty folder');
  }
  for (const part of ['backtests', 'data/memory', 'data/market', 'data/runs']) {
    await mkdir(join(folder, part), { recursive: true });
  }
  for (const bars of syntheticMarket({ seed: SEED, from: FROM, to: TO })) {
    const file = join(folder, syntheticFile(bars.symbol));
    if (!(await exists(file))) await writeFile(file, barsToCsv(bars), { flag: 'wx' });
  }
  await writeFile(definition, `${JSON.stringify(DEFINITION, null, 2)}\n`, { flag: 'wx' });
  return definition;
}
