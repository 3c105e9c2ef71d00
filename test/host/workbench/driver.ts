// Clicks, keys and looks as a user has them, for the tests that drive VS Code from outside.
import { existsSync, readFileSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { type Click, isHeard } from './clicks';

/** Longest wait for an element, ms: long enough for a busy machine. */
export const PATIENCE = 60_000;
/** Length of each try of an action that is tried again, ms. */
const TRY = 5000;

const inList = ({ place }: Click) => place === 'list';

/** Acts again until what comes of the act is seen: VS Code may take the focus, or draw anew, between a look and a click. */
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
        // The element was not there in time.
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

/**
 * Runs a command from the palette; asks again where VS Code, still coming up, does not know it yet, and where something
 * that came up took the focus, with which the palette goes.
 */
export async function runCommand(page: Page, title: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  for (let tries = 0; tries < PATIENCE / TRY; tries += 1) {
    try {
      // Not at the first try: in a report Escape leaves the trade.
      if (tries > 0) await page.keyboard.press('Escape');
      // A palette that is asked for while an earlier one closes, closes too. One that stays open is used.
      await page
        .locator('.quick-input-widget')
        .waitFor({ state: 'hidden', timeout: 1000 })
        .catch(() => {});
      await page.keyboard.press('F1');
      await page.locator('.quick-input-widget input').fill(`>${title}`, { timeout: TRY });
      if (await isHeard(inList, () => row.click({ timeout: TRY }))) return;
    } catch {
      // The element was not there in time.
    }
  }
  throw new Error(`${title} could not be run`);
}

/** Clicks until the page hears the click that was meant. */
async function clickUntilHeard(
  isMeant: (click: Click) => boolean,
  act: () => Promise<unknown>,
  what: string,
): Promise<void> {
  for (let tries = 0; tries < PATIENCE / TRY; tries += 1) if (await isHeard(isMeant, act)) return;
  throw new Error(`${what} could not be clicked`);
}

/** Picks from the open list by a click: keys that are typed too early would go to the list before. */
export async function pick(page: Page, text: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  const act = async () => {
    // A mouse over a row would bring up that row's tooltip, over the other rows.
    await page.mouse.move(0, 0);
    await row.click({ timeout: TRY });
  };
  await clickUntilHeard(inList, act, text);
}

/** Opens a list and picks from the list; again where something takes the focus, with which the list goes. */
export async function openAndPick(page: Page, open: () => Promise<unknown>, text: string): Promise<void> {
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first();
  for (let tries = 0; tries < PATIENCE / TRY; tries += 1) {
    await open();
    // A mouse over a row would bring up that row's tooltip, over the other rows.
    await page.mouse.move(0, 0);
    if (await isHeard(inList, () => row.click({ timeout: TRY }))) return;
    await page.keyboard.press('Escape');
  }
  throw new Error(`${text} could not be picked`);
}

/** Runs a command and picks from its list. */
export const runAndPick = (page: Page, title: string, text: string): Promise<void> =>
  openAndPick(page, () => runCommand(page, title), text);

/** Finds a notification by its text. VS Code shows a notification for 15 seconds, an error with buttons until it is closed. */
export const toast = (page: Page, text: string | RegExp): Locator =>
  page.locator('.notification-toast', { hasText: text });

/**
 * Presses a button of the one notification with a text. A notification that was hidden after its 15 seconds is found in the list of
 * all notifications, which also shows those that are still to come.
 */
export async function press(page: Page, text: string | RegExp, button: string): Promise<void> {
  const inside = (place: Locator) => place.getByRole('button', { name: button, exact: true });
  const center = page.locator('.notifications-center');
  const isMeant = ({ place, of, label }: Click) =>
    place === 'notification' &&
    label === button &&
    (typeof text === 'string' ? of.includes(text) : text.test(of));
  // Notifications move up and down as others come and go.
  if (await isHeard(isMeant, () => inside(toast(page, text)).click({ timeout: 2 * TRY }))) return;
  if (await isHeard(isMeant, () => inside(toast(page, text)).click({ timeout: 1000 }))) return;
  const act = async () => {
    if (await center.isHidden()) await runCommand(page, 'Notifications: Show Notifications');
    await inside(center.locator('.notification-list-item', { hasText: text })).click({ timeout: TRY });
  };
  await clickUntilHeard(isMeant, act, button);
  // While the list is open, new notifications come into the list alone.
  if (await center.isVisible()) await center.locator('.codicon-notifications-hide').click();
}

/** Clears all notifications, where there are any. */
export async function clearNotifications(page: Page): Promise<void> {
  const bell = page.locator('.statusbar-item[id="status.notifications"]');
  if ((await bell.getAttribute('aria-label')) !== 'No Notifications')
    await runCommand(page, 'Notifications: Clear All Notifications');
}

/** Opens a file by its whole path: a search by a part of the path would need ripgrep. */
export async function openFile(page: Page, file: string): Promise<void> {
  const name = basename(file);
  // A click is lost where VS Code draws the list anew at that moment.
  await until(page.locator(`.tab.active[data-resource-name="${name}"]`), async () => {
    await page.keyboard.press('Control+P');
    await page.locator('.quick-input-widget input').fill(file);
    await pick(page, name);
  });
}

/** Waits until the dialog for a file or folder has read its folder and proposes a path with this end. */
export async function dialogProposes(page: Page, end: string): Promise<void> {
  await page.locator('.quick-input-widget:visible').waitFor();
  await page.waitForFunction(
    `document.querySelector('.quick-input-widget input')?.value.endsWith(${JSON.stringify(end)})`,
  );
  // Before the dialog has listed its folder, the dialog would put its proposal back over typed text.
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
}

/** Types a folder into the dialog for folders until the dialog lists the folder: `inside` is a folder in it alone. */
export const typeFolder = (page: Page, folder: string, inside: string) =>
  // Text that is typed before the dialog has settled is put after the proposal.
  until(page.locator('.quick-input-list .monaco-list-row', { hasText: inside }).first(), () =>
    page.locator('.quick-input-widget input').first().fill(`${folder}/`),
  );

/** Shows the extension's sidebar, by a command: a click on the icon would hide a sidebar that is being restored. */
export async function showSidebar(page: Page): Promise<void> {
  await page.locator('.activitybar .action-label[aria-label="Backtest Memory"]').waitFor();
  await runCommand(page, 'View: Show Backtest Memory');
  await page.locator('.pane-header[aria-label^="Outcomes"]').waitFor();
}

const paneOf = (page: Page, view: string) =>
  page.locator('.pane', { has: page.locator(`.pane-header[aria-label^="${view}"]`) });

/** Chooses from the open menu. @returns false where the menu closed by itself before. */
async function chosenFrom(page: Page, item: string): Promise<boolean> {
  const entry = page.getByRole('menuitem', { name: item });
  const menu = page.locator('.context-view-block');
  const inTime = (act: Promise<unknown>) =>
    act.then(
      () => true,
      () => false,
    );
  if (!(await inTime(entry.hover({ timeout: TRY })))) return false;
  let chosen = false;
  // VS Code may take a click for the end of the click that opened the menu: then the menu stays.
  for (let tries = 0; tries < 5; tries += 1) {
    if (
      await isHeard(
        ({ label }) => label.includes(item),
        () => entry.click({ timeout: 2000 }),
      )
    )
      chosen = true;
    if (await inTime(menu.waitFor({ state: 'detached', timeout: 2000 }))) return chosen;
  }
  return false;
}

/** Opens a menu and chooses from it; again where the menu closed by itself, as menus over rows that are drawn anew do. */
async function choose(page: Page, open: () => Promise<unknown>, item: string): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    await open();
    if (await chosenFrom(page, item)) return;
    await page.keyboard.press('Escape');
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
  const found = rowsOf(page, view).filter({ hasText: row }).first();
  await choose(page, () => found.click({ button: 'right' }), item);
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
  // A row that was drawn anew is not under the mouse until the mouse moves.
  await until(icon, () => found.hover());
  const isMeant = ({ place, label }: Click) => place === 'row' && label.startsWith(action);
  if (await isHeard(isMeant, () => icon.click({ timeout: TRY }))) return;
  const again = async () => {
    await page.mouse.move(0, 0);
    await found.hover();
    await icon.click({ timeout: TRY });
  };
  await clickUntilHeard(isMeant, again, action);
}

/** Clicks an icon in the title of a view. */
export async function clickInTitle(page: Page, view: string, action: string): Promise<void> {
  const header = paneOf(page, view).locator('.pane-header');
  const isMeant = ({ place, label }: Click) => place === 'title' && label.startsWith(action);
  const act = async () => {
    await header.hover({ timeout: TRY });
    await header.locator(`.action-label[aria-label^="${action}"]`).click({ timeout: TRY });
  };
  await clickUntilHeard(isMeant, act, action);
}

/** Chooses from the menu behind the dots in the title of a view. */
export async function chooseInTitle(page: Page, view: string, item: string): Promise<void> {
  const header = paneOf(page, view).locator('.pane-header');
  const open = async () => {
    await header.hover();
    await header.locator('.action-label[aria-label^="More Actions"]').click();
  };
  await choose(page, open, item);
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
  const line = page.locator('.editor-instance .view-line').first();
  await choose(page, () => line.click({ button: 'right' }), item);
}

/** Chooses from the context menu of a file in the Explorer. */
export async function chooseInExplorer(page: Page, file: string, item: string): Promise<void> {
  await runCommand(page, 'View: Show Explorer');
  const row = page.locator('.explorer-folders-view .monaco-list-row', { hasText: file });
  await choose(page, () => row.click({ button: 'right' }), item);
}

/** Finds the rows of a view that are in sight. */
export const rowsOf = (page: Page, view: string) => paneOf(page, view).locator('.monaco-list-row');

/** Returns the texts of the rows of a view, top to bottom: labels with their descriptions. */
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

/** Leaves a picture of the window in the folder that PICTURES names, for whoever wants to look; without the variable nothing. */
export async function picture(page: Page, name: string): Promise<void> {
  const { PICTURES } = process.env;
  if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
}
