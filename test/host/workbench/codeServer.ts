// The npm-hosted VS Code's server: code-server's npm package is VS Code's own server and workbench (4.100.3 = VS Code 1.100.3).
// Installs it once, starts it, and does with its extensions what its command line can.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

const VERSION = '4.100.3';
const CACHE = process.env.VSCODE_HOST_CACHE ?? resolve('.vscode-test');
/** The setting by which VS Code asks whether a folder is trusted. */
export const TRUST = 'security.workspace.trust.enabled';
/**
 * VS Code's own extensions that the tests use. All of them (a server of TypeScript, git, debuggers) would take a quarter of the
 * processor time of each window.
 */
const BUILT_IN = [
  'configuration-editing',
  'html',
  'javascript',
  'json',
  'json-language-features',
  'markdown-basics',
  'theme-defaults',
  'theme-seti',
  'typescript-basics',
];

/** Puts the server into the cache, once, without its native parts: only the terminal needs them. */
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

/** Makes, once, the folder of VS Code's own extensions that servers are started with. */
export function builtInExtensions(): string {
  const all = join(installServer(), 'extensions');
  const chosen = join(CACHE, `built-in-${VERSION}`);
  if (existsSync(join(chosen, '.ready'))) return chosen;
  for (const name of readdirSync(all)) {
    const manifest = join(all, name, 'package.json');
    if (!existsSync(manifest)) continue;
    const { browser, publisher, version, engines, name: id } = JSON.parse(readFileSync(manifest, 'utf8'));
    if (BUILT_IN.includes(name)) cpSync(join(all, name), join(chosen, name), { recursive: true });
    else if (browser) {
      // The browser has a list of the extensions that it can run itself, and complains of a missing one.
      mkdirSync(join(chosen, name), { recursive: true });
      const empty = { name: id, publisher, version, engines };
      writeFileSync(join(chosen, name, 'package.json'), JSON.stringify(empty));
    }
  }
  writeFileSync(join(chosen, '.ready'), '');
  return chosen;
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => found(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/** Makes a folder for a server's settings and extensions. */
export function newServerData(): string {
  return mkdtempSync(join(tmpdir(), 'vscode-host-'));
}

/** Runs the command line of a server that is stopped, for its extensions: `--install-extension`, file. @returns the output. */
export function manageExtensions(data: string, ...what: readonly string[]): string {
  const args = [join(installServer(), 'out/server-main.js'), '--server-data-dir', data];
  // On stderr the server complains of a logger whose native part is left out.
  return execFileSync(process.execPath, [...args, '--accept-server-license-terms', ...what], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/**
 * Has extensions of a server speak a language: writes the files that an installed language pack writes, without translations of
 * VS Code itself.
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

/** How a server is started. */
export interface ServerOptions {
  /** Folders of extensions that the server has besides the one under development. */
  readonly installed?: readonly string[];
  /** The server's data, which then outlive it, and settings that may be in them; else they are new, and go with it. */
  readonly data?: string;
  /** Environment variables besides those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** JavaScript that each process of the server runs first. */
  readonly preload?: string;
}

/** Writes the settings that all tests want beside those that are there. @returns all. */
function writeSettings(data: string): Readonly<Record<string, unknown>> {
  const settings = {
    [TRUST]: false,
    'workbench.startupEditor': 'none',
    'telemetry.telemetryLevel': 'off',
    'remote.autoForwardPorts': false,
    'extensions.autoUpdate': false,
    'extensions.autoCheckUpdates': false,
  };
  const file = settingsIn(data);
  const own = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const all = { ...settings, ...own };
  changeSettings(data, all);
  return all;
}

const settingsIn = (data: string) => join(data, 'data/Machine/settings.json');

/** Changes settings of a server, as a user does: windows that are open follow. */
export function changeSettings(data: string, settings: Readonly<Record<string, unknown>>): void {
  const file = settingsIn(data);
  mkdirSync(join(data, 'data/Machine'), { recursive: true });
  const own = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  writeFileSync(file, JSON.stringify({ ...own, ...settings }));
}

function serverArguments(data: string, port: number, trust: boolean): string[] {
  const values = {
    host: '127.0.0.1',
    port: String(port),
    'server-data-dir': data,
    'builtin-extensions-dir': builtInExtensions(),
    'telemetry-level': 'off',
  };
  const flags = ['--without-connection-token', '--accept-server-license-terms'];
  // The setting is a user's, and VS Code in a browser reads no user settings from the server: the flag is needed too.
  if (!trust) flags.push('--disable-workspace-trust');
  const languages = existsSync(packsIn(data))
    ? Object.keys(JSON.parse(readFileSync(packsIn(data), 'utf8')))
    : [];
  return [
    ...Object.entries(values).flatMap(([name, value]) => [`--${name}`, value]),
    ...flags,
    ...languages.flatMap((one) => ['--locale', one]),
  ];
}

/**
 * Starts the server.
 * @returns its address, its data and how to end it with all it started.
 * @throws Error where the server ends before it listens.
 */
export async function startServer(
  options: ServerOptions = {},
): Promise<{ port: number; pid: number; data: string; stop(): void }> {
  const port = await freePort();
  const data = options.data ?? newServerData();
  for (const folder of options.installed ?? [])
    cpSync(folder, join(data, 'extensions', basename(folder)), { recursive: true });
  const { [TRUST]: trust } = writeSettings(data);
  const env: NodeJS.ProcessEnv = { ...process.env, ...options.environment };
  if (options.preload) {
    const file = join(data, 'preload.cjs');
    writeFileSync(file, options.preload);
    env.NODE_OPTIONS = `--require ${JSON.stringify(file)}`;
  }
  const server: ChildProcess = spawn(
    process.execPath,
    [join(installServer(), 'out/server-main.js'), ...serverArguments(data, port, trust === true)],
    { stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32', env },
  );
  let stopped = false;
  const stop = () => {
    if (stopped) return;
    stopped = true;
    process.off('exit', stop);
    // The server's own children are in its process group.
    if (server.pid && server.exitCode === null && server.signalCode === null)
      process.kill(process.platform === 'win32' ? server.pid : -server.pid, 'SIGKILL');
    if (!options.data) rmSync(data, { recursive: true, force: true, maxRetries: 5 });
  };
  // However this process ends, short of being killed, the server must not outlive it.
  process.once('exit', stop);
  await new Promise<void>((listening, fail) => {
    server.once('exit', (code) => fail(new Error(`the VS Code server ended with ${code}`)));
    server.stdout?.on('data', (text) => String(text).includes('listening on') && listening());
    server.stderr?.resume();
  });
  return { port, pid: server.pid ?? 0, data, stop };
}
