// The report in the real VS Code, driven as a user does.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { Frame, FrameLocator, Page } from 'playwright-core';
import { readRuns } from '../../../src/backtest/results/runFiles';
import type { RunSummary } from '../../../src/backtest/results/runSummary';
import { clickPosition } from '../report/reportClickTests';
import { violations } from '../report/reportPage';
import {
  appears,
  chooseOnRow,
  clearNotifications,
  clickOnRow,
  clickOverEditor,
  dialogProposes,
  pick,
  picture,
  press,
  rowAppears,
  runAndPick,
  runCommand,
  toast,
  until,
} from '../workbench/driver';
import type { Stage } from '../workbench/stage';

/** Buys and closes in turn; waits, after two hundred answers, for a file named gate, and says so in one named waits. */
const GATED = `
const { existsSync, watch, writeFileSync } = require('node:fs');
let asked = 0;
const waiting = [];
const answer = ({ turn, id }) => console.log(JSON.stringify({ id, action: turn % 2 ? 'BUY' : 'CLOSE', confidence: 70, reason: 'turn ' + turn }));
watch('.', () => { if (existsSync('gate')) for (const question of waiting.splice(0)) answer(question); });
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  asked += 1;
  const question = { turn: asked, id: JSON.parse(line).id };
  if (asked > 200 && !existsSync('gate')) {
    waiting.push(question);
    writeFileSync('waits', String(asked));
  } else answer(question);
});`;

/** Their ids. */
const THEMES = ['Default Light Modern', 'Default Dark Modern', 'Default High Contrast'];

/** The page of the report in front. */
export const reportIn = (page: Page): FrameLocator =>
  page.frameLocator('iframe.webview.ready:visible').last().frameLocator('#active-frame');

async function frameOf(report: FrameLocator): Promise<Frame> {
  const handle = await report.locator('#report').elementHandle();
  const frame = await handle?.ownerFrame();
  assert.ok(frame);
  return frame;
}

/** Answers the quick input that is open. */
async function answer(page: Page, text: string): Promise<void> {
  await page.locator('.quick-input-widget input').first().fill(text);
  await page.keyboard.press('Enter');
}

export function defineReportTests(stage: Stage): void {
  describe('the report', () => {
    before(async () => {
      await runCommand(stage.page, 'View: Close All Editors');
      await rowAppears(stage.page, 'Backtests', 'trades');
    });

    const runs = async (): Promise<RunSummary[]> => (await readRuns(stage.folder)).runs;
    const inFront = () => reportIn(stage.page);

    it('opens from a run’s row with the figures of its run.json', async () => {
      const { page } = stage;
      const [newest] = await runs();
      await clickOnRow(page, 'Backtests', 'trades', 'Open Report');
      const report = inFront();
      await report.getByRole('heading', { name: newest.name }).waitFor();
      assert.equal(await report.locator('.id').first().innerText(), newest.run);
      const figure = (label: string) =>
        report.locator('.cards > div', { hasText: label }).locator('.value').innerText();
      const { total } = newest;
      assert.ok(total && total.totalReturn !== null && total.winRate !== null);
      const sign = total.totalReturn < 0 ? '−' : '+';
      assert.equal(
        await figure('Return after costs'),
        `${sign}${Math.abs(total.totalReturn * 100).toFixed(1)} %`,
      );
      assert.equal(await figure('Trades'), String(total.trades));
      assert.equal(await figure('Win rate'), `${(total.winRate * 100).toFixed(1)} %`);
      await report.getByText('synthetic bars').first().waitFor();
    });

    it('keeps what was chosen while its tab is hidden, and over a reload of the window', async () => {
      const { page } = stage;
      const report = inFront();
      await report.getByRole('button', { name: 'P/L' }).click();
      await report
        .getByRole('columnheader', { name: /P\/L/, exact: false })
        .and(report.locator('[aria-sort=ascending]'))
        .waitFor();
      await report.locator('select').first().selectOption('BTCUSD');
      await report.locator('.trades tbody button').first().click();
      const title = await report.locator('#trade-title').innerText();
      assert.match(title, /^BTCUSD/);
      await runCommand(page, 'New Untitled Text File');
      await page.locator('.tab', { hasText: 'Untitled' }).waitFor();
      await page.locator('.tab', { hasText: 'Report' }).click();
      await report.locator('#trade-title').waitFor();
      assert.equal(await report.locator('#trade-title').innerText(), title);
      // As a user does: a browser's own reload gives VS Code no time to keep what was changed last.
      await Promise.all([page.waitForEvent('load'), runCommand(page, 'Developer: Reload Window')]);
      await inFront().locator('#trade-title').waitFor();
      assert.equal(await inFront().locator('#trade-title').innerText(), title);
      await inFront().getByRole('button', { name: 'Back to the report' }).click();
      await inFront().locator('[aria-sort=ascending]', { hasText: 'P/L' }).waitFor();
      assert.equal(await inFront().locator('select').first().inputValue(), 'BTCUSD');
      await inFront().locator('select').first().selectOption('');
    });

    it('goes from the palette to a trade’s decision and back by keys alone', async () => {
      const { page } = stage;
      await runCommand(page, 'View: Close All Editors');
      await runCommand(page, 'Backtest Memory: Open Report');
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'first-light' }).first().waitFor();
      await page.keyboard.press('Enter');
      const report = inFront();
      const frame = await frameOf(report);
      await report.locator('.trades').waitFor();
      await frame.evaluate('window.focus()');
      const focused = () =>
        frame.evaluate<string>('document.activeElement?.closest("[data-trade]")?.dataset.trade ?? ""');
      for (let presses = 0; (await focused()) === ''; presses += 1) {
        assert.ok(presses < 60, 'Tab reaches the trades');
        await page.keyboard.press('Tab');
      }
      await page.keyboard.press('ArrowDown');
      const id = await focused();
      await page.keyboard.press('Enter');
      await report.locator('#trade-title').waitFor();
      await report.getByText(id).waitFor();
      await report.getByRole('table', { name: 'Votes' }).getByText('rule:trend').waitFor();
      await page.keyboard.press('Escape');
      await report.locator('.trades').waitFor();
      assert.equal(await focused(), id, 'the focus is where it was');
    });

    for (const theme of THEMES) {
      it(`takes the colours of ${theme} at once, and axe finds nothing wrong`, async () => {
        const { page } = stage;
        // Fewer rows for axe to look at.
        await inFront().locator('select').first().selectOption('EURUSD');
        writeFileSync(
          join(stage.folder, '.vscode/settings.json'),
          JSON.stringify({ 'workbench.colorTheme': theme }),
        );
        const report = inFront();
        const frame = await frameOf(report);
        await report.locator(`body[data-vscode-theme-id=${JSON.stringify(theme)}]`).waitFor();
        assert.deepEqual(await violations(frame), []);
        await picture(page, `report-${theme}`);
        await report.locator('.trades tbody button').last().click();
        await report.getByRole('table', { name: 'Votes' }).waitFor();
        await report.locator('.chart').waitFor();
        assert.deepEqual(await violations(frame), []);
        await picture(page, `report-trade-${theme}`);
        await page.keyboard.press('Escape');
      });
    }

    it('is exported as one file, a table and a picture', async () => {
      const { page } = stage;
      const report = inFront();
      await report.locator('select').first().selectOption('');
      const saved = async (name: string, start: () => Promise<void>) => {
        const file = join(stage.folder, name);
        await start();
        // The dialog proposes a name once it has looked at the folder.
        const proposed = `document.querySelector('.quick-input-widget input')?.value.endsWith('${extname(name)}')`;
        await page.waitForFunction(proposed);
        await answer(page, file);
        await page.getByText(`Saved ${name}`).first().waitFor();
        assert.ok(existsSync(file));
        await clearNotifications(page);
        return readFileSync(file);
      };
      const html = await saved('exported.html', () =>
        report.getByRole('button', { name: 'Export as HTML…' }).click(),
      );
      assert.match(html.toString('utf8', 0, 200), /^<!doctype html>/);
      const titled = await saved('titled.html', () => clickOverEditor(page, 'Export Report as HTML…'));
      assert.equal(titled.length, html.length);
      const csv = await saved('trades.csv', () =>
        runCommand(page, 'Backtest Memory: Export Trades of Report…'),
      );
      const [newest] = await runs();
      assert.equal(csv.toString().trim().split('\n').length - 1, newest.total?.trades);
      const png = await saved('equity.png', () =>
        report.getByRole('button', { name: /^Save PNG of Equity/ }).click(),
      );
      assert.equal(png.toString('latin1', 1, 4), 'PNG');
      await report.getByRole('button', { name: 'Save these as CSV' }).click();
      await dialogProposes(page, '-trades.csv');
      await answer(page, join(stage.folder, 'these.csv'));
      await press(page, 'Saved these.csv', 'Open');
      await page.locator('.tab.active', { hasText: 'these.csv' }).waitFor();
      await page.keyboard.press('Control+W');
      assert.deepEqual(readFileSync(join(stage.folder, 'these.csv')), csv);
    });

    it('leads to a trade by its position on the chart, from there to its file, and to who makes the charts', async () => {
      const { page } = stage;
      const report = inFront();
      await clickPosition(page, await frameOf(report), '#prices');
      await report.locator('#trade-title', { hasText: /^BTCUSD/ }).waitFor();
      const id = await report.locator('.trade .id').innerText();
      await report.getByRole('button', { name: 'Open its outcome file' }).click();
      await page.locator('.tab.active', { hasText: `outcome_${id}` }).waitFor();
      await page.locator('.tab', { hasText: 'Report' }).click();
      await page
        .context()
        .route('https://www.tradingview.com/', (route) => route.fulfill({ body: 'charts' }));
      const [opened] = await Promise.all([
        page.context().waitForEvent('page'),
        report.getByRole('link', { name: 'TradingView' }).click(),
      ]);
      await opened.getByText('charts').waitFor();
      await opened.close();
      await report.getByRole('button', { name: 'Back to the report' }).click();
    });

    it('is compared with others from its page and the palette, two or three at once', async () => {
      const { page } = stage;
      const names = (await runs()).map(({ run }) => run);
      const compare = async (...some: string[]) => {
        await page.getByPlaceholder('Compare which runs? Two or three').waitFor();
        for (const name of some) await pick(page, name);
        await page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).click();
      };
      await inFront().getByRole('button', { name: 'Compare…' }).click();
      await compare();
      await toast(page, 'Choose two or three runs to compare.').waitFor();
      await clearNotifications(page);
      // Its own run is chosen already.
      const shown = await inFront().locator('.id').first().innerText();
      await inFront().getByRole('button', { name: 'Compare…' }).click();
      await compare(...names.filter((name) => name !== shown));
      await inFront().getByRole('heading', { name: '2 runs compared' }).waitFor();
      await runCommand(page, 'View: Close Editor');
      await runCommand(page, 'Backtest Memory: Compare Reports…');
      await compare(...names);
      await inFront().getByRole('heading', { name: '2 runs compared' }).waitFor();
      await runCommand(page, 'View: Close Editor');
    });

    it('lays two selected runs over one another', async () => {
      const { page } = stage;
      const rows = page
        .locator('.pane', { hasText: 'Backtests' })
        .locator('.monaco-list-row', { hasText: 'trades' });
      await rows.nth(0).click();
      await rows.nth(1).click({ modifiers: ['ControlOrMeta'] });
      await chooseOnRow(page, 'Backtests', 'trades', 'Compare Reports…');
      const report = inFront();
      await report.getByRole('heading', { name: '2 runs compared' }).waitFor();
      const names = (await runs()).map(({ run }) => run);
      for (const name of names) await report.locator('.legend', { hasText: name }).waitFor();
      await report.getByRole('button', { name: names[1] }).click();
      await report.locator('[aria-pressed=true]', { hasText: names[1] }).waitFor();
      assert.deepEqual(await violations(await frameOf(report)), []);
    });

    it('follows a run that goes on, with the trades that are on disk, to its end', async () => {
      const { page } = stage;
      const base = JSON.parse(
        readFileSync(join(stage.folder, 'backtests/first-light.backtest.json'), 'utf8'),
      );
      const own = {
        name: 'Gated',
        to: '2025-01-12',
        providers: [{ use: 'command:node gated.cjs' }],
        stops: {},
      };
      writeFileSync(join(stage.folder, 'gated.cjs'), GATED);
      writeFileSync(join(stage.folder, 'backtests/gated.backtest.json'), JSON.stringify({ ...base, ...own }));
      await rowAppears(page, 'Backtests', 'gated');
      await runAndPick(page, 'Backtest Memory: Run Backtest', 'gated');
      const report = inFront();
      // From then on it tells nothing, and no more trades come.
      await appears(join(stage.folder, 'waits'));
      const onDisk = () =>
        readdirSync(join(stage.folder, 'data/memory')).filter((name) => name.startsWith('outcome_gated'))
          .length;
      await rowAppears(page, 'Backtests', /gated.*trades/s);
      // A click on a row that is just being drawn anew, as those of a run are, comes without its row: which one, is asked.
      await until(report.getByRole('heading', { name: 'Gated' }), () =>
        clickOnRow(page, 'Backtests', /^gated/, 'Open Report'),
      );
      await report.locator('.badge.running').waitFor();
      await report.getByRole('progressbar', { name: 'How far the run is' }).waitFor();
      const closed = report.locator('.cards > div', { hasText: /^Closed trades/ }).locator('.value');
      await closed.filter({ hasText: String(onDisk()) }).waitFor();
      assert.ok(onDisk() > 5);
      writeFileSync(join(stage.folder, 'gate'), '');
      await report.locator('.badge.done').waitFor();
      const [done] = await runs();
      await report
        .locator('.cards > div', { hasText: 'Trades' })
        .locator('.value', { hasText: String(done.total?.trades) })
        .waitFor();
      // What a program said is in the log, and is shown with what it was asked.
      await report.locator('.trades tbody button').first().click();
      await report.getByText(/^turn \d+$/).waitFor();
      await report.getByText('What it was asked').click();
      await report.locator('pre', { hasText: '"bars"' }).waitFor();
    });

    it('opens from the notification that a run ends with', async () => {
      const { page } = stage;
      await runCommand(page, 'View: Close All Editors');
      await press(page, 'Gated done', 'Show Report');
      await inFront().getByRole('heading', { name: 'Gated' }).waitFor();
    });
  });
}
