import * as vscode from 'vscode';
import type { BarRow, WantedBars } from '../../workspace/barsRows';
import { COMMANDS } from './contributions';
import type { FolderController } from './folderController';
import type { FolderControllers } from './folderControllers';
import type { Node } from './node';

type Target = vscode.Uri | Node;

/**
 * Registers the commands that act on one folder: on the folder of the file that is their first argument, else on the
 * folder that is shown. An icon over a view passes the node that has the focus, whatever node that is.
 */
export function registerFolderCommands(controllers: FolderControllers): vscode.Disposable {
  const registered: vscode.Disposable[] = [];
  const on = <Args extends unknown[]>(
    id: string,
    run: (folder: FolderController, ...args: Args) => unknown,
  ) => {
    const act = (...args: Args) => {
      const [target] = args;
      const file = target instanceof vscode.Uri ? target : undefined;
      return controllers.use((folder) => run(folder, ...args), file);
    };
    registered.push(vscode.commands.registerCommand(id, act));
  };
  on(COMMANDS.run, (folder, target?: Target) => folder.definitions.run(target));
  on(COMMANDS.runAgain, (folder, target?: Node) => folder.definitions.runAgain(target));
  on(COMMANDS.resume, (folder, target?: Node) => folder.definitions.resume(target));
  on(COMMANDS.cancel, (folder, target?: Node) => folder.definitions.cancel(target));
  on(COMMANDS.setUp, (folder) => folder.setUp());
  on(COMMANDS.writeTypings, (folder) => folder.writeTypings());
  on(COMMANDS.openOutcome, (folder, decisionId?: string) => folder.actions.open(decisionId));
  on(COMMANDS.refresh, (folder) => folder.lookAgain());
  on(COMMANDS.search, (folder) => folder.actions.search());
  on(COMMANDS.verify, (folder) => folder.verify());
  on(COMMANDS.importPython, (folder, from?: vscode.Uri) => folder.importPython(from));
  on(COMMANDS.writeMcpJson, (folder) => folder.writeMcpJson());
  on(COMMANDS.importTrades, async (folder, file?: vscode.Uri) =>
    (await folder.logs.imports()).importTrades(file),
  );
  on(COMMANDS.undoImport, async (folder, run?: string) => (await folder.logs.imports()).undo(run));
  on(COMMANDS.groupBy, (folder) => folder.groupBy());
  on(COMMANDS.sortBy, (folder) => folder.sortBy());
  on(COMMANDS.compare, (folder, node?: Node, selected?: Node[]) => folder.compare(node, selected));
  on(COMMANDS.archive, (folder, node?: Node, selected?: Node[]) => folder.actions.archive(node, selected));
  on(COMMANDS.restore, (folder, node?: Node) => folder.actions.restore(node));
  on(COMMANDS.exportOutcomes, (folder, node?: Node, all?: Node[]) => folder.actions.export(node, all));
  on(COMMANDS.decideNow, (folder, target?: Target) => folder.definitions.decideNow(target));
  on(COMMANDS.showPrompt, (folder, node?: Node) => folder.decisions.showPrompt(node));
  on(COMMANDS.editNote, (folder, on?: Target) => folder.actions.editNote(on));
  on(COMMANDS.openReport, (folder, run?: string | Node) => folder.reports.open(run));
  on(COMMANDS.compareReports, (folder, node?: Node, all?: Node[]) => folder.reports.compare(node, all));
  on(COMMANDS.downloadBars, (folder, on?: Target, wanted?: WantedBars[]) => folder.bars.download(on, wanted));
  on(COMMANDS.updateBars, (folder, on?: Target, all?: (BarRow | Node)[]) => folder.bars.update(on, all));
  on(COMMANDS.openSource, (folder, node?: Node) => folder.actions.openSource(node));
  return vscode.Disposable.from(...registered);
}
