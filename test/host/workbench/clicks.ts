// Records in the page itself what tests click in VS Code, whichever way a test finds an element.
import { EventEmitter } from 'node:events';
import type { Page } from 'playwright-core';

/** A clicked element, named by its label. */
export interface Click {
  /**
   * Kind of element: an icon over a view (title), on a row, over an editor; an entry of a menu, opened over a view (titleMenu), on
   * a row (rowMenu), in an editor or the Explorer; a button of a notification or dialog; a link of a welcome text or walkthrough;
   * an entry of the palette or another list; a lens.
   */
  readonly place:
    | 'title'
    | 'row'
    | 'editor'
    | 'titleMenu'
    | 'rowMenu'
    | 'editorMenu'
    | 'explorerMenu'
    | 'notification'
    | 'dialog'
    | 'welcome'
    | 'walkthrough'
    | 'list'
    | 'lens';
  /** Name of the view, or message of the notification or dialog; else empty. */
  readonly of: string;
  readonly label: string;
}

/** Listens at the window, whose listeners run before those of VS Code: the clicked element is still in the page. */
const RECORDER = `(() => {
  if (window.top !== window) return;
  const text = (element) => (element?.textContent ?? '').replaceAll('\\u00a0', ' ').replaceAll(/\\s+/g, ' ').trim();
  const named = (element) => (element?.getAttribute('aria-label') || text(element)).replaceAll('\\u00a0', ' ').trim();
  const viewOf = (element) => text(element.closest('.pane')?.querySelector('.pane-header .title'));
  let menu = { place: 'other', of: '' };
  /** Where the menu stands that a click on the element opens. */
  const opens = (element) => {
    if (element.closest('.explorer-folders-view')) return { place: 'explorerMenu', of: '' };
    if (element.closest('.pane')) return { place: 'rowMenu', of: viewOf(element) };
    if (element.closest('.editor-instance')) return { place: 'editorMenu', of: '' };
    return { place: 'other', of: '' };
  };
  const clicked = (element) => {
    const link = element.closest('.monaco-button, a');
    const icon = element.closest('.action-label');
    const item = element.closest('.monaco-menu .action-item');
    if (item) return { ...menu, label: text(item.querySelector('.action-label')) };
    const notification = element.closest('.notification-list-item');
    if (notification && link)
      return { place: 'notification', of: text(notification.querySelector('.notification-list-item-message')), label: text(link) };
    const dialog = element.closest('.monaco-dialog-box');
    if (dialog && link) return { place: 'dialog', of: text(dialog.querySelector('.dialog-message-container')), label: text(link) };
    if (element.closest('.pane-header') && icon) return { place: 'title', of: viewOf(element), label: named(icon) };
    if (element.closest('.pane .monaco-list-row') && icon) return { place: 'row', of: viewOf(element), label: named(icon) };
    if (element.closest('.editor-actions') && icon) return { place: 'editor', of: '', label: named(icon) };
    if (element.closest('.welcome-view-content') && link) return { place: 'welcome', of: viewOf(element), label: text(link) };
    if (element.closest('.getting-started-step') && link) return { place: 'walkthrough', of: '', label: text(link) };
    if (element.closest('.codelens-decoration') && link) return { place: 'lens', of: '', label: text(link) };
    const row = element.closest('.quick-input-list .monaco-list-row');
    return row && { place: 'list', of: '', label: text(row.querySelector('.label-name')) };
  };
  const heard = (event, act) => {
    const [element] = event.composedPath();
    if (element instanceof Element) act(element);
  };
  addEventListener('mousedown', (event) => heard(event, (element) => {
    if (event.button === 2) menu = opens(element);
    else if (element.closest('.pane-header .action-label')) menu = { place: 'titleMenu', of: viewOf(element) };
  }), true);
  addEventListener('mouseup', (event) => heard(event, (element) => {
    const click = event.button === 0 && clicked(element);
    if (click) window.recordClick(click);
  }), true);
})()`;

const recorded: Click[] = [];
const clicked = new EventEmitter<{ click: [Click] }>();

/** Records the clicks in a page from now on, in every document that the page loads. */
export async function recordClicks(page: Page): Promise<void> {
  await page.exposeFunction('recordClick', (click: Click) => {
    recorded.push(click);
    clicked.emit('click', click);
  });
  await page.addInitScript(RECORDER);
}

/** Longest time from a click to the page's word of that click, ms. */
const HEARD_WITHIN = 2000;

/**
 * Clicks, and tells whether the page heard the click that was meant. VS Code draws anew between a look and a click, or between the
 * mouse's down and up: then the click goes elsewhere, and whoever drives VS Code clicks again.
 * @param act clicks; where it cannot in time, nothing was heard.
 */
export async function isHeard(
  isMeant: (click: Click) => boolean,
  act: () => Promise<unknown>,
): Promise<boolean> {
  let hear = (_heard: boolean) => {};
  const heard = new Promise<boolean>((resolve) => {
    hear = resolve;
  });
  const listen = (click: Click) => {
    if (isMeant(click)) hear(true);
  };
  clicked.on('click', listen);
  const acted = await act().then(
    () => true,
    () => false,
  );
  const late = setTimeout(() => hear(false), acted ? HEARD_WITHIN : 0);
  try {
    return await heard;
  } finally {
    clearTimeout(late);
    clicked.off('click', listen);
  }
}

/** Returns the clicks of this process so far, each once. */
export function clicksSoFar(): Click[] {
  const all = new Map(recorded.map((click) => [JSON.stringify(click), click]));
  return [...all.values()];
}
