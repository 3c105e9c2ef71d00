import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInHost } from './runInHost';

const HOSTS = 3;

/**
 * Starts VS Code three times in a folder that activates nothing, with empty extensions beside ours.
 * @returns median milliseconds that `activate` took for each, as the host that ran both tells it.
 */
export async function measureActivation(folder: string): Promise<{ ours: number; empty: number }> {
  const workspace = join(folder, 'workspace');
  mkdirSync(workspace, { recursive: true });
  const empty = ['empty-first', 'empty'].map((name) => makeEmptyExtension(join(folder, name), name));
  const measured = Array.from({ length: HOSTS }, () => activationOnce(workspace, empty));
  const middle = (name: 'ours' | 'empty') =>
    measured.map((one) => one[name]).sort((a, b) => a - b)[HOSTS >> 1];
  return { ours: middle('ours'), empty: middle('empty') };
}

/** @returns its folder. */
function makeEmptyExtension(folder: string, name: string): string {
  const manifest = { name, publisher: 'backtest-memory', version: '0.0.1', engines: { vscode: '^1.100.0' } };
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ ...manifest, main: './main.js', activationEvents: [] }),
  );
  writeFileSync(join(folder, 'main.js'), 'exports.activate = () => {};');
  return folder;
}

function activationOnce(workspace: string, empty: readonly string[]): { ours: number; empty: number } {
  return runInHost(
    workspace,
    'activation.js',
    'activation.json',
    empty.map((one) => `--install-extension=${one}`),
  );
}
