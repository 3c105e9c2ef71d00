// What is done from the trees with the mouse and the keyboard, and a workspace of two folders.
import assert from 'node:assert/strict';
import { existsSync, linkSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import type { Outcome } from '../../../src/memory/outcome';
import { loadOutcomes } from '../../../src/memory/store/memoryFolder';
import {
  chooseInTitle,
  chooseOnRow,
  clickInTitle,
  hoverLine,
  openAndPick,
  press,
  rowAppears,
  rowTexts,
  runAndPick,
  runCommand,
  showSidebar,
  toast,
  until,
} from '../workbench/driver';
import type { Stage } from '../workbench/stage';

export function defineFolderTests(stage: Stage): void {
  describe('the trees of a folder', () => {
    let page: Page;
    const memory = () => join(stage.folder, 'data/memory');
    const outcomes = async () => (await loadOutcomes(memory())).outcomes;
    const row = (text: string | RegExp) => page.locator('.monaco-list-row', { hasText: text }).first();
    /** Returns the last quarter's outcomes in the tree's order, newest exit first. */
    const ofLastQuarter = async () =>
      (await outcomes()).filter(({ quarter }) => quarter === '2025-Q4').reverse();
    const labelOf = ({ asset_pair, action, pnl_pct }: Outcome) =>
      `${asset_pair} ${action === 'BUY' ? 'long' : 'short'} ${pnl_pct < 0 ? '−' : '+'}${Math.abs(pnl_pct).toFixed(1)} %`;

    before(async () => {
      ({ page } = stage);
      await row('2025-Q4').waitFor();
    });

    it('sorts the outcomes of a group', async () => {
      await row('2025-Q4').click();
      const [newest] = await ofLastQuarter();
      await rowAppears(page, 'Outcomes', labelOf(newest));
      await openAndPick(page, () => clickInTitle(page, 'Outcomes', 'Sort Outcomes By…'), 'worst');
      const worst = (await ofLastQuarter()).reduce((a, b) => (b.pnl_pct < a.pnl_pct ? b : a));
      await page
        .locator('.monaco-list-row', { hasText: labelOf(worst) })
        .first()
        .waitFor();
      const texts = await rowTexts(page, 'Outcomes');
      assert.ok(texts[4].startsWith(labelOf(worst)), texts.join('\n'));
    });

    it('opens the line of trades.csv that an outcome came from', async () => {
      const worst = (await ofLastQuarter()).reduce((a, b) => (b.pnl_pct < a.pnl_pct ? b : a));
      await chooseOnRow(page, 'Outcomes', labelOf(worst), 'Open Line of trades.csv');
      await page.locator('.tab', { hasText: 'trades.csv' }).first().waitFor();
      const csv = readFileSync(join(stage.folder, 'data/runs', worst.run_id, 'trades.csv'), 'utf8');
      const line = csv.split('\n').findIndex((one) => one.startsWith(worst.decision_id)) + 1;
      await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col 1` }).waitFor();
    });

    it('opens from the hover over that line an outcome that was like it', async () => {
      const worst = (await ofLastQuarter()).reduce((a, b) => (b.pnl_pct < a.pnl_pct ? b : a));
      await hoverLine(page, worst.decision_id);
      await page
        .locator('.monaco-hover a', { hasText: / (long|short) / })
        .first()
        .click();
      await page.locator('.tab.active', { hasText: 'outcome_' }).waitFor();
    });

    it('archives the selected outcomes, and brings them back', async () => {
      const before = await outcomes();
      const worst = before
        .filter(({ quarter }) => quarter === '2025-Q4')
        .reduce((a, b) => (b.pnl_pct < a.pnl_pct ? b : a));
      await row(labelOf(worst)).click();
      await page.locator('.tab.active', { hasText: `outcome_${worst.decision_id}` }).waitFor();
      await page.keyboard.press('Shift+ArrowDown');
      await chooseOnRow(page, 'Outcomes', labelOf(worst), 'Archive Outcomes');
      const said = 'Moved to data/memory/archive: 2 of 2';
      await toast(page, said).waitFor();
      assert.equal((await outcomes()).length, before.length - 2);
      await press(page, said, 'Undo');
      const count = before.filter(({ quarter }) => quarter === '2025-Q4').length;
      await rowAppears(page, 'Outcomes', `2025-Q4${count} trades`);
      assert.deepEqual(await outcomes(), before);
    });

    it('exports an outcome to a file', async () => {
      const [newest] = await ofLastQuarter();
      await runAndPick(page, 'Backtest Memory: Sort Outcomes By…', 'newest');
      await chooseOnRow(page, 'Outcomes', labelOf(newest), 'Export Outcomes…');
      const input = page.locator('.quick-input-widget input').first();
      await page.waitForFunction(
        "document.querySelector('.quick-input-widget input').value.endsWith('one/outcomes.csv')",
      );
      await input.fill(join(dirname(stage.folder), 'picked.jsonl'));
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'two' }).first().waitFor();
      await page.getByRole('button', { name: 'OK' }).click();
      await page.locator('.tab', { hasText: 'picked.jsonl' }).first().waitFor();
      const lines = readFileSync(join(dirname(stage.folder), 'picked.jsonl'), 'utf8')
        .trim()
        .split('\n');
      assert.deepEqual(
        lines.map((line) => JSON.parse(line)),
        [newest],
      );
    });

    it('keeps a note with its outcome, finds it, and leaves every other byte alone', async () => {
      const [newest] = await ofLastQuarter();
      const file = join(memory(), `outcome_${newest.decision_id}.json`);
      const before = readFileSync(file, 'utf8');
      await chooseOnRow(page, 'Outcomes', labelOf(newest), 'Edit Note');
      await page.locator('.tab.active', { hasText: 'Note on' }).waitFor();
      const lines = page.locator('.editor-instance .view-line');
      // All at once: the menu that closes may give the focus back to the tree between two keys.
      await until(lines.filter({ hasText: 'xylophone' }).first(), async () => {
        await lines.first().click();
        await page.keyboard.insertText('Entered *too* early: wait for the xylophone.');
      });
      await page.keyboard.press('Control+S');
      await rowAppears(page, 'Outcomes', '· note');
      const { note, ...rest } = JSON.parse(readFileSync(file, 'utf8'));
      assert.deepEqual(rest, JSON.parse(before));
      assert.equal(note.text, 'Entered *too* early: wait for the xylophone.');
      assert.ok(Math.abs(Date.parse(note.written) - Date.now()) < 60_000);
      await runCommand(page, 'Backtest Memory: Search Memory…');
      await page.locator('.quick-input-widget input').fill('has:note xylophone');
      await page.getByText('with a note: 1 outcome,').waitFor();
      await page.locator('.quick-input-list .monaco-list-row', { hasText: 'xylophone' }).first().waitFor();
      await page.keyboard.press('Escape');
    });

    it('restores a run that is picked, whichever outcome has the focus, from the menu over them', async () => {
      const before = await outcomes();
      const [newest] = await ofLastQuarter();
      await chooseOnRow(page, 'Outcomes', labelOf(newest), 'Archive Outcomes');
      await toast(page, '1 of 1').waitFor();
      await openAndPick(page, () => chooseInTitle(page, 'Outcomes', 'Restore from Archive…'), newest.run_id);
      await toast(page, 'Back in data/memory: 1 outcome of').waitFor();
      assert.deepEqual(await outcomes(), before);
    });

    it('groups and searches by the icons over them', async () => {
      await openAndPick(page, () => clickInTitle(page, 'Outcomes', 'Group Outcomes By…'), 'symbol');
      const { length } = (await outcomes()).filter(({ asset_pair }) => asset_pair === 'EURUSD');
      await rowAppears(page, 'Outcomes', `EURUSD${length} trades`);
      await openAndPick(page, () => clickInTitle(page, 'Outcomes', 'Group Outcomes By…'), 'quarter');
      await rowAppears(page, 'Outcomes', '2025-Q4');
      await clickInTitle(page, 'Outcomes', 'Search Memory…');
      await page.getByText('outcomes, newest first').waitFor();
      await page.keyboard.press('Escape');
    });

    it('offers a download where none of the bars that are to be updated were downloaded', async () => {
      await chooseInTitle(page, 'Backtests', 'Update Bars');
      await press(page, 'None of these bars were downloaded', 'Download Bars…');
      await page.getByText('Symbols, with blanks between them').first().waitFor();
      await page.keyboard.press('Escape');
    });

    it('sees by the icon over each view what no system tells of', async () => {
      const [oldest] = await outcomes();
      const file = join(memory(), `outcome_${oldest.decision_id}.json`);
      const { length } = (await outcomes()).filter(({ quarter }) => quarter === oldest.quarter);
      // No system tells of a file that is written by its other name, as on a shared disk.
      const other = join(dirname(stage.folder), 'other-name.json');
      linkSync(file, other);
      for (const [view, quarter] of [
        ['Backtests', '2031-Q1'],
        ['Outcomes', '2031-Q2'],
        ['Providers', oldest.quarter],
      ] as const) {
        writeFileSync(
          other,
          readFileSync(file, 'utf8').replace(/"quarter": "[^"]*"/, `"quarter": "${quarter}"`),
        );
        await clickInTitle(page, view, 'Refresh');
        const trades = quarter === oldest.quarter ? `${length} trades` : '1 trade';
        await rowAppears(page, 'Outcomes', `${quarter}${trades}`);
      }
    });
  });
}

export function defineTwoFolderTests(stage: Stage): void {
  describe('two folders', () => {
    it('shows the other folder when it is chosen, and runs its definition there', async () => {
      const { page } = stage;
      const other = join(dirname(stage.folder), 'two');
      const file = join(dirname(stage.folder), 'both.code-workspace');
      writeFileSync(file, JSON.stringify({ folders: [{ path: 'one' }, { path: 'two' }] }));
      const quarter = page.locator('.monaco-list-row', { hasText: '2025-Q4' }).first();
      const empty = page.getByText('Open a folder to backtest in.').first();
      // VS Code in a browser may open before it can read the workspace's file; then it has no folder, and is opened again.
      do {
        await stage.workbench.open(file);
        await showSidebar(page);
        await quarter.or(empty).first().waitFor();
      } while (!(await quarter.isVisible()));
      await openAndPick(page, () => clickInTitle(page, 'Providers', 'Choose Workspace Folder…'), 'two');
      await rowAppears(page, 'Backtests', 'not run yet');
      await page.locator('.pane-header[aria-label^="Backtests"]', { hasText: 'two' }).waitFor();
      await runCommand(page, 'Backtest Memory: Run Backtest');
      await toast(page, 'done: ').first().waitFor();
      assert.ok(readdirSync(join(other, 'data/runs')).length > 0);
      assert.ok(!existsSync(join(other, 'data/memory/archive')));
      await rowAppears(page, 'Outcomes', '2025-Q4');
    });
  });
}
