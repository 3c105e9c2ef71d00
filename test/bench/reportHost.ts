import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import type { RunSummary } from '../../src/backtest/runSummary';
import { setUpWorkspace } from '../../src/runner/sampleWorkspace';
import { pick, rowAppears, runCommand, showSidebar } from '../host/hands';
import { reportIn } from '../host/reportTests';
import { openWorkbench } from '../host/workbench';
import { median, report } from './report';

/** Two short averages that cross every few bars, each cross a trade. */
const MANY = {
  providers: [{ use: 'rule:cross', parameters: { fast: 2, slow: 4 } }],
  stops: {},
  reverse: true,
};
const TIMES = 5;

function play(definition: string): RunSummary {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [resolve('dist/cli.js'), 'run', definition, '--json'],
    {
      encoding: 'utf8',
      maxBuffer: 1e9,
    },
  );
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout).run;
}

/** Milliseconds from the click that asks for a run's report until its trades are on the screen. */
async function open(page: Page, { run }: RunSummary): Promise<number> {
  await runCommand(page, 'View: Close All Editors');
  await runCommand(page, 'Backtest Memory: Open Report');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: run }).first().waitFor();
  const started = performance.now();
  await pick(page, run);
  await reportIn(page).locator('.trades tbody tr').first().waitFor();
  return performance.now() - started;
}

/** Opens reports in the real VS Code: of a run of some ten thousand trades, beside the sample year. */
export async function benchReport(folder: string): Promise<void> {
  const sample = await setUpWorkspace(folder);
  const many = sample.replace('first-light', 'many');
  writeFileSync(many, JSON.stringify({ ...JSON.parse(readFileSync(sample, 'utf8')), ...MANY, name: 'Many' }));
  const runs = [play(many), play(sample)];
  const { page, close } = await openWorkbench(folder, resolve('.'));
  try {
    await showSidebar(page);
    await rowAppears(page, 'Backtests', 'many');
    const times: number[][] = [[], []];
    for (let time = 0; time < TIMES; time += 1)
      for (const [index, run] of runs.entries()) times[index].push(await open(page, run));
    const [large, small] = times.map(median);
    const [{ total: most }, { total: least }] = runs;
    report(
      `report of ${most?.trades} trades`,
      large,
      `in VS Code, from the key to its rows; ${(large / small).toFixed(1)} × that of ${least?.trades} trades (${small.toFixed(0)} ms); the first time ${times[0][0].toFixed(0)} ms`,
    );
  } finally {
    await close();
  }
}
