// The package as users install it: a .vsix in a VS Code that has nothing else of ours.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createVSIX, listFiles } from '@vscode/vsce';
import { loadOutcomes } from '../../../src/memory/store/memoryFolder';
import { tempFolder } from '../../tempFolder';
import { changeSettings, manageExtensions, TRUST, useLanguage } from '../workbench/codeServer';
import { picture, rowAppears, runAndPick, runCommand, showSidebar, toast } from '../workbench/driver';
import type { Stage } from '../workbench/stage';
import { openWorkbench, type Workbench } from '../workbench/workbench';
import { reportIn } from './reportTests';

const ID = 'backtest-memory.backtest-memory';
/** Files that the package may hold. */
const ALLOWED =
  /^(dist\/[\w.-]+\.(js|wasm|json|css|txt)|media\/.+|package(\.nls(\.\w+)?)?\.json|README\.md|CHANGELOG\.md|LICENSE)$/;
const LARGEST = 12 * 1024 * 1024;
/** Most bytes that VS Code reads to activate the extension. */
const LARGEST_ACTIVATED = 80_000;

/** Packs dist. @returns the .vsix file. */
export async function pack(version: string): Promise<string> {
  const packagePath = join(tempFolder('package'), `${version}.vsix`);
  await createVSIX({
    cwd: resolve('.'),
    packagePath,
    version,
    updatePackageJson: false,
    gitTagVersion: false,
    dependencies: false,
    allowMissingRepository: true,
    rewriteRelativeLinks: false,
  });
  return packagePath;
}

/** Installs a package into a server that is not running. */
export const installPackage = (data: string, file: string) =>
  manageExtensions(data, '--install-extension', file);

interface Installed {
  readonly identifier: { readonly id: string };
  readonly version: string;
}

/** @param stage the window in which version 0.1.0 was used. */
export function definePackageTests(stage: Stage): void {
  describe('the package', () => {
    let upgraded: Workbench | null = null;
    const memory = () => join(stage.folder, 'data/memory');
    const outcomes = async () => (await loadOutcomes(memory())).outcomes;
    let newer: string;
    /** Returns the id and version of each installed extension. */
    const installed = (): string[] => {
      const file = join(stage.workbench.data, 'extensions/extensions.json');
      const all: Installed[] = JSON.parse(readFileSync(file, 'utf8'));
      return all.map(({ identifier, version }) => `${identifier.id}@${version}`);
    };

    before(async () => {
      newer = await pack('0.1.1');
    });
    after(() => upgraded?.close());
    afterEach(async function () {
      if (this.currentTest?.state === 'failed')
        await upgraded?.page.screenshot({ path: 'dist/test/failed-package.png' });
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
      assert.ok(statSync(newer).size < LARGEST);
      const notices = readFileSync('dist/THIRD-PARTY-NOTICES.txt', 'utf8');
      for (const name of ['@xenova/transformers', 'ollama', 'write-file-atomic', 'zod'])
        assert.match(notices, new RegExp(`^${name} \\d`, 'm'));
    });

    it('is upgraded, remembers what it did, and speaks German where VS Code does', async () => {
      assert.deepEqual(installed(), [`${ID}@0.1.0`]);
      const before = await outcomes();
      const { data } = stage.workbench;
      await stage.workbench.close();
      installPackage(data, newer);
      assert.ok(installed().includes(`${ID}@0.1.1`));
      useLanguage(data, 'de');
      changeSettings(data, { [TRUST]: false });
      upgraded = await openWorkbench(stage.folder, { extension: null, data });
      const { page } = upgraded;
      await showSidebar(page);
      const { quarter } = before[before.length - 1];
      const trades = before.filter((one) => one.quarter === quarter).length;
      await rowAppears(page, 'Outcomes', new RegExp(`${quarter}${trades} Trades?`));
      await page.locator('.pane-header .title', { hasText: /^Provider$/ }).waitFor();
      await runCommand(page, 'Backtest Memory: Diagnose kopieren');
      await toast(page, 'Diagnose kopiert: Kein Trade').waitFor();
      await runAndPick(page, 'Backtest Memory: Bericht öffnen', 'first-light');
      const report = reportIn(page);
      await report.getByRole('heading', { name: 'Kennzahlen', exact: true }).waitFor();
      assert.equal(await report.locator('html').getAttribute('lang'), 'de');
      await report.getByText('Trefferquote').first().waitFor();
      await picture(page, 'german');
      assert.deepEqual(await outcomes(), before);
    });

    it('is uninstalled, and leaves the memory as it was', async () => {
      assert.ok(upgraded);
      const { page } = upgraded;
      const before = readdirSync(memory()).sort();
      manageExtensions(stage.workbench.data, '--uninstall-extension', ID);
      await page.reload();
      await page.locator('.activitybar .action-label[aria-label^="Explorer"]').waitFor();
      // VS Code draws the icons of before a reload until it knows its extensions.
      const icon = page.locator('.activitybar .action-label[aria-label="Backtest Memory"]');
      await icon.waitFor({ state: 'detached' });
      assert.deepEqual(readdirSync(memory()).sort(), before);
    });
  });
}
