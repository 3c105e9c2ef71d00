// Imports of trade logs, driven from outside: by the button over the editor, and what notifications offer.
import assert from 'node:assert/strict';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadOutcomes } from '../../../src/memory/store/memoryFolder';
import {
  chooseInEditor,
  chooseInExplorer,
  clearNotifications,
  clickOverEditor,
  openAndPick,
  openFile,
  pick,
  press,
  rowAppears,
  runAndPick,
  toast,
} from '../workbench/driver';
import type { Stage } from '../workbench/stage';

const FIXTURES = 'test/fixtures/tradeLogs';

/** What is said of an import before it is done, once it is done and once it was undone. */
const PREVIEWED = 'Nothing is written yet';
const DONE = 'Imported 2 outcomes as';
const UNDONE = 'moved to data/memory/archive';

export function defineTradeLogTests(stage: Stage): void {
  describe('trade logs', () => {
    const memory = () => join(stage.folder, 'data/memory');
    const imported = () => readdirSync(memory()).filter((name) => name.startsWith('outcome_import_'));

    before(() => {
      for (const name of ['lean-2025.json', 'tradingview-2025.csv', 'any-unmapped.csv'])
        cpSync(join(FIXTURES, name), join(stage.folder, name));
    });
    afterEach(() => clearNotifications(stage.page));

    it('are imported by the button over them once the preview was agreed to, and taken back', async () => {
      const { page } = stage;
      const { outcomes } = await loadOutcomes(memory());
      const before = outcomes.filter((one) => one.quarter === '2025-Q1').length;
      const quarter = (trades: number) => `2025-Q1${trades} trades`;
      await openFile(page, join(stage.folder, 'lean-2025.json'));
      await clickOverEditor(page, 'Import as Outcomes…');
      await page.getByText('2 outcomes would be imported').first().waitFor();
      assert.deepEqual(imported(), [], 'nothing is written before');
      await press(page, PREVIEWED, 'Import');
      await rowAppears(page, 'Outcomes', quarter(before + 2));
      assert.equal(imported().length, 2);
      await press(page, DONE, 'Undo');
      // Shown as undone before it is restored: else its row of before would be taken for the restored one.
      await rowAppears(page, 'Outcomes', quarter(before));
      assert.deepEqual(imported(), []);
      await press(page, UNDONE, 'Restore');
      await rowAppears(page, 'Outcomes', quarter(before + 2));
      assert.equal(imported().length, 2);
    });

    it('that do not say their symbol are imported under the one that is picked', async () => {
      const { page } = stage;
      await openFile(page, join(stage.folder, 'tradingview-2025.csv'));
      await openAndPick(page, () => chooseInEditor(page, 'Import as Outcomes…'), 'Another…');
      await page.locator('.quick-input-widget', { hasText: 'The symbol, such as BTCUSD' }).waitFor();
      await page.locator('.quick-input-widget input').first().fill('BTCUSD');
      await page.keyboard.press('Enter');
      await press(page, PREVIEWED, 'Import');
      await toast(page, DONE).waitFor();
      assert.equal(imported().filter((name) => name.includes('_BTCUSD_')).length, 2);
    });

    it('whose columns nobody can tell are mapped by hand, and an import is undone by its name', async () => {
      const { page } = stage;
      await chooseInExplorer(page, 'any-unmapped.csv', 'Import as Outcomes…');
      const columns = ['When In', 'When Out', 'Paid', 'Got', 'None of them', 'Asset', 'How Many', 'Made'];
      for (const [index, column] of [...columns, 'None of them', 'None of them'].entries()) {
        await page.locator('.quick-input-title', { hasText: `(${index + 1}/10)` }).waitFor();
        await pick(page, column);
      }
      await press(page, PREVIEWED, 'Import');
      await toast(page, DONE).waitFor();
      await clearNotifications(page);
      await runAndPick(page, 'Backtest Memory: Undo Import…', 'import_csv_any-unmapped');
      await toast(page, UNDONE).waitFor();
      assert.deepEqual(
        imported().filter((name) => name.includes('_csv_')),
        [],
      );
    });
  });
}
