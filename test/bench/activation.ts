import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** Extensions that do nothing, beside ours in the same host. The first of them bears the cost of any first activation. */
const FIRST = 'backtest-memory.empty-first';
const EMPTY = 'backtest-memory.empty';
const OURS = 'backtest-memory.backtest-memory';

/** Runs inside the extension host and times the activation of extensions that are not active yet. */
export async function run(): Promise<void> {
  const timeOf = async (id: string) => {
    const extension = vscode.extensions.getExtension(id);
    if (!extension || extension.isActive) throw new Error(`${id} is not there, or active already`);
    const started = performance.now();
    await extension.activate();
    return performance.now() - started;
  };
  await timeOf(FIRST);
  // A memory folder that existed at the start would have activated the extension already.
  const folder = vscode.workspace.workspaceFolders?.[0].uri.fsPath ?? '';
  mkdirSync(join(folder, 'data'), { recursive: true });
  renameSync(join(folder, 'memory'), join(folder, 'data/memory'));
  const measured = { empty: await timeOf(EMPTY), ours: await timeOf(OURS) };
  writeFileSync(join(__dirname, 'activation.json'), JSON.stringify(measured));
}
