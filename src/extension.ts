import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Grouping, Sort } from './runner/grouping';
import { COMMANDS } from './ui/contributions';
import { Desk } from './ui/desk';
import type { Node } from './ui/trees';

/** Wires views, commands and hovers to the first workspace folder that has data/memory, else the first; reads no file. */
export function activate(context: vscode.ExtensionContext): void {
  const log = vscode.window.createOutputChannel('Backtest Memory', { log: true });
  context.subscriptions.push(log);
  const command = (id: string, run: (...args: never[]) => unknown) =>
    context.subscriptions.push(vscode.commands.registerCommand(id, run));
  command(COMMANDS.showLog, () => log.show());

  const folders = vscode.workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === 'file') ?? [];
  const folder = folders.find(({ uri }) => existsSync(join(uri.fsPath, 'data', 'memory'))) ?? folders[0];
  if (!folder) return;
  const desk = new Desk(
    vscode.Uri.joinPath(context.extensionUri, 'dist').fsPath,
    folder.uri,
    log,
    context.globalStorageUri,
    context.workspaceState,
  );
  context.subscriptions.push(
    desk,
    ...desk.views(),
    vscode.languages.registerHoverProvider({ scheme: 'file' }, desk.hover),
  );
  command(COMMANDS.run, (target?: vscode.Uri | Node) => desk.run(target));
  command(COMMANDS.runAgain, (target?: Node) => desk.runAgain(target));
  command(COMMANDS.resume, (target?: Node) => desk.resume(target));
  command(COMMANDS.cancel, (target?: Node) => desk.runs.cancel(target?.definition));
  command(COMMANDS.setUp, () => desk.setUp());
  command(COMMANDS.openOutcome, (decisionId?: string) => desk.openOutcome(decisionId));
  command(COMMANDS.refresh, () => desk.refresh());
  command(COMMANDS.search, () => desk.search());
  command(COMMANDS.verify, () => desk.verify());
  command(COMMANDS.importPython, (from?: vscode.Uri) => desk.importPython(from));
  command(COMMANDS.sortBy, (sort?: Sort) => desk.sortBy(sort));
  command(COMMANDS.compare, (node?: Node, selected?: Node[]) => desk.compare(node, selected));
  command(COMMANDS.archive, (node?: Node, selected?: Node[]) => desk.actions.archive(node, selected));
  command(COMMANDS.restore, (node?: Node) => desk.actions.restore(node));
  command(COMMANDS.exportOutcomes, (node?: Node, selected?: Node[]) => desk.actions.export(node, selected));
  command(COMMANDS.openSource, (node?: Node) => desk.actions.openSource(node));
  command(COMMANDS.groupBy, (grouping?: Grouping) => desk.groupBy(grouping));
}
