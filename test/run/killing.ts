import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, type FSWatcher, readdirSync, statSync, utimesSync, watch } from 'node:fs';
import { join } from 'node:path';
import { CLI, runsOf } from './askingWorkspace';

/** When a process is killed: at the `count`-th change of a file with such a name. */
export interface Moment {
  readonly files: RegExp;
  readonly count: number;
}

/**
 * Starts the CLI in a workspace and kills the process at a moment.
 * @param moment null: the process is left alone.
 * @param node the Node that runs it.
 * @returns whether the process ended by itself, before the moment came.
 */
export async function runUntilKilled(
  args: readonly string[],
  folder: string,
  moment: Moment | null,
  node = process.execPath,
): Promise<boolean> {
  const child = spawn(node, [CLI, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  let left = moment?.count ?? 0;
  const watchers = new Map<string, FSWatcher>();
  const watchFolder = (path: string) => {
    if (watchers.has(path) || !existsSync(path) || !statSync(path).isDirectory()) return;
    watchers.set(
      path,
      watch(path, (_, name) => {
        if (!name) return;
        if (path.endsWith('runs')) watchFolder(join(path, name));
        if (!moment?.files.test(name)) return;
        left -= 1;
        if (left === 0) child.kill('SIGKILL');
      }),
    );
  };
  for (const path of ['memory', 'memory/archive', 'runs', ...runsOf(folder).map((run) => `runs/${run}`)])
    watchFolder(join(folder, 'data', path));
  const [code, signal] = await once(child, 'close');
  for (const watcher of watchers.values()) watcher.close();
  assert.ok(code === 0 || signal === 'SIGKILL', `ended with ${code}: ${stderr}`);
  return code === 0;
}

/** Makes the locks that a killed process left so old that nobody respects them any more. */
export function ageLocks(folder: string): void {
  for (const path of ['memory', 'runs'].map((name) => join(folder, 'data', name))) {
    if (!existsSync(path) || !readdirSync(path).includes('.lock')) continue;
    utimesSync(join(path, '.lock'), 0, 0);
  }
}
