import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import * as vscode from 'vscode';

const timed = async (work: () => Thenable<unknown>): Promise<number> => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

/** A document whose only hover is empty: its time is the round trip of VS Code itself. */
async function emptyHover(): Promise<vscode.Uri> {
  const scheme = 'nothing';
  vscode.workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: () => scheme,
  });
  vscode.languages.registerHoverProvider({ scheme }, { provideHover: () => new vscode.Hover(scheme) });
  const uri = vscode.Uri.parse(`${scheme}:${scheme}`);
  await vscode.workspace.openTextDocument(uri);
  return uri;
}

/** Runs inside the extension host of a workspace with a large memory: measures the user's waits and the host's load. */
export async function run(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0].uri.fsPath ?? '';
  const memory = join(folder, 'data/memory');
  const files = readdirSync(memory).filter((name) => /^outcome_/.test(name));
  const refresh = () => vscode.commands.executeCommand('backtestMemory.refresh');
  const tree = await timed(refresh);
  // Measured from here on, because a host that has just started is busy with VS Code's own extensions.
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await refresh();
  const nothing = await emptyHover();
  const hover = (over: vscode.Uri, line: number) =>
    timed(() =>
      vscode.commands.executeCommand('vscode.executeHoverProvider', over, new vscode.Position(line, 0)),
    );
  const outcome = (place: number) => vscode.Uri.file(join(memory, files[place % files.length]));
  const first = await hover(outcome(0), 0);
  const second = await hover(outcome(0), 0);
  // Each line holds another trade, so that no card is cached; the log is opened and read as for a person.
  const log = vscode.Uri.file(join(folder, 'trades-of-another-tool.csv'));
  const { lineCount } = await vscode.workspace.openTextDocument(log);
  await vscode.window.showTextDocument(log);
  await hover(log, 1);
  const [logged, own, empty]: number[][] = [[], [], []];
  for (let line = 2; line < lineCount; line += 1) {
    logged.push(await hover(log, line));
    const over = outcome(1 + Math.floor((line * files.length) / lineCount));
    await vscode.workspace.openTextDocument(over);
    own.push(await hover(over, 0));
    empty.push(await hover(nothing, 0));
  }
  delay.disable();
  const [ofLog, ofOwn, ofNothing] = [logged, own, empty].map(middleAndTail);
  const measured = { tree, first, second, hovers: logged.length, ofLog, ofOwn, ofNothing };
  writeFileSync(
    join(__dirname, 'large-host.json'),
    JSON.stringify({ ...measured, longestBlock: delay.max / 1e6 }),
  );
}

function middleAndTail(times: readonly number[]): { p50: number; p95: number } {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * sorted.length)];
  return { p50: at(0.5), p95: at(0.95) };
}
