import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../src/memory/outcome';
import { runInHost } from './runInHost';

const HOSTS = 3;

/**
 * Starts VS Code three times, with empty extensions beside ours.
 * @param outcomes the content of memory when our extension is activated.
 * @returns the median time of `activate` for each, ms, as measured by the extension host that ran both.
 */
export async function measureActivation(
  folder: string,
  outcomes: readonly Outcome[],
): Promise<{ ours: number; empty: number }> {
  const workspace = join(folder, 'workspace');
  const memory = join(workspace, 'memory');
  mkdirSync(memory, { recursive: true });
  for (const outcome of outcomes)
    writeFileSync(join(memory, `outcome_${outcome.decision_id}.json`), JSON.stringify(outcome));
  const empty = ['empty-first', 'empty'].map((name) => makeEmptyExtension(join(folder, name), name));
  const measured = Array.from({ length: HOSTS }, () => {
    const once = activationOnce(workspace, empty);
    renameSync(join(workspace, 'data/memory'), memory);
    return once;
  });
  const middle = (name: 'ours' | 'empty') =>
    measured.map((one) => one[name]).sort((a, b) => a - b)[HOSTS >> 1];
  return { ours: middle('ours'), empty: middle('empty') };
}

/** @returns the folder of the new extension. */
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
