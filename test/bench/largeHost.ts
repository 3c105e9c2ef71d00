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
  const hover = (over: vscode.Uri, line: number) =>
    timed(() =>
      vscode.commands.executeCommand('vscode.executeHoverProvider', over, new vscode.Position(line, 0)),
    );
  const first = await hover(file, 0);
  const second = await hover(file, 0);
  // Each line another trade, so that no card is at hand; opened and read as when a person looks at it.
  const log = vscode.Uri.file(join(folder, 'trades-of-another-tool.csv'));
  const { lineCount } = await vscode.workspace.openTextDocument(log);
  await vscode.window.showTextDocument(log);
  await hover(log, 1);
  const hovers: number[] = [];
  for (let line = 2; line < lineCount; line += 1) hovers.push(await hover(log, line));
  delay.disable();
  const p95 = hovers.sort((a, b) => a - b)[Math.floor(0.95 * hovers.length)];
  const measured = { tree, first, second, hovers: hovers.length, p95, longestBlock: delay.max / 1e6 };
  writeFileSync(join(__dirname, 'large-host.json'), JSON.stringify(measured));
}
