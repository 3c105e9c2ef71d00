// What people see of the extension, scene by scene, from an empty folder to a search; each is taken as a picture.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import type { Page } from 'playwright-core';
import { readRuns } from '../../../src/backtest/results/runFiles';
import { reportIn } from '../driven/reportTests';
import { openFile, pick, rowAppears, runCommand, showSidebar, toast, until } from '../workbench/driver';
import type { Workbench } from '../workbench/workbench';

const LOGS = 'test/fixtures/tradeLogs';

/** Takes a picture once no animation runs: in the middle of a fade it could not be read. */
export async function shot(page: Page): Promise<Buffer> {
  await page.waitForFunction("document.getAnimations().every(({ playState }) => playState !== 'running')");
  return page.screenshot();
}

/** Logs of other tools, their names in a workspace, and a text on the line that the mouse rests on. */
const FOREIGN = {
  backtestingPy: ['backtesting-py-0.6.csv', 'trades of BTCUSD.csv', '2,10,39'],
  freqtrade: ['freqtrade-2021.json', 'backtest-result.json', '"open_rate": 84000'],
  metaTrader: ['mt4-statement.htm', 'DetailedStatement.htm', '5001'],
} as const;
/** TradingView's name for a list of trades: the symbol stands in the name alone. */
const TRADING_VIEW = 'First light_COINBASE_BTCUSD_2026-01-02.csv';

/** Copies a log into a folder, with the sample's symbols; JSON gets line ends, since one long line shows little. */
function putLog(folder: string, from: string, to: string): string {
  const file = join(folder, to);
  const text = readFileSync(join(LOGS, from), 'utf8').replaceAll('/USDT', '/USD');
  writeFileSync(file, from.endsWith('.json') ? JSON.stringify(JSON.parse(text), null, 2) : text);
  return file;
}

/** Writes a run's last trades of one symbol as TradingView lists trades: the workspace's bars agree with them. */
function putTradingView(folder: string, run: string): string {
  const [header] = readFileSync(join(LOGS, 'tradingview-2025.csv'), 'utf8').split('\n');
  const table = readFileSync(join(folder, 'data/runs', run, 'trades.csv'), 'utf8');
  const { data } = Papa.parse<Record<string, string>>(table, { header: true, skipEmptyLines: true });
  const own = data.filter(({ asset_pair: symbol }) => symbol === 'BTCUSD').slice(-8);
  const rows = own.flatMap((trade, index) => {
    const side = trade.action === 'BUY' ? 'long' : 'short';
    const row = (what: string, time: string, price: string) =>
      [
        index + 1,
        `${what} ${side}`,
        time.replace('Z', '+0000'),
        what === 'Entry' ? side : trade.exit_reason,
        price,
        trade.quantity,
        (Number(trade.quantity) * Number(trade.entry_price)).toFixed(2),
        Number(trade.pnl).toFixed(2),
        Number(trade.pnl_pct).toFixed(2),
        ...Array(6).fill(0),
      ].join();
    return [
      row('Entry', trade.entry_time, trade.entry_price),
      row('Exit', trade.exit_time, trade.exit_price),
    ];
  });
  const file = join(folder, TRADING_VIEW);
  writeFileSync(file, [header.replaceAll('USDT', 'USD'), ...rows, ''].join('\n'));
  return file;
}

/** @param folder empty, and open in the workbench. @returns the scenes by name, in their order. */
export async function takeScenes(
  { page, runs }: Workbench,
  folder: string,
): Promise<ReadonlyMap<string, Buffer>> {
  const scenes = new Map<string, Buffer>();
  const take = async (name: string) => scenes.set(name, await shot(page));
  const clear = () => runCommand(page, 'Notifications: Clear All Notifications');
  // A picture half-way through scrolling shows neither end.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await showSidebar(page);
  const welcome = page
    .locator('.welcome-view-content')
    .getByText('Set Up Workspace', { exact: true })
    .first();
  await welcome.waitFor();
  await take('first-start');
  await runCommand(page, 'Welcome: Open Walkthrough...');
  await pick(page, 'the first five minutes');
  await page.locator('.getting-started-step', { hasText: 'Set up a workspace' }).first().waitFor();
  await take('walkthrough');
  await runCommand(page, 'View: Close All Editors');
  await welcome.click();
  await rowAppears(page, 'Backtests', 'not run yet');
  await clear();
  await openFile(page, join(folder, 'backtests/first-light.backtest.json'));
  runs.hold(100);
  await runCommand(page, 'Backtest Memory: Run Backtest');
  await pick(page, 'first-light');
  await runs.stopped();
  await rowAppears(page, 'Outcomes', '2025-Q1');
  // `shot` would wait for ever: an icon spins.
  scenes.set('running', await page.screenshot());
  runs.release();
  await toast(page, 'done: ').first().waitFor({ timeout: 120_000 });
  await clear();
  const [{ run }] = (await readRuns(folder)).runs;
  const logs = [
    ...Object.entries(FOREIGN).map(([tool, [from, to, on]]) => [tool, putLog(folder, from, to), on]),
    ['tradingView', putTradingView(folder, run), '2,Exit'],
  ];
  for (const [tool, file, on] of logs) {
    await openFile(page, file);
    const card = page.locator('.monaco-hover', { hasText: 'as of' }).first();
    await until(card, async () => {
      await page.mouse.move(640, 700);
      await page
        .locator('.view-line', { hasText: on })
        .first()
        .hover({ position: { x: 60, y: 8 } });
    });
    await take(`hover-${tool}`);
    await page.mouse.move(0, 0);
  }
  await runCommand(page, 'View: Close All Editors');
  await runCommand(page, 'Backtest Memory: Open Report');
  await pick(page, run);
  const report = reportIn(page);
  await report.locator('canvas').first().waitFor();
  await report.getByText('Counting the votes').waitFor({ state: 'detached' });
  await take('report');
  await report.getByRole('link', { name: 'Providers' }).click();
  await take('providers');
  await report.getByRole('button', { name: 'Last' }).click();
  await report.getByRole('link', { name: 'Trades' }).click();
  await take('trades');
  await report.locator('tr[data-trade]').last().getByRole('button').click();
  await report.getByRole('heading', { name: 'Memories shown to it' }).waitFor();
  await report.locator('canvas').first().waitFor();
  // A mouse over the chart would draw a cross there.
  await page.mouse.move(0, 0);
  await take('trade');
  await report.getByRole('heading', { name: 'The decision' }).scrollIntoViewIfNeeded();
  await page.mouse.move(700, 500);
  await page.mouse.wheel(0, 600);
  await take('decision');
  await runCommand(page, 'View: Close All Editors');
  await runCommand(page, 'Backtest Memory: Search Memory…');
  await page.locator('.quick-input-widget input').first().fill('losing shorts on ETH when volatile');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'ETHUSD' }).first().waitFor();
  await take('search');
  return scenes;
}
