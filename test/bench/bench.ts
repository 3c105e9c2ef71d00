// `npm run bench` measures what the README says of speed, each number beside a rival or a limit of the same run.
// `npm run bench -- --large` goes up to 100,000 outcomes and 1,000,000 vectors. BENCH_BARS may name a folder with real
// hourly bars, files such as BTCUSD-1h.csv. `npm run bench -- --quality` measures the quality of the search alone.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { barsToCsv } from '../../src/market/barsCsv';
import { syntheticMarket } from '../../src/market/syntheticMarket';
import { loadOutcomes } from '../../src/memory/store/memoryFolder';
import { sampleDefinition, setUpWorkspace } from '../../src/workspace/sample/sampleWorkspace';
import { measureActivation } from './activationRuns';
import { bareDurableWrites } from './bareWrites';
import { benchLearning } from './learningBench';
import { benchMemory, multiplied } from './memoryBench';
import { benchModels } from './modelBench';
import { benchQuality } from './qualityBench';
import { median, report } from './report';
import { benchReport } from './reportHost';
import { runInHost } from './runInHost';

const CLI = resolve('dist/cli.js');
const REAL_BARS = process.env.BENCH_BARS;
const SYMBOLS = ['BTCUSD', 'ETHUSD', 'EURUSD'];

/** Runs a whole process `repeats` times. @returns the time of each, ms. */
function wholeProcess(args: readonly string[], repeats: number, before = () => {}): number[] {
  return Array.from({ length: repeats }, () => {
    before();
    const started = performance.now();
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return performance.now() - started;
  });
}

async function benchRun(title: string, folder: string, definition: string): Promise<void> {
  const clean = () => {
    rmSync(join(folder, 'data/memory'), { recursive: true, force: true });
    rmSync(join(folder, 'data/runs'), { recursive: true, force: true });
  };
  const times = wholeProcess([CLI, 'run', definition, '--json'], 5, clean);
  const outcomes = readdirSync(join(folder, 'data/memory'))
    .filter((name) => name.startsWith('outcome_'))
    .map((name) => readFileSync(join(folder, 'data/memory', name)));
  const limit =
    median(wholeProcess(['-e', '0'], 5)) + median([1, 2, 3].map(() => bareDurableWrites(outcomes)));
  report(
    title,
    median(times),
    `${(median(times) / limit).toFixed(1)} × an empty node process that writes its ${outcomes.length} outcomes as durably (${limit.toFixed(0)} ms); fastest of 5: ${Math.min(...times).toFixed(0)} ms`,
  );
}

/**
 * Runs the benches of both engines, each in a process of its own and bundled, as users run the engine: tsx slows calls
 * across modules.
 */
function benchEngine(memory: string): void {
  const run = (name: string, ...args: readonly string[]) => {
    const { status, stdout } = spawnSync(process.execPath, [`dist/test/${name}.js`, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) throw new Error(`${name} ended with ${status}`);
    return stdout.trim();
  };
  console.log(run('engineBench', run('grademarkBench'), memory));
}

/** Makes a backtest over three years of hourly bars of three symbols: real bars where BENCH_BARS names them. */
function threeYears(folder: string): { definition: string; title: string } {
  const definition = sampleDefinition(folder);
  for (const part of ['backtests', 'data/market']) mkdirSync(join(folder, part), { recursive: true });
  const made = REAL_BARS
    ? []
    : syntheticMarket({ seed: 3, from: Date.UTC(2020, 0, 1), to: Date.UTC(2023, 0, 1) });
  const symbols = SYMBOLS.map((symbol, index) => {
    if (REAL_BARS) return { symbol, file: resolve(REAL_BARS, `${symbol}-1h.csv`) };
    const file = `data/market/${symbol}-1h.synthetic.csv`;
    writeFileSync(join(folder, file), barsToCsv(made[index]));
    return { symbol, file };
  });
  const providers = ['trend', 'breakout', 'reversion', 'momentum', 'calm', 'memory'].map((rule) => ({
    use: `rule:${rule}`,
  }));
  const content = { name: 'Three years', symbols, timeframe: '1h', from: '2020-01-01', to: '2022-12-31' };
  const stops = { stop_loss_pct: 3, take_profit_pct: 6, max_holding: 120 };
  writeFileSync(definition, JSON.stringify({ ...content, providers, stops, memory: { cap: 1_000_000 } }));
  return { definition, title: `three years, ${REAL_BARS ? 'real' : 'synthetic'} hourly bars` };
}

/** Runs the sample year and three years once, and measures how good the search is among their trades. */
async function qualityAlone(folder: string): Promise<void> {
  const sample = await setUpWorkspace(join(folder, 'sample'));
  const years = threeYears(join(folder, 'years'));
  for (const definition of [sample, years.definition]) wholeProcess([CLI, 'run', definition, '--json'], 1);
  await benchQuality({
    'sample year': join(folder, 'sample/data/memory'),
    [years.title]: join(folder, 'years/data/memory'),
  });
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  try {
    if (process.argv.includes('--quality')) return await qualityAlone(folder);
    const sample = join(folder, 'sample');
    await benchRun('sample year, whole process', sample, await setUpWorkspace(sample));
    const { outcomes } = await loadOutcomes(join(sample, 'data/memory'));
    benchEngine(join(sample, 'data/memory'));
    await benchMemory(join(sample, 'data/memory'), process.argv.includes('--large'));
    await benchModels();
    const years = threeYears(join(folder, 'years'));
    await benchRun(years.title, join(folder, 'years'), years.definition);
    await benchQuality({
      'sample year': join(sample, 'data/memory'),
      [years.title]: join(folder, 'years', 'data/memory'),
    });
    await benchReport(join(folder, 'report'));
    await benchLearning();
    const remembered = multiplied(outcomes, 10_000);
    const { ours, empty } = await measureActivation(join(folder, 'activation'), remembered);
    report(
      'activation',
      ours,
      `with ${remembered.length} outcomes; ${(ours / empty).toFixed(1)} × an empty extension (${empty.toFixed(1)} ms); to be at most 8 ×`,
    );
    const host = runInHost<{ took: number; busy: number; longestBlock: number }>(
      join(folder, 'years'),
      'busyHost.js',
      'busy-host.json',
    );
    report(
      'three years in VS Code',
      host.took,
      `a run that tells its progress ten times a second: the host busy ${(100 * host.busy).toFixed(0)} % of the time, late by ${host.longestBlock.toFixed(0)} ms at most`,
    );
    console.log(
      `bundle of the extension host        ${statSync('dist/extension.js').size} bytes, target 80 KB`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

void main();
