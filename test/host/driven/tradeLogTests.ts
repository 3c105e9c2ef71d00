// Imports of trade logs, driven from outside: by the button over the editor, and what notifications offer.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright-core';
import {
  chooseInEditor,
  chooseInExplorer,
  clickOverEditor,
  openFile,
  pick,
  rowAppears,
  runCommand,
  showSidebar,
} from '../workbench/driver';
import { openWorkbench, type Workbench } from '../workbench/workbench';

const FIXTURES = 'test/fixtures/tradeLogs';

const button = (page: Page, text: string) =>
  page.locator('.notification-toast .monaco-button', { hasText: text }).first();

export function defineTradeLogTests(): void {
  describe('trade logs, driven from outside', function () {
    this.timeout(240_000);
    let folder: string;
    let workbench: Workbench;
    const imported = () =>
      readdirSync(join(folder, 'data/memory')).filter((name) => name.startsWith('outcome_import_'));

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'driven-logs-'));
      execFileSync(process.execPath, ['dist/cli.js', 'sample', folder], { stdio: 'ignore' });
      for (const name of ['lean-2025.json', 'tradingview-2025.csv', 'any-unmapped.csv'])
        cpSync(join(FIXTURES, name), join(folder, name));
      workbench = await openWorkbench(folder, resolve('.'));
      await showSidebar(workbench.page);
    });
    after(async () => {
      await workbench.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    afterEach(async function () {
      if (this.currentTest?.state === 'failed')
        await workbench.page.screenshot({ path: join(tmpdir(), 'driven-logs-failed.png') });
      await runCommand(workbench.page, 'Notifications: Clear All Notifications');
    });

    it('are imported by the button over them once the preview was agreed to, and taken back', async () => {
      const { page } = workbench;
      await openFile(page, join(folder, 'lean-2025.json'));
      await clickOverEditor(page, 'Import as Outcomes…');
      await page.getByText('2 outcomes would be imported').first().waitFor();
      assert.deepEqual(imported(), [], 'nothing is written before');
      await button(page, 'Import').click();
      await button(page, 'Undo').waitFor();
      assert.equal(imported().length, 2);
      await rowAppears(page, 'Outcomes', '2025-Q12 trades');
      await button(page, 'Undo').click();
      await button(page, 'Restore').waitFor();
      assert.deepEqual(imported(), []);
      await button(page, 'Restore').click();
      await rowAppears(page, 'Outcomes', '2025-Q12 trades');
      assert.equal(imported().length, 2);
    });

    it('that do not say their symbol are imported under the one that is picked', async () => {
      const { page } = workbench;
      await openFile(page, join(folder, 'tradingview-2025.csv'));
      await chooseInEditor(page, 'Import as Outcomes…');
      await pick(page, 'Another…');
      await page.locator('.quick-input-widget', { hasText: 'The symbol, such as BTCUSD' }).waitFor();
      await page.locator('.quick-input-widget input').first().fill('BTCUSD');
      await page.keyboard.press('Enter');
      await button(page, 'Import').click();
      await button(page, 'Undo').waitFor();
      assert.equal(imported().filter((name) => name.includes('_BTCUSD_')).length, 2);
    });

    it('whose columns nobody can tell are mapped by hand, and an import is undone by its name', async () => {
      const { page } = workbench;
      await chooseInExplorer(page, 'any-unmapped.csv', 'Import as Outcomes…');
      const columns = ['When In', 'When Out', 'Paid', 'Got', 'None of them', 'Asset', 'How Many', 'Made'];
      for (const [index, column] of [...columns, 'None of them', 'None of them'].entries()) {
        await page.locator('.quick-input-title', { hasText: `(${index + 1}/10)` }).waitFor();
        await pick(page, column);
      }
      await button(page, 'Import').click();
      await button(page, 'Undo').waitFor();
      await runCommand(page, 'Notifications: Clear All Notifications');
      await runCommand(page, 'Backtest Memory: Undo Import…');
      await pick(page, 'import_csv_any-unmapped');
      await button(page, 'Restore').waitFor();
      assert.deepEqual(
        imported().filter((name) => name.includes('_csv_')),
        [],
      );
    });
  });
}
