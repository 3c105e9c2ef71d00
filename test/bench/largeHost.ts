import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';

const timed = async (work: () => Thenable<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

/** Runs inside the extension host of a workspace with a large memory: what its user waits for, and what its host does. */
export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0].uri.fsPath ?? '';
  const memory = join(folder, 'data/memory');
  const file = vscode.Uri.file(join(memory, readdirSync(memory).filter((name) => /^outcome_/.test(name))[0]));
  const refresh = () => vscode.commands.executeCommand('backtestMemory.refresh');
  const tree = await timed(refresh);
  // Only from here on: the host that just started is busy with VS Code's own extensions.
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await refresh();
  const hover = () =>
    vscode.commands.executeCommand('vscode.executeHoverProvider', file, new vscode.Position(0, 0));
  const first = await timed(hover);
  const second = await timed(hover);
  delay.disable();
  const measured = { tree, first, second, longestBlock: delay.max / 1e6 };
  writeFileSync(join(__dirname, 'large-host.json'), JSON.stringify(measured));
}
