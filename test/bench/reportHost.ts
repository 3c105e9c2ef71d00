import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import type { RunSummary } from '../../src/backtest/results/runSummary';
import { readSummary } from '../../src/backtest/results/summaryFile';
import { setUpWorkspace } from '../../src/workspace/sample/sampleWorkspace';
import { reportIn } from '../host/driven/reportTests';
import { pick, rowAppears, runCommand, showSidebar } from '../host/workbench/driver';
import { closeBrowser, openWorkbench } from '../host/workbench/workbench';
import { median, report } from './report';

/** Trades at each cross of the close and its mean of two bars: some ten thousand trades in the sample year. */
const MANY = {
  providers: [{ use: 'rule:cross', parameters: { fast: 1, slow: 2 } }],
  stops: {},
  reverse: true,
};
/** How often each page is opened in each of two windows. */
const TIMES = 4;
const EMPTY_COMMAND = 'Nothing: Open a Page';
const SHOWN = { report: '.trades tbody tr', nothing: '.nothing' };
/**
 * Put into every page: `drawn` resolves when the browser has drawn a frame that shows the awaited element. Asking from
 * outside the page would be half a second late, because Playwright seldom looks into a page that is still loading.
 */
const STOPWATCH = `globalThis.drawn = new Promise((drawn) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => drawn(performance.timeOrigin + performance.now());
  let [root, seen] = [null, false];
  const look = () => {
    if (seen || !document.querySelector('${Object.values(SHOWN).join(', ')}')) return;
    seen = true;
    requestAnimationFrame(() => port2.postMessage(null));
  };
  const changes = new MutationObserver(look);
  // VS Code replaces the document of the page after loading the page.
  const follow = () => {
    if (root !== document.documentElement) {
      root = document.documentElement;
      if (root) changes.observe(root, { childList: true, subtree: true });
      look();
    }
    if (!seen) setTimeout(follow, 4);
  };
  follow();
})`;
const CLICKS =
  "addEventListener('mousedown', () => { globalThis.clicked = performance.timeOrigin + performance.now(); }, true)";
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
  const { data, error } = readSummary(JSON.parse(stdout).run);
  if (!data) throw error;
  return data;
}

/** Makes an extension that opens a page with one word, the least that any page costs. @returns the extension's folder. */
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

/** Milliseconds from the click on the last of a palette's `rows` until `there`, part of the page so opened, is drawn. */
async function open(page: Page, rows: readonly string[], there: string): Promise<number> {
  await runCommand(page, 'View: Close All Editors');
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').fill(`>${rows[0]}`);
  for (const row of rows.slice(0, -1)) await pick(page, row);
  const last = rows[rows.length - 1];
  await page.locator('.quick-input-list .monaco-list-row', { hasText: last }).first().waitFor();
  await pick(page, last);
  const drawn = await reportIn(page).locator(there).first().evaluate<number, never>('globalThis.drawn');
  return drawn - (await page.evaluate<number>('globalThis.clicked'));
}

/** How to open each page, by the page's name: what is picked in the palette, and which element then shows. */
type Pages = Readonly<Record<string, readonly [rows: readonly string[], there: string]>>;

/** @param names pages in opening order; only the first opens in a window without pages. @returns time of each open, ms. */
async function openInWindow(workspace: string, empty: string, pages: Pages, names: readonly string[]) {
  const { page, close } = await openWorkbench(workspace, { installed: [empty] });
  try {
    await page.addInitScript(STOPWATCH);
    await showSidebar(page);
    await page.evaluate(CLICKS);
    await rowAppears(page, 'Backtests', 'many');
    const times: Record<string, number[]> = {};
    for (let time = 0; time < TIMES; time += 1) {
      for (const name of names) {
        times[name] ??= [];
        times[name].push(await open(page, ...pages[name]));
      }
    }
    return times;
  } finally {
    await close();
    await closeBrowser();
  }
}

/**
 * Opens reports in the real VS Code: the report of some ten thousand trades, beside the sample year's and beside a page
 * with one word. From the second page of a window on, Chromium delays each page by a second: VS Code starts a service
 * worker for each page, which has to replace the worker of the page before.
 */
export async function benchReport(folder: string): Promise<void> {
  const workspace = join(folder, 'workspace');
  const sample = await setUpWorkspace(workspace);
  const many = sample.replace('first-light', 'many');
  writeFileSync(many, JSON.stringify({ ...JSON.parse(readFileSync(sample, 'utf8')), ...MANY, name: 'Many' }));
  const [most, least] = [play(many), play(sample)];
  const empty = makeEmptyPage(join(folder, 'nothing'));
  const reportOf = ({ run }: RunSummary) => [['Backtest Memory: Open Report', run], SHOWN.report] as const;
  const pages = {
    many: reportOf(most),
    sample: reportOf(least),
    nothing: [[EMPTY_COMMAND], SHOWN.nothing],
  } as const;
  const ours = await openInWindow(workspace, empty, pages, ['many', 'nothing', 'sample']);
  const theirs = await openInWindow(workspace, empty, pages, ['nothing', 'many', 'sample']);
  const of = (time: number) => `${time.toFixed(0)} ms`;
  const later = (name: string) => median([...ours[name].slice(1), ...theirs[name].slice(1)]);
  const beyond = (time: number, nothing: number) =>
    `${of(time - nothing)} beyond a page with a word on it (${of(nothing)})`;
  const [first, firstOfNothing] = [ours.many[0], theirs.nothing[0]];
  report(
    `report of ${most.total?.trades} trades, first`,
    first,
    `in VS Code, from the click until its rows are drawn; ${beyond(first, firstOfNothing)}`,
  );
  report(
    'the same, after other pages',
    later('many'),
    `${beyond(later('many'), later('nothing'))}; of ${least.total?.trades} trades ${of(later('sample'))}`,
  );
}
