// What a user's hands and eyes do in VS Code, for the tests that drive it from outside.
import { existsSync, readdirSync, readFileSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** How long what is awaited may take, ms: on a busy machine VS Code takes its time, and what never comes fails all the same. */
export const PATIENCE = 60_000;
/** What is tried again is given up after so long each time, ms. */
const TRY = 5000;

/** Acts again until what comes of it is seen: VS Code may take the focus, or draw anew, while a hand is on its way. */
export async function until(seen: Locator, act: () => Promise<unknown>): Promise<void> {
  const page = seen.page();
  page.setDefaultTimeout(TRY);
  try {
    for (let tries = 0; tries < PATIENCE / TRY; tries += 1) {
      try {
        await act();
        await seen.waitFor();
        return;
      } catch {
        // It was not to be seen in time.
      }
    }
  } finally {
    page.setDefaultTimeout(PATIENCE);
  }
  throw new Error(`${seen} never came`);
}

/** Resolves with what a file holds, once something is written in it. */
export function appears(file: string): Promise<string> {
  return new Promise((there) => {
    const look = () => {
      const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
      if (text === '') return;
      watcher.close();
      there(text);
    };
    const watcher = watch(dirname(file), look);
    look();
  });
}

/** Holds the backtests of a server's windows until a hand has done what it does to them: they might end before. */
export async function held(serverPid: number, act: () => Promise<unknown>): Promise<void> {
  const runners = extensionHosts(serverPid).flatMap((host) => childrenOf(host, 'runner.js'));
  for (const pid of runners) process.kill(pid, 'SIGSTOP');
  try {
    await act();
  } finally {
    for (const pid of runners) process.kill(pid, 'SIGCONT');
  }
}

/**
 * Runs a command from the palette; asks again where VS Code, still coming up, does not know it yet, and where something
 * that came up took the focus, with which the palette goes.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  for (let tries = 0; tries < PATIENCE / TRY; tries += 1) {
    try {
      // Only then: in a report it leaves the trade.
      if (tries > 0) await page.keyboard.press('Escape');
      // Asked for while that of the command before is closing, a palette closes with it. One that stays is taken over.
      await page
        .locator('.quick-input-widget')
        .waitFor({ state: 'hidden', timeout: 1000 })
        .catch(() => {});
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').fill(`>${title}`, { timeout: TRY });
      await row.click({ timeout: TRY });
      return;
    } catch {
      // It was not to be seen in time.
    }
  }
  throw new Error(`${title} could not be run`);
}

/** Picks from the list that is open. Not by typing and Enter: typed too early, it would go to the list before. */
export async function pick(page: Page, text: string): Promise<void> {
  // A mouse left where a row is now would bring up that row's tooltip, over the others.
  await page.mouse.move(0, 0);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().click();
}

/** What VS Code shows in its corner with such a text, for 15 seconds where it is no error. */
export const toast = (page: Page, text: string | RegExp): Locator =>
  page.locator('.notification-toast', { hasText: text });

/** Presses a button of the notification with such a text: there must be one. One that has gone while a hand was busy elsewhere is still in the list of all. */
export async function press(page: Page, text: string | RegExp, button: string): Promise<void> {
  const inside = (place: Locator) => place.getByRole('button', { name: button, exact: true });
  try {
    await inside(toast(page, text)).click();
  } catch {
    await runCommand(page, 'Notifications: Show Notifications');
    await inside(page.locator('.notifications-center .notification-list-item', { hasText: text })).click();
  }
}

/** Opens a file by its whole path: a part of it would be searched for, which needs ripgrep. */
export async function openFile(page: Page, file: string): Promise<void> {
  const name = basename(file);
  // A click is lost where the list is drawn anew under it.
  await until(page.locator(`.tab.active[data-resource-name="${name}"]`), async () => {
    await page.keyboard.press('Control+P');
    await page.locator('.quick-input-widget input').fill(file);
    await pick(page, name);
  });
}

/** Waits until the dialog for a file or folder proposes a path with this end: it does once it has looked at the place. */
export async function dialogProposes(page: Page, end: string): Promise<void> {
  await page.locator('.quick-input-widget:visible').waitFor();
  await page.waitForFunction(
    `document.querySelector('.quick-input-widget input')?.value.endsWith(${JSON.stringify(end)})`,
  );
  // Before it has listed the place, it would put its proposal back over what was typed.
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
}

/** Types a folder into the dialog for one, until that lists it: `inside` is a folder in it, and in no other. */
export const typeFolder = (page: Page, folder: string, inside: string) =>
  // Typed before the dialog has settled, it is put after what that proposes.
  until(page.locator('.quick-input-list .monaco-list-row', { hasText: inside }).first(), () =>
    page.locator('.quick-input-widget input').first().fill(`${folder}/`),
  );

/** Shows the extension's sidebar, once VS Code has come up. A click on its icon would hide one that is being restored. */
export async function showSidebar(page: Page): Promise<void> {
  await page.locator('.activitybar .action-label[aria-label="Backtest Memory"]').waitFor();
  await runCommand(page, 'View: Show Backtest Memory');
  await page.locator('.pane-header[aria-label^="Outcomes"]').waitFor();
}

const paneOf = (page: Page, view: string) =>
  page.locator('.pane', { has: page.locator(`.pane-header[aria-label^="${view}"]`) });

/** Chooses from the menu that is open. A click may be taken for the end of the one that opened it: then the menu stays. */
export async function chooseItem(page: Page, item: string): Promise<void> {
  const chosen = page.getByRole('menuitem', { name: item });
  await chosen.hover();
  const menu = page.locator('.context-view-block');
  for (let tries = 0; tries < 5; tries += 1) {
    await chosen.click({ timeout: 2000 }).catch(() => {});
    const stays = await menu.waitFor({ state: 'detached', timeout: 2000 }).catch(() => 'stays');
    if (!stays) return;
  }
  throw new Error(`${item} could not be chosen`);
}

/** Chooses from the context menu of a row. */
export async function chooseOnRow(
  page: Page,
  view: string,
  row: string | RegExp,
  item: string,
): Promise<void> {
  await rowsOf(page, view).filter({ hasText: row }).first().click({ button: 'right' });
  await chooseItem(page, item);
}

/** Clicks an icon on a row. */
export async function clickOnRow(
  page: Page,
  view: string,
  row: string | RegExp,
  action: string,
): Promise<void> {
  const found = rowsOf(page, view).filter({ hasText: row }).first();
  const icon = found.locator(`.action-label[aria-label^="${action}"]`);
  // A row that is drawn anew is not under the mouse until that moves.
  await until(icon, () => found.hover());
  await icon.click({ timeout: TRY }).catch(async () => {
    await page.mouse.move(0, 0);
    await found.hover();
    await icon.click();
  });
}

/** Clicks an icon in the title of a view. */
export async function clickInTitle(page: Page, view: string, action: string): Promise<void> {
  const header = paneOf(page, view).locator('.pane-header');
  await header.hover();
  await header.locator(`.action-label[aria-label^="${action}"]`).click();
}

/** Chooses from the menu behind the dots in the title of a view. */
export async function chooseInTitle(page: Page, view: string, item: string): Promise<void> {
  await clickInTitle(page, view, 'More Actions');
  await chooseItem(page, item);
}

/** Clicks an icon over the editor in front. */
export const clickOverEditor = (page: Page, action: string) =>
  page
    .locator(`.editor-group-container.active .editor-actions .action-label[aria-label^="${action}"]`)
    .click();

/** Rests the mouse on a line of the editor in front. */
export const hoverLine = (page: Page, text: string) =>
  page
    .locator('.editor-instance .view-line', { hasText: text })
    .first()
    .hover({ position: { x: 60, y: 8 } });

/** Chooses from the context menu of the editor in front. */
export async function chooseInEditor(page: Page, item: string): Promise<void> {
  await page.locator('.editor-instance .view-line').first().click({ button: 'right' });
  await chooseItem(page, item);
}

/** Chooses from the context menu of a file in the Explorer. */
export async function chooseInExplorer(page: Page, file: string, item: string): Promise<void> {
  await runCommand(page, 'View: Show Explorer');
  const row = page.locator('.explorer-folders-view .monaco-list-row', { hasText: file });
  await row.click({ button: 'right' });
  await chooseItem(page, item);
}

/** The rows of a view that are in sight. */
export const rowsOf = (page: Page, view: string) => paneOf(page, view).locator('.monaco-list-row');

/** What the rows of a view say, top to bottom: labels with their descriptions. */
export async function rowTexts(page: Page, view: string): Promise<string[]> {
  const texts = await rowsOf(page, view).allInnerTexts();
  return texts.map((text) => text.replaceAll('\u00a0', ' ').trim());
}

/** Waits until a row of a view holds `text`. */
export async function rowAppears(page: Page, view: string, text: string | RegExp): Promise<void> {
  await rowsOf(page, view).filter({ hasText: text }).first().waitFor();
}

/** Waits until no row of a view holds `text`. */
export async function rowGoes(page: Page, view: string, text: string): Promise<void> {
  await rowsOf(page, view).filter({ hasText: text }).first().waitFor({ state: 'detached' });
}

/** The process ids of a server's extension hosts; they can be found on Linux only. */
export const extensionHosts = (serverPid: number): number[] => childrenOf(serverPid, 'extensionHost');

/** The process ids of a process's children whose command line has `part`; they can be found on Linux only. */
export function childrenOf(parent: number, part: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const own = /\) \S (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
        return Number(own) === parent && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(part);
      } catch {
        // It ended while we looked.
        return false;
      }
    });
}
