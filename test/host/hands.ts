// What a user's hands and eyes do in VS Code, for the tests that drive it from outside.
import { readdirSync, readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** Runs a command from the palette. */
export async function runCommand(page: Page, title: string): Promise<void> {
  // Asked for while that of the command before is closing, a palette closes with it. One that stays is taken over.
  await page
    .locator('.quick-input-widget')
    .waitFor({ state: 'hidden', timeout: 1000 })
    .catch(() => {});
  await page.keyboard.press('F1');
  await page.locator('.quick-input-widget input').fill(`>${title}`);
  await pick(page, title);
}

/** Picks from the list that is open. Not by typing and Enter: typed too early, it would go to the list before. */
export async function pick(page: Page, text: string): Promise<void> {
  // A mouse left where a row is now would bring up that row's tooltip, over the others.
  await page.mouse.move(0, 0);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
}

/** Shows the extension's sidebar, once VS Code has come up. A click on its icon would hide one that is being restored. */
export async function showSidebar(page: Page): Promise<void> {
  await page.locator('.activitybar .action-label[aria-label="Backtest Memory"]').waitFor({ timeout: 60_000 });
  await runCommand(page, 'View: Show Backtest Memory');
  await page.locator('.pane-header[aria-label^="Outcomes"]').waitFor();
}

const rowsOf = (page: Page, view: string) =>
  page
    .locator('.pane', { has: page.locator(`.pane-header[aria-label^="${view}"]`) })
    .locator('.monaco-list-row');

/** What the rows of a view say, top to bottom: labels with their descriptions. */
export async function rowTexts(page: Page, view: string): Promise<string[]> {
  const texts = await rowsOf(page, view).allInnerTexts();
  return texts.map((text) => text.replaceAll('\u00a0', ' ').trim());
}

/** Waits until a row of a view holds `text`. */
export async function rowAppears(page: Page, view: string, text: string | RegExp): Promise<void> {
  await rowsOf(page, view).filter({ hasText: text }).first().waitFor({ timeout: 30_000 });
}

/** Waits until no row of a view holds `text`. */
export async function rowGoes(page: Page, view: string, text: string): Promise<void> {
  await rowsOf(page, view).filter({ hasText: text }).first().waitFor({ state: 'detached' });
}

/** The process ids of a server's extension hosts; they can be found on Linux only. */
export function extensionHosts(serverPid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
        return (
          Number(parent) === serverPid &&
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('extensionHost')
        );
      } catch {
        // It ended while we looked.
        return false;
      }
    });
}
