// From an empty window on: what welcome texts, walkthrough, rows, lenses and palette offer to be clicked.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { readRuns } from '../../../src/backtest/results/runFiles';
import { loadOutcomes } from '../../../src/memory/store/memoryFolder';
import {
  chooseInTitle,
  chooseOnRow,
  clearNotifications,
  clickInTitle,
  clickOnRow,
  clickOverEditor,
  dialogProposes,
  hoverLine,
  openAndPick,
  openFile,
  pick,
  press as pressIn,
  rowAppears,
  rowGoes,
  rowsOf,
  runAndPick,
  runCommand,
  toast as toastIn,
  typeFolder,
  until,
} from '../workbench/driver';
import type { Stage } from '../workbench/stage';
import { reportIn } from './reportTests';

export function defineFirstStepTests(stage: Stage): void {
  describe('what can be clicked, from an empty window on', () => {
    let folder: string;
    let page: Page;
    const toast = (text: string | RegExp) => toastIn(page, text).first();
    const press = (text: string | RegExp, button: string) => pressIn(page, text, button);
    const tab = (text: string) => page.locator('.tab.active', { hasText: text }).first().waitFor();
    const runs = async () => (await readRuns(folder)).runs;
    const clear = () => clearNotifications(page);
    const status = () => page.locator('.statusbar-item a', { hasText: '2025-Q' });
    /** Starts a backtest, has it stop in its middle, and cancels it there. */
    const cancelMidway = async (start: () => Promise<unknown>, cancel = () => status().click()) => {
      const held = stage.workbench.runs;
      held.hold(5);
      await start();
      await held.stopped();
      await cancel();
      held.release();
      await toast('cancelled').waitFor();
      await clear();
    };
    const lens = (text: string) => page.locator('.codelens-decoration a', { hasText: text }).first().click();
    const icon = () => page.locator('.activitybar .action-label[aria-label="Backtest Memory"]');
    const welcome = (link: string) =>
      page.locator('.welcome-view-content').getByText(link, { exact: true }).first();

    before(() => {
      ({ folder, page } = stage);
      mkdirSync(join(folder, 'ideas'), { recursive: true });
    });

    it('without a folder a command and the views offer to open one', async () => {
      await icon().click();
      await welcome('Open Folder').waitFor();
      await runCommand(page, 'Backtest Memory: Refresh');
      await press('Open a folder to backtest in first.', 'Open Folder');
      await dialogProposes(page, '/');
      await page.keyboard.press('Escape');
      await page.locator('.quick-input-widget:visible').waitFor({ state: 'detached' });
      await welcome('Open Folder').click();
      await dialogProposes(page, '/');
      await typeFolder(page, folder, 'ideas');
      await Promise.all([page.waitForEvent('load'), page.getByRole('button', { name: 'OK' }).click()]);
    });

    it('a folder that is not trusted yet is trusted where views and commands say so', async () => {
      await page.getByRole('button', { name: "No, I don't trust" }).click();
      // A click is safe here: no sidebar is being restored in a folder that was never open.
      await icon().click();
      // A menu that is open closes when the extension comes up.
      await page.getByText('Outcomes appear here once trades have closed.').waitFor();
      const only = 'Bars are downloaded only in a trusted workspace.';
      await until(toast(only), () => chooseInTitle(page, 'Backtests', 'Download Bars…'));
      await press(only, 'Manage Workspace Trust');
      await tab('Workspace Trust');
      await page.locator('.tab.active .codicon-close').click();
      await welcome('Manage Workspace Trust').click();
      await page.locator('.workspace-trust-editor .monaco-button', { hasText: /^Trust$/ }).click();
      await welcome('Set Up Workspace').waitFor();
      await page.locator('.tab.active .codicon-close').click();
    });

    it('an icon and the welcome texts set up a workspace and run its backtest; the status bar cancels it', async () => {
      await clickInTitle(page, 'Backtests', 'Run Backtest');
      await press('There are no backtests in this folder yet.', 'Set Up Workspace');
      await toast('The workspace is ready').waitFor();
      await rowAppears(page, 'Backtests', 'not run yet');
      await clear();
      for (const made of ['backtests', 'data/market']) rmSync(join(folder, made), { recursive: true });
      await welcome('Download Bars…').click();
      await page.getByText('Symbols, with blanks between them').first().waitFor();
      await page.keyboard.press('Escape');
      await welcome('Set Up Workspace').click();
      await toast('The workspace is ready').waitFor();
      await rowAppears(page, 'Backtests', 'not run yet');
      await cancelMidway(async () => {
        await openAndPick(page, () => welcome('Run Backtest').click(), 'first-light');
      });
      assert.equal((await runs())[0].state, 'cancelled');
    });

    it('each step of the walkthrough has a button that does it', async () => {
      await clear();
      await runAndPick(page, 'Welcome: Open Walkthrough...', 'the first five minutes');
      const walkthrough = page.locator('.tab', { hasText: 'Walkthrough' });
      const step = async (title: string, button: string) => {
        const header = page.locator('.getting-started-step', { hasText: title }).first();
        if (!(await header.locator('.monaco-button').first().isVisible())) await header.click();
        await header.locator('.monaco-button', { hasText: button }).click();
      };
      // Setting up again would not write over the files that are there.
      rmSync(join(folder, 'backtests'), { recursive: true });
      await rowGoes(page, 'Backtests', 'own-code');
      await step('Set up a workspace', 'Set Up Workspace');
      await press('The workspace is ready', 'Run Backtest');
      // Two definitions would have each command ask which.
      rmSync(join(folder, 'backtests/own-code.backtest.json'));
      await press('done: ', 'Show Outcomes');
      assert.ok((await loadOutcomes(join(folder, 'data/memory'))).outcomes.length > 100);
      await page.locator('.pane:focus-within .pane-header[aria-label^="Outcomes"]').waitFor();
      await clear();
      await cancelMidway(() => step('Run a backtest', 'Run Backtest'));
      // The walkthrough takes the focus a moment after a step was opened, and a list that is open already goes.
      await until(page.getByText('outcomes, newest first'), () =>
        step('See what similar trades did', 'Search Memory'),
      );
      // Escape would go back to all walkthroughs where the list has closed by itself.
      await page.locator('.part.sidebar > .title').click();
      await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
      await step('Let models decide', 'Open Settings');
      await tab('Settings');
      await walkthrough.click();
      const [{ run, name }] = await runs();
      await until(page.locator('.tab.active', { hasText: `Report ${run}` }), async () => {
        await step('Read the report', 'Open Report');
        await pick(page, run);
      });
      await reportIn(page).getByRole('heading', { name }).waitFor();
    });

    it('a run is resumed, restored, compared and run again from its row', async () => {
      await clear();
      const [cancelled, before] = await runs();
      await clickOnRow(page, 'Backtests', 'cancelled', 'Resume Backtest');
      await toast('done: ').waitFor();
      assert.deepEqual([(await runs())[0].run, (await runs())[0].state], [cancelled.run, 'done']);
      await rowAppears(page, 'Backtests', /^20.*trades/);
      // A row that is drawn anew between its menu and the choice is lost: the command then asks which run.
      await until(toast(`The archive has no outcome of ${cancelled.run}`), async () => {
        await page.keyboard.press('Escape');
        await chooseOnRow(page, 'Backtests', /^20.*trades/, 'Restore from Archive…');
      });
      await openAndPick(
        page,
        () => chooseOnRow(page, 'Backtests', /^20.*trades/, 'Compare Runs…'),
        before.run,
      );
      await page.getByText(`A is ${cancelled.run}`).first().waitFor();
      await tab(`${cancelled.run} Beside ${before.run}`);
      await cancelMidway(
        () => clickOnRow(page, 'Backtests', /^20.*trades/, 'Run Again'),
        () => clickOnRow(page, 'Backtests', /^first-light/, 'Cancel'),
      );
      assert.notEqual((await runs())[0].run, cancelled.run);
      await cancelMidway(
        () => clickOnRow(page, 'Backtests', /^first-light$/, 'Run Backtest'),
        () => clickInTitle(page, 'Backtests', 'Cancel'),
      );
    });

    it('a definition is opened from its row, run from above its text and by its lenses, and decided by', async () => {
      await clear();
      const row = rowsOf(page, 'Backtests').filter({ hasText: /^first-light/ });
      await until(page.locator('.tab.active', { hasText: 'first-light.backtest.json' }), () =>
        row.first().click(),
      );
      await cancelMidway(() => lens('Resume'));
      await lens('Report');
      await reportIn(page)
        .getByRole('heading', { name: (await runs())[0].name })
        .waitFor();
      await page.locator('.tab', { hasText: 'first-light.backtest.json' }).click();
      await clear();
      await cancelMidway(() => lens('Run'));
      await lens('Compare with the run before');
      await tab(' Beside ');
      // The comparison took the place of the definition, which was open in preview.
      await openFile(page, join(folder, 'backtests/first-light.backtest.json'));
      await clear();
      await cancelMidway(() => clickOverEditor(page, 'Run Backtest'));
      // The row of a run that is ending has another menu.
      await rowAppears(page, 'Backtests', /^first-light$/);
      await openAndPick(
        page,
        () => chooseOnRow(page, 'Backtests', /^first-light/, 'Decide for Symbol…'),
        'BTCUSD',
      );
      await tab('Decision for');
    });

    it('a hover leads to the outcome of its trade', async () => {
      await clear();
      const { outcomes } = await loadOutcomes(join(folder, 'data/memory'));
      const { run_id: run } = outcomes[outcomes.length - 1];
      const csv = join(folder, 'data/runs', run, 'trades.csv');
      const [id] = /^[\w.-]+Z(?=,)/m.exec(readFileSync(csv, 'utf8')) ?? [''];
      await openFile(page, csv);
      await hoverLine(page, id);
      await page.locator('.monaco-hover a', { hasText: 'Open outcome' }).click();
      await tab(`outcome_${id}`);
    });

    it('the palette shows the log, copies diagnostics, opens an outcome, and exports the report in front', async () => {
      await clear();
      await runCommand(page, 'Backtest Memory: Show Log');
      await page.locator('.part.panel .view-line').first().waitFor();
      await runCommand(page, 'View: Toggle Panel Visibility');
      await runCommand(page, 'Backtest Memory: Copy Diagnostics');
      await toast('Diagnostics copied: no trade').waitFor();
      await runAndPick(page, 'Backtest Memory: Open Outcome', 'BTCUSD');
      await tab('outcome_');
      await lens('Edit Note');
      await tab('Note on');
      const [{ run, name }] = await runs();
      await runAndPick(page, 'Backtest Memory: Open Report', run);
      await reportIn(page).getByRole('heading', { name }).waitFor();
      await clickOverEditor(page, 'Export Report as HTML…');
      await dialogProposes(page, '.html');
      await page.getByRole('button', { name: 'OK' }).click();
      await press(`Saved ${run}.html`, 'Open');
      assert.ok(existsSync(join(folder, `${run}.html`)));
    });
  });
}
