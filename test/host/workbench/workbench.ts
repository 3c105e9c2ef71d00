// A real VS Code where only the npm registry can be reached: code-server's npm package is VS Code's own server and
// workbench (4.100.3 = VS Code 1.100.3), shown by a Chromium. Run as a program it takes the flags that
// @vscode/test-electron passes to VS Code.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { PATIENCE } from './driver';

const VERSION = '4.100.3';
const CACHE = process.env.VSCODE_HOST_CACHE ?? resolve('.vscode-test');
/** The setting by which VS Code asks whether a folder is trusted. */
export const TRUST = 'security.workspace.trust.enabled';
/** In-host tests that have not ended by then hang, ms. */
const LONGEST = 480_000;
const BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** A browser on this machine; as root on Debian one is installed where there is none. */
export function findBrowser(): string {
  const found = BROWSERS.find((path) => existsSync(path));
  if (found) return found;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    console.log('No Chromium here: installing it with apt-get.');
    const options = { stdio: 'ignore', env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } } as const;
    execFileSync('apt-get', ['update'], options);
    execFileSync('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], options);
    return '/usr/bin/chromium';
  }
  throw new Error('The tests show VS Code in Chromium or Chrome, and found neither. Install one of them.');
}

/** Puts the server into the cache, once. Its native parts are left out: no terminal, nothing else is missed. */
export function installServer(): string {
  const home = join(CACHE, `code-server-${VERSION}`);
  const server = join(home, 'node_modules/code-server/lib/vscode');
  if (existsSync(join(home, '.ready'))) return server;
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{"private":true}');
  const npm = (cwd: string, ...args: string[]) =>
    execFileSync('npm', ['install', ...args, '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
  npm(home, `code-server@${VERSION}`);
  npm(server, '--omit=dev');
  writeFileSync(join(home, '.ready'), '');
  return server;
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Where a server keeps its settings and extensions. */
export function newServerData(): string {
  return mkdtempSync(join(tmpdir(), 'vscode-host-'));
}

/** Does with a server's extensions, while it is not running, what its command line can: `--install-extension`, file. */
export function manageExtensions(data: string, ...what: readonly string[]): string {
  const args = [join(installServer(), 'out/server-main.js'), '--server-data-dir', data];
  // On stderr it complains of a logger that it has no native part for.
  return execFileSync(process.execPath, [...args, '--accept-server-license-terms', ...what], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/**
 * Has a server speak a language as far as extensions do: leaves in its data what an installed language pack does, but for
 * the words of VS Code's own.
 */
export function useLanguage(data: string, language: string): void {
  const words = join(data, 'data', `${language}.i18n.json`);
  writeFileSync(words, JSON.stringify({ version: '1.0.0', contents: {} }));
  const extensions = [
    { extensionIdentifier: { id: `stand-in.language-pack-${language}` }, version: '1.0.0' },
  ];
  const pack = { hash: language, extensions, translations: { vscode: words }, label: language };
  writeFileSync(packsIn(data), JSON.stringify({ [language]: pack }));
}

const packsIn = (data: string) => join(data, 'data/languagepacks.json');

/**
 * Starts the server.
 * @param installed folders of extensions that it has besides the one under development.
 * @param kept its data, which then outlives it, and settings that may be in them; else they are new, and go with it.
 * @returns its address and how to end it with all it started.
 */
export async function startServer(
  installed: readonly string[] = [],
  kept?: string,
): Promise<{ port: number; pid: number; stop(): void }> {
  const port = await freePort();
  const data = kept ?? newServerData();
  for (const folder of installed)
    cpSync(folder, join(data, 'extensions', basename(folder)), { recursive: true });
  mkdirSync(join(data, 'data/Machine'), { recursive: true });
  const settings = {
    [TRUST]: false,
    'workbench.startupEditor': 'none',
    'telemetry.telemetryLevel': 'off',
    'remote.autoForwardPorts': false,
    'extensions.autoUpdate': false,
    'extensions.autoCheckUpdates': false,
  };
  const file = join(data, 'data/Machine/settings.json');
  const own = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const all = { ...settings, ...own };
  writeFileSync(file, JSON.stringify(all));
  const args = [
    '--host',
    '127.0.0.1',
    '--port',
    String(port),
    '--without-connection-token',
    '--server-data-dir',
    data,
  ];
  const more = ['--accept-server-license-terms', '--telemetry-level', 'off'];
  // The setting alone would not do: it is one of the user's, and VS Code in a browser does not ask a machine for those.
  if (!all[TRUST]) more.push('--disable-workspace-trust');
  const languages = existsSync(packsIn(data))
    ? Object.keys(JSON.parse(readFileSync(packsIn(data), 'utf8')))
    : [];
  const server: ChildProcess = spawn(
    process.execPath,
    [
      join(installServer(), 'out/server-main.js'),
      ...args,
      ...more,
      ...languages.flatMap((one) => ['--locale', one]),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    },
  );
  const stop = () => {
    process.off('exit', stop);
    // The server's own children are in its process group.
    if (server.pid && server.exitCode === null)
      process.kill(process.platform === 'win32' ? server.pid : -server.pid);
    if (!kept) rmSync(data, { recursive: true, force: true, maxRetries: 3 });
  };
  // However this process ends, short of being killed, the server must not outlive it.
  process.once('exit', stop);
  await new Promise<void>((listening, fail) => {
    server.once('exit', (code) => fail(new Error(`the VS Code server ended with ${code}`)));
    server.stdout?.on('data', (text) => String(text).includes('listening on') && listening());
    server.stderr?.resume();
  });
  return { port, pid: server.pid ?? 0, stop };
}

/** The page that opens `folder`, a .code-workspace file or nothing, with an extension under development where one is named. */
export function pageAddress(
  port: number,
  folder: string | null,
  extension: string | null,
  tests?: string,
): string {
  const remote = (path: string) => `vscode-remote://127.0.0.1:${port}${resolve(path)}`;
  // An extension has the proposals that its manifest names, which of ours names none: the stand-in for an agent does.
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
  /** What the in-host tests ended with. */
  readonly exitCode: Promise<number>;
  close(): Promise<void>;
}

/** One for all workbenches of this process: each has a context of its own, which knows nothing of others. */
let browser: Promise<Browser> | undefined;

/** For a process that is to end by itself. */
export async function closeBrowser(): Promise<void> {
  await (await browser)?.close();
  browser = undefined;
}

function startBrowser(): Promise<Browser> {
  const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
  const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];
  return chromium.launch({ executablePath: findBrowser(), args: [...flags, ...quiet] });
}

export async function openWorkbench(
  folder: string | null,
  extension: string | null,
  tests?: string,
  installed: readonly string[] = [],
  kept?: string,
): Promise<Workbench> {
  browser ??= startBrowser();
  const server = await startServer(installed, kept);
  const page = await (await browser).newPage({ viewport: { width: 1280, height: 800 } });
  page.setDefaultTimeout(PATIENCE);
  let ended: (code: number) => void;
  const exitCode = new Promise<number>((resolveCode) => {
    ended = resolveCode;
  });
  // VS Code asks for both; what it would log is its own chatter.
  await page.exposeFunction('codeAutomationLog', () => {});
  await page.exposeFunction('codeAutomationExit', (code: number) => ended(code));
  await page.goto(pageAddress(server.port, folder, extension, tests));
  return {
    page,
    serverPid: server.pid,
    exitCode,
    async close() {
      await page.context().close();
      server.stop();
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
  const workbench = await openWorkbench(folder, extension, tests, [...others, ...flags('install-extension')]);
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
