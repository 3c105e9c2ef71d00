// Opens the sample workspace with the extension: in the desktop VS Code where `code` is on the PATH, else in the one
// from npm, in a browser, until Ctrl-C.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { startServer } from './workbench/codeServer';
import { pageAddress } from './workbench/workbench';

const folder = resolve('.sample');
const windows = process.platform === 'win32';

async function main(): Promise<void> {
  if (!existsSync(folder))
    spawnSync(process.execPath, ['dist/cli.js', 'sample', folder], { stdio: 'inherit' });
  const desktop = spawnSync('code', [`--extensionDevelopmentPath=${resolve('.')}`, folder], {
    shell: windows,
  });
  if (desktop.status === 0) return;
  const server = await startServer();
  const address = pageAddress(server.port, folder, resolve('.'));
  console.log(`VS Code is at\n${address}\nCtrl-C ends it.`);
  const opener = windows ? 'start' : process.platform === 'darwin' ? 'open' : 'xdg-open';
  spawn(opener, [address], { stdio: 'ignore', shell: windows }).on('error', () => {});
  // The server has a process group of its own, so it does not end with the terminal.
  const end = () => {
    server.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
}

void main();
