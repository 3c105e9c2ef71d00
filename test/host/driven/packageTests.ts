// The package as users install it: a .vsix in a VS Code that has nothing else of ours.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createVSIX, listFiles } from '@vscode/vsce';
import { loadOutcomes } from '../../../src/memory/store/memoryFolder';
import { makeSample } from '../makeSample';
import { pick, rowAppears, runCommand, showSidebar, toast } from '../workbench/driver';
import {
  manageExtensions,
  newServerData,
  openWorkbench,
  useLanguage,
  type Workbench,
} from '../workbench/workbench';
import { reportIn } from './reportTests';

const ID = 'backtest-memory.backtest-memory';
/** All that the package may hold: what else appears in it was not meant to. */
const ALLOWED =
  /^(dist\/[\w.-]+\.(js|wasm|json|css|txt)|media\/.+|package(\.nls(\.\w+)?)?\.json|README\.md|CHANGELOG\.md|LICENSE)$/;
const LARGEST = 12 * 1024 * 1024;
/** Of what VS Code reads when it activates the extension. */
const LARGEST_ACTIVATED = 80_000;

export function definePackageTests(): void {
  describe('the package', function () {
    this.timeout(240_000);
    let home: string;
    let folder: string;
    let data: string;
    let workbench: Workbench | null = null;
    const vsix = (version: string) => join(home, `${version}.vsix`);
    const pack = (version: string) =>
      createVSIX({
        cwd: resolve('.'),
        packagePath: vsix(version),
        version,
        updatePackageJson: false,
        gitTagVersion: false,
        dependencies: false,
        allowMissingRepository: true,
        rewriteRelativeLinks: false,
      });
    const start = async () => {
      workbench = await openWorkbench(folder, null, undefined, [], data);
      return workbench.page;
    };
    const outcomes = async () => (await loadOutcomes(join(folder, 'data/memory'))).outcomes;

    before(async () => {
      home = mkdtempSync(join(tmpdir(), 'package-'));
      folder = join(home, 'workspace');
      data = newServerData();
      makeSample('sample', folder);
      await pack('0.1.0');
      await pack('0.1.1');
    });
    afterEach(async function () {
      if (this.currentTest?.state === 'failed')
        await workbench?.page.screenshot({ path: join(tmpdir(), 'package-failed.png') });
      await workbench?.close();
      workbench = null;
    });
    after(() => {
      for (const one of [home, data]) rmSync(one, { recursive: true, force: true, maxRetries: 5 });
    });

    it('holds what was meant to be in it, no native part, and the licences of others', async () => {
      const files = await listFiles({ cwd: resolve('.'), packagedDependencies: [] });
      assert.deepEqual(
        files.filter((file) => !ALLOWED.test(file)),
        [],
      );
      for (const needed of [
        'runner',
        'worker',
        'cli',
        'embedding',
        'bars',
        'jiti',
        'barsDownloads',
        'p-queue',
      ])
        assert.ok(files.includes(`dist/${needed}.js`), needed);
      const activated = ['dist/extension.js', 'dist/l10n.js'].map((file) => statSync(file).size);
      assert.ok(activated.reduce((one, other) => one + other) < LARGEST_ACTIVATED, `${activated} bytes`);
      assert.ok(statSync(vsix('0.1.0')).size < LARGEST);
      const notices = readFileSync('dist/THIRD-PARTY-NOTICES.txt', 'utf8');
      for (const name of ['@xenova/transformers', 'ollama', 'write-file-atomic', 'zod'])
        assert.match(notices, new RegExp(`^${name} \\d`, 'm'));
    });

    it('is installed and does its main job', async () => {
      manageExtensions(data, '--install-extension', vsix('0.1.0'));
      assert.ok(manageExtensions(data, '--list-extensions', '--show-versions').includes(`${ID}@0.1.0`));
      const page = await start();
      await showSidebar(page);
      await rowAppears(page, 'Backtests', 'not run yet');
      await runCommand(page, 'Backtest Memory: Run Backtest');
      await toast(page, 'done: ').first().waitFor();
      const all = await outcomes();
      assert.ok(all.length > 100);
      await rowAppears(page, 'Outcomes', '2025-Q4');
    });

    it('is upgraded, remembers what it did, and speaks German where VS Code does', async () => {
      const before = await outcomes();
      manageExtensions(data, '--install-extension', vsix('0.1.1'));
      assert.ok(manageExtensions(data, '--list-extensions', '--show-versions').includes(`${ID}@0.1.1`));
      useLanguage(data, 'de');
      const page = await start();
      await showSidebar(page);
      const trades = before.filter(({ quarter }) => quarter === '2025-Q4').length;
      await rowAppears(page, 'Outcomes', `2025-Q4${trades} Trades`);
      await page.locator('.pane-header .title', { hasText: /^Provider$/ }).waitFor();
      await runCommand(page, 'Backtest Memory: Diagnose kopieren');
      await toast(page, 'Diagnose kopiert: Kein Trade').waitFor();
      await runCommand(page, 'Backtest Memory: Bericht öffnen');
      await pick(page, 'first-light');
      const report = reportIn(page);
      await report.getByRole('heading', { name: 'Kennzahlen', exact: true }).waitFor();
      assert.equal(await report.locator('html').getAttribute('lang'), 'de');
      await report.getByText('Trefferquote').first().waitFor();
      await page.screenshot({ path: 'dist/test/german.png' });
      assert.deepEqual(await outcomes(), before);
    });

    it('is uninstalled, and leaves the memory as it was', async () => {
      const before = readdirSync(join(folder, 'data/memory')).sort();
      manageExtensions(data, '--uninstall-extension', ID);
      const page = await start();
      await page.locator('.activitybar .action-label[aria-label^="Explorer"]').waitFor();
      const icons = page.locator('.activitybar .action-label[aria-label="Backtest Memory"]');
      assert.equal(await icons.count(), 0);
      assert.deepEqual(readdirSync(join(folder, 'data/memory')).sort(), before);
    });
  });
}
