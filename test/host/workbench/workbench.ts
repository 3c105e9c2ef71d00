// Shows a real VS Code where only the npm registry can be reached: the server from npm, in a Chromium. Run as a program it takes the
// flags that @vscode/test-electron passes to VS Code.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { installOnDebian } from '../../installOnDebian';
import { recordClicks } from './clicks';
import { type ServerOptions, startServer } from './codeServer';
import { PATIENCE } from './driver';
import { HeldRuns } from './heldRuns';

/** Longest duration of the in-host tests, ms. */
const LONGEST = 480_000;
const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Finds a browser on this machine; as root on Debian one is installed where there is none. */
export function findBrowser(): string {
  const found = BROWSERS.find((path) => existsSync(path));
  if (found) return found;
  if (installOnDebian('chromium')) return '/usr/bin/chromium';
  throw new Error('The tests show VS Code in Chromium or Chrome, and found neither. Install one of them.');
}

/** Returns the address that opens `folder`, a .code-workspace file or nothing, with the extension under development, if any. */
export function pageAddress(
  port: number,
  folder: string | null,
  extension: string | null,
  tests?: string,
): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${resolve(path)}`;
  // Proposed APIs are for the stand-in of an agent: its manifest names them, ours names none.
  const payload = [
    ['skipWelcome', 'true'],
    ['enableProposedApi', 'true'],
  ];
  if (extension !== null) payload.push(['extensionDevelopmentPath', remote(extension)]);
  if (tests) payload.push(['extensionTestsPath', remote(tests)]);
  const kind = folder?.endsWith('.code-workspace') ? 'workspace' : 'folder';
  const query = new URLSearchParams({ payload: JSON.stringify(payload) });
  if (folder === null) query.set('ew', 'true');
  else query.set(kind, resolve(folder));
  return `http://127.0.0.1:${port}/?${query}`;
}

export interface Workbench {
  readonly page: Page;
  /** The server's process: the extension host is a child of it. */
  readonly serverPid: number;
  /** Where the server keeps its settings. */
  readonly data: string;
  readonly runs: HeldRuns;
  /** Exit code of the in-host tests. */
  readonly exitCode: Promise<number>;
  /** Opens another folder, or workspace, in the same window. */
  open(folder: string): Promise<void>;
  close(): Promise<void>;
}

export interface WorkbenchOptions extends ServerOptions {
  /** The extension under development; null for none. */
  readonly extension?: string | null;
  /** File with the in-host tests. */
  readonly tests?: string;
}

/** Browser of all workbenches of this process; each has a context of its own. */
let browser: Promise<Browser> | undefined;

/** Closes the browser: else the process would not end by itself. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

function startBrowser(): Promise<Browser> {
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath: findBrowser(), args: [...flags, ...quiet] });
}

/** Returns the browser of this process, which the first call starts. */
export function sharedBrowser(): Promise<Browser> {
  browser ??= startBrowser();
  return browser;
}

/** Stops all animations: drawn without a graphics card they would take a third of the processor time. */
const STILL = `(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, *::before, *::after { animation: none !important; transition: none !important; }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
})()`;

/** Starts a server and shows a folder, a .code-workspace file or an empty window. */
export async function openWorkbench(
  folder: string | null,
  { extension = resolve('.'), tests, ...options }: WorkbenchOptions = {},
): Promise<Workbench> {
  const runs = new HeldRuns();
  const starting = startServer({ ...options, preload: `${runs.preload}\n${options.preload ?? ''}` });
  const page = await (await sharedBrowser()).newPage({ viewport: { width: 1280, height: 1000 } });
  const server = await starting;
  runs.serverPid = server.pid;
  page.setDefaultTimeout(PATIENCE);
  await page.addInitScript(STILL);
  await recordClicks(page);
  let ended: (code: number) => void;
  const exitCode = new Promise<number>((resolveCode) => {
    ended = resolveCode;
  });
  // VS Code calls both functions; the log is VS Code's own.
  await page.exposeFunction('codeAutomationLog', () => {});
  await page.exposeFunction('codeAutomationExit', (code: number) => ended(code));
  await page.goto(pageAddress(server.port, folder, extension, tests));
  return {
    page,
    serverPid: server.pid,
    data: server.data,
    runs,
    exitCode,
    async open(other) {
      await page.goto(pageAddress(server.port, other, extension));
    },
    async close() {
      await page.context().close();
      server.stop();
      runs.dispose();
    },
  };
}

async function main(): Promise<number> {
  const flags = (name: string) =>
    process.argv.filter((one) => one.startsWith(`--${name}=`)).map((one) => one.slice(name.length + 3));
  const folder = process.argv.slice(2).find((one) => !one.startsWith('-'));
  const [extension, ...others] = flags('extensionDevelopmentPath');
  if (!folder || !extension) throw new Error('usage: workbench --extensionDevelopmentPath=DIR FOLDER');
  const [tests] = flags('extensionTestsPath');
  const installed = [...others, ...flags('install-extension')];
  const workbench = await openWorkbench(folder, { extension, tests, installed });
  try {
    const late = new Promise<number>((_, fail) => {
      setTimeout(() => fail(new Error('the in-host tests did not end')), LONGEST).unref();
    });
    return await Promise.race([workbench.exitCode, late]);
  } finally {
    await workbench.close();
  }
}

if (require.main === module) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  main().then(
    (code) => process.exit(code),
    (error) => {
      console.error(error);
      process.exit(1);
    },
  );
}
