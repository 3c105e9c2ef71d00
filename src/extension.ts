import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { LanguageTools } from './ui/agents/languageTools';
import { offerMcpServers } from './ui/agents/mcpServers';
import { DefinitionLens } from './ui/backtests/definitionLens';
import { runQueue } from './ui/backtests/runQueue';
import { DefinitionBars } from './ui/bars/definitionBars';
import { COMMANDS } from './ui/folder/contributions';
import { copyDiagnostics } from './ui/folder/diagnostics';
import { FolderController } from './ui/folder/folderController';
import { FolderControllers } from './ui/folder/folderControllers';
import type { FolderWindow } from './ui/folder/folderWindow';
import { ReadOnlyTexts } from './ui/folder/readOnlyTexts';
import { OllamaAccess } from './ui/models/ollamaAccess';
import { showNotes } from './ui/outcomes/notes';
import { showOutcomeLens } from './ui/outcomes/outcomeLens';
import { restoreReports } from './ui/report/reports';
import { showTradeLogs } from './ui/tradelogs/tradeLogs';
import type { Node } from './ui/trees';
import type { BarRow, WantedBars } from './workspace/barsRows';

type Target = vscode.Uri | Node;

/** Wires views, commands, hovers and lenses to the desks of the workspace folders; reads no file. */
export function activate(context: vscode.ExtensionContext): void {
  const { subscriptions, extension, extensionUri, globalStorageUri, workspaceState, secrets } = context;
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  const log = vscode.window.createOutputChannel('Backtest Memory', { log: true });
  const ollama = new OllamaAccess(secrets);
  const dist = vscode.Uri.joinPath(extensionUri, 'dist');
  const lens = new DefinitionLens((file) => desks.of(file)?.overview ?? null);
  const bars = new DefinitionBars((file) => desks.of(file)?.bars ?? null, lens.onDidChangeCodeLenses);
  const texts = new ReadOnlyTexts();
  const window: FolderWindow = {
    dist: dist.fsPath,
    page: { dist, media: vscode.Uri.joinPath(extensionUri, 'media') },
    texts,
    log,
    ollama,
    storage: globalStorageUri,
    state: workspaceState,
    secrets,
    queue: runQueue(),
    isShown: (desk) => desks.shown === desk,
    refreshed: () => lens.changed(),
  };
  const desks = new FolderControllers((folder) => new FolderController(folder, window), workspaceState);
  subscriptions.push(
    log,
    desks,
    texts,
    lens,
    restoreReports((folder) => desks.at(folder)?.reports),
    bars,
    showOutcomeLens(),
    showNotes((file) => desks.of(file)),
    showTradeLogs((file) => desks.of(file)?.logs),
    new LanguageTools(extension.packageJSON.contributes.languageModelTools, () => desks.shown?.tools ?? null),
  );
  const servers = offerMcpServers(window.dist, extension.packageJSON.version);
  if (servers) subscriptions.push(servers);

  // An icon over a view brings the node that has the focus, whatever that is.
  const command = (id: string, run: (...args: never[]) => unknown) =>
    subscriptions.push(vscode.commands.registerCommand(id, run));
  /** A command of the desk that its first argument belongs to, a file; else of the one that is shown. */
  const ofDesk = <Args extends unknown[]>(
    id: string,
    run: (desk: FolderController, ...args: Args) => unknown,
  ) =>
    command(id, (...args: Args) => {
      const [target] = args;
      return desks.use((desk) => run(desk, ...args), target instanceof vscode.Uri ? target : undefined);
    });
  command(COMMANDS.showLog, () => log.show());
  command(COMMANDS.setOllamaToken, () => ollama.setToken());
  command(COMMANDS.chooseFolder, () => desks.choose());
  command(COMMANDS.copyDiagnostics, () => copyDiagnostics(extension, desks.shown?.overview ?? null));
  ofDesk(COMMANDS.run, (desk, target?: vscode.Uri | Node) => desk.definitions.run(target));
  ofDesk(COMMANDS.runAgain, (desk, target?: Node) => desk.definitions.runAgain(target));
  ofDesk(COMMANDS.resume, (desk, target?: Node) => desk.definitions.resume(target));
  ofDesk(COMMANDS.cancel, (desk, target?: Node) => desk.definitions.cancel(target));
  ofDesk(COMMANDS.setUp, (desk) => desk.setUp());
  ofDesk(COMMANDS.writeTypings, (desk) => desk.writeTypings());
  ofDesk(COMMANDS.openOutcome, (desk, decisionId?: string) => desk.actions.open(decisionId));
  ofDesk(COMMANDS.refresh, (desk) => desk.lookAgain());
  ofDesk(COMMANDS.search, (desk) => desk.actions.search());
  ofDesk(COMMANDS.verify, (desk) => desk.verify());
  ofDesk(COMMANDS.importPython, (desk, from?: vscode.Uri) => desk.importPython(from));
  ofDesk(COMMANDS.writeMcpJson, (desk) => desk.writeMcpJson());
  ofDesk(COMMANDS.importTrades, async (desk, file?: vscode.Uri) =>
    (await desk.logs.imports()).importTrades(file),
  );
  ofDesk(COMMANDS.undoImport, async (desk, run?: string) => (await desk.logs.imports()).undo(run));
  ofDesk(COMMANDS.groupBy, (desk) => desk.groupBy());
  ofDesk(COMMANDS.sortBy, (desk) => desk.sortBy());
  ofDesk(COMMANDS.compare, (desk, node?: Node, selected?: Node[]) => desk.compare(node, selected));
  ofDesk(COMMANDS.archive, (desk, node?: Node, selected?: Node[]) => desk.actions.archive(node, selected));
  ofDesk(COMMANDS.restore, (desk, node?: Node) => desk.actions.restore(node));
  ofDesk(COMMANDS.exportOutcomes, (desk, node?: Node, all?: Node[]) => desk.actions.export(node, all));
  ofDesk(COMMANDS.decideNow, (desk, target?: vscode.Uri | Node) => desk.definitions.decideNow(target));
  ofDesk(COMMANDS.showPrompt, (desk, node?: Node) => desk.decisions.showPrompt(node));
  ofDesk(COMMANDS.editNote, (desk, on?: vscode.Uri | Node) => desk.actions.editNote(on));
  ofDesk(COMMANDS.openReport, (desk, run?: string | Node) => desk.reports.open(run));
  ofDesk(COMMANDS.compareReports, (desk, node?: Node, all?: Node[]) => desk.reports.compare(node, all));
  command(COMMANDS.exportReport, () => desks.inFront?.reports.exportReport());
  command(COMMANDS.exportTrades, () => desks.inFront?.reports.exportTrades());
  ofDesk(COMMANDS.downloadBars, (desk, on?: Target, wanted?: WantedBars[]) => desk.bars.download(on, wanted));
  ofDesk(COMMANDS.updateBars, (desk, on?: Target, all?: (BarRow | Node)[]) => desk.bars.update(on, all));
  ofDesk(COMMANDS.openSource, (desk, node?: Node) => desk.actions.openSource(node));
}
