// Drives the npm-hosted VS Code as a user would and takes the README's picture: `tsx test/host/pictures.ts`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runCommand, showSidebar } from './hands';
import { openWorkbench } from './workbench';

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'backtest-memory-'));
  execFileSync(process.execPath, ['dist/cli.js', 'demo', folder], { stdio: 'ignore' });
  const { page, close } = await openWorkbench(folder, resolve('.'));
  try {
    await showSidebar(page);
    await page.getByText('2025-Q4', { exact: true }).waitFor({ timeout: 30_000 });
    await runCommand(page, 'Backtest Memory: Run Backtest');
    await page
      .getByText('became')
      .or(page.getByText(/synthetic bars. done|on synthetic bars/))
      .first()
      .waitFor({ timeout: 60_000 });
    await page.getByText('2025-Q4', { exact: true }).click();
    const newest = readdirSync(join(folder, 'data/runs')).sort().reverse()[0];
    await page.keyboard.press('Control+P');
    await page.locator('.quick-input-widget input').fill(join(folder, 'data/runs', newest, 'trades.csv'));
    await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
    await page.keyboard.press('Enter');
    // The keys below are for the editor, and it has the focus only when it says so.
    await page.locator('.view-line').first().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.press('ArrowUp');
    await page
      .locator('.view-line', { hasText: `${newest}_` })
      .last()
      .hover({ position: { x: 120, y: 8 } });
    await page.getByText(/of the 20 most similar won/).waitFor({ timeout: 20_000 });
    // The hover fades in; a picture of it half-way cannot be read.
    await page.waitForFunction("document.getAnimations().every(({ playState }) => playState !== 'running')");
    await page.screenshot({ path: resolve('media/desk.png') });
  } catch (error) {
    await page.screenshot({ path: join(tmpdir(), 'pictures-failed.png') });
    throw error;
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

void main();
