import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import type { RunSummary } from '../../src/backtest/runSummary';
import { setUpWorkspace } from '../../src/runner/sampleWorkspace';
import { pick, rowAppears, runCommand, showSidebar } from '../host/hands';
import { reportIn } from '../host/reportTests';
import { openWorkbench } from '../host/workbench';
import { median, report } from './report';

/** The close and its mean of two cross every few bars, each cross a trade: some ten thousand in the sample year. */
const MANY = {
  providers: [{ use: 'rule:cross', parameters: { fast: 1, slow: 2 } }],
  stops: {},
  reverse: true,
};
const TIMES = 5;
const EMPTY_COMMAND = 'Nothing: Open a Page';
const EMPTY = `const { commands, window } = require('vscode');
exports.activate = ({ subscriptions }) => subscriptions.push(commands.registerCommand('nothing.open', () => {
  const { webview } = window.createWebviewPanel('nothing', 'Nothing', -1, { enableScripts: true });
  webview.html = '<!doctype html><p class="nothing">nothing</p><script>document.title = "there"</script>';
}));`;

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

/** An extension that opens a page with a word on it: what any page takes. @returns its folder. */
function makeEmptyPage(folder: string): string {
  const manifest = { name: 'nothing', publisher: 'backtest-memory', version: '0.0.1' };
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({
      ...manifest,
      engines: { vscode: '^1.100.0' },
      main: './main.js',
      activationEvents: ['onStartupFinished'],
      contributes: { commands: [{ command: 'nothing.open', title: EMPTY_COMMAND }] },
    }),
  );
  writeFileSync(join(folder, 'main.js'), EMPTY);
  return folder;
}

/** Milliseconds from the click on what asks for a page, the last of a palette's `rows`, until `there` of it is on the screen. */
async function open(page: Page, rows: readonly string[], there: string): Promise<number> {
  await runCommand(page, 'View: Close All Editors');
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').fill(`>${rows[0]}`);
  for (const row of rows.slice(0, -1)) await pick(page, row);
  const last = rows[rows.length - 1];
  await page.locator('.quick-input-list .monaco-list-row', { hasText: last }).first().waitFor();
  const started = performance.now();
  await pick(page, last);
  await reportIn(page).locator(there).first().waitFor();
  return performance.now() - started;
}

/** Opens reports in the real VS Code: of a run of some ten thousand trades, beside the sample year and a page with nothing. */
export async function benchReport(folder: string): Promise<void> {
  const workspace = join(folder, 'workspace');
  const sample = await setUpWorkspace(workspace);
  const many = sample.replace('first-light', 'many');
  writeFileSync(many, JSON.stringify({ ...JSON.parse(readFileSync(sample, 'utf8')), ...MANY, name: 'Many' }));
  const runs = [play(many), play(sample)];
  const empty = makeEmptyPage(join(folder, 'nothing'));
  const { page, close } = await openWorkbench(workspace, resolve('.'), undefined, [empty]);
  try {
    await showSidebar(page);
    await rowAppears(page, 'Backtests', 'many');
    const [large, small, nothing]: number[][] = [[], [], []];
    for (let time = 0; time < TIMES; time += 1) {
      for (const [index, { run }] of runs.entries())
        [large, small][index].push(
          await open(page, ['Backtest Memory: Open Report', run], '.trades tbody tr'),
        );
      nothing.push(await open(page, [EMPTY_COMMAND], '.nothing'));
    }
    const [{ total: most }, { total: least }] = runs;
    const of = (times: readonly number[]) => `${median(times).toFixed(0)} ms`;
    report(
      `report of ${most?.trades} trades`,
      median(large),
      `in VS Code, from the click to its rows; ${(median(large) / median(nothing)).toFixed(1)} × a page with a word on it (${of(nothing)}); of ${least?.trades} trades ${of(small)}; the first time ${large[0].toFixed(0)} ms`,
    );
  } finally {
    await close();
  }
}
