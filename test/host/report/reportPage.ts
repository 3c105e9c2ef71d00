// Opens the report's page in a plain Chromium: the page talks to a real report service by the messages that VS Code would pass on.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type BirpcReturn, createBirpc } from 'birpc';
import type { Browser, Frame, Page } from 'playwright-core';
import type { ReportEvents, ReportHost } from '../../../src/report/reportProtocol';

import { until } from '../workbench/driver';

/** The page's own, for what is evaluated there. */
declare const window: { postMessage(message: unknown): void };

const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');
const ADDRESS = 'http://report.test/';
/** As the panel has it, but for where its parts lie. */
const HTML = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Backtest report</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${ADDRESS}; script-src ${ADDRESS}">
<link rel="stylesheet" href="report.css"></head>
<body><div id="report"></div><script src="report.js"></script></body></html>`;

/** Stands for VS Code's side of a webview: what the page keeps outlives a reload. */
const API = `window.acquireVsCodeApi = () => ({
  postMessage: (message) => window.toHost(message),
  getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null'),
  setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
});`;

export const THEMES = {
  light: { class: 'vscode-light', style: '' },
  dark: { class: 'vscode-dark', style: '' },
  'high contrast': {
    class: 'vscode-high-contrast',
    style:
      '--vscode-editor-background:#000;--vscode-editor-foreground:#fff;--vscode-contrastBorder:#6fc3df;--vscode-focusBorder:#f38518;--vscode-textLink-foreground:#21a6ff',
  },
} as const;

export interface ReportPage {
  readonly page: Page;
  /** The page, as the editor talks to it. */
  readonly events: BirpcReturn<ReportEvents, ReportHost>;
  /** What went wrong in it: errors, and what its policy refused. */
  readonly complaints: string[];
}

/** Opens the page. @param host what VS Code would answer; `ready` shows the runs. */
export async function openReportPage(
  browser: Browser,
  host: Omit<ReportHost, 'ready'>,
  runs: readonly string[],
): Promise<ReportPage> {
  const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, reducedMotion: 'reduce' });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.stack ?? error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  const parts = { 'report.css': 'media/report.css', 'report.js': 'dist/report.js' };
  await page.route('**', (route) => {
    const url = route.request().url();
    // A link to elsewhere leads nowhere.
    if (!url.startsWith(ADDRESS)) return route.fulfill({ status: 204 });
    const name = url.slice(ADDRESS.length) as keyof typeof parts;
    return route.fulfill(
      parts[name] ? { path: parts[name] } : { body: HTML, contentType: 'text/html; charset=utf-8' },
    );
  });
  let receive: (message: unknown) => void = () => {};
  await page.exposeFunction('toHost', (message: unknown) => receive(message));
  await page.addInitScript(API);
  const events = createBirpc<ReportEvents, ReportHost>(
    { ...host, ready: () => void events.show.asEvent(runs, '') },
    {
      // A page that is being loaded anew hears nothing, as one that is hidden.
      post: (message) => page.evaluate((message) => window.postMessage(message), message).catch(() => {}),
      on: (listen) => {
        receive = listen;
      },
      timeout: -1,
    },
  );
  await page.goto(ADDRESS);
  return { page, events, complaints };
}

export async function useTheme(page: Page, theme: keyof typeof THEMES): Promise<void> {
  const { class: name, style } = THEMES[theme];
  await page.evaluate(`document.body.className = ${JSON.stringify(name)};
    document.documentElement.style.cssText = ${JSON.stringify(style)};`);
}

/** Goes from a trade back to the overview by the key. A page that has drawn, and does not listen yet, hears no key. */
export const leaveTrade = (page: Page): Promise<void> =>
  until(page.locator('#trades'), () => page.keyboard.press('Escape'));

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** What axe finds wrong with a page or frame, each with where. */
export async function violations(page: Page | Frame): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate<readonly Violation[]>('axe.run().then(({ violations }) => violations)');
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\n${failureSummary}`),
  );
}
