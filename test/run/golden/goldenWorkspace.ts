import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setUpWorkspace } from '../../../src/workspace/sample/sampleWorkspace';

const CLI = resolve('dist/cli.js');
/** The golden run: made once by `write`, on the oldest Node that is supported. */
const FIXTURE = resolve('test/fixtures/golden-run');

/** Makes a workspace with the bars of the sample and a definition in which every formula with a logarithm or a power has its part. */
export async function goldenWorkspace(folder: string): Promise<string> {
  const sample = JSON.parse(readFileSync(await setUpWorkspace(folder), 'utf8'));
  const definition = join(folder, 'backtests/golden.backtest.json');
  const golden = {
    ...sample,
    name: 'Golden',
    timeframe: '8h',
    to: '2025-09-30',
    memory: { refresh: 'trade' },
    learning: { method: 'hedge' },
    stops: { stop_loss_pct: 6, take_profit_pct: 12, max_holding: 30 },
  };
  writeFileSync(definition, JSON.stringify(golden, null, 2));
  return definition;
}

/** Puts the golden run into a golden workspace. @returns the run's id. */
export function putGoldenRun(folder: string): string {
  cpSync(FIXTURE, join(folder, 'data/runs'), { recursive: true });
  return readdirSync(FIXTURE)[0];
}

/** Makes the golden run anew, after a change of what runs decide or log. */
export async function writeGoldenRun(folder: string): Promise<void> {
  execFileSync(process.execPath, [CLI, 'run', await goldenWorkspace(folder)], { stdio: 'inherit' });
  rmSync(FIXTURE, { recursive: true, force: true });
  const [run] = readdirSync(join(folder, 'data/runs'), { withFileTypes: true }).filter((one) =>
    one.isDirectory(),
  );
  mkdirSync(join(FIXTURE, run.name), { recursive: true });
  for (const name of ['run.json', 'decisions.jsonl', 'trades.csv', 'equity.csv'])
    cpSync(join(folder, 'data/runs', run.name, name), join(FIXTURE, run.name, name));
}
