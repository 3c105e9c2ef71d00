import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { LanguageTools } from './ui/agents/languageTools';
import { offerMcpServers } from './ui/agents/mcpServers';
import { DefinitionLens } from './ui/backtests/definitionLens';
import { runQueue } from './ui/backtests/runQueue';
import { DefinitionBars } from './ui/bars/definitionBars';
import { COMMANDS } from './ui/folder/contributions';
import { registerFolderCommands } from './ui/folder/folderCommands';
import { FolderController } from './ui/folder/folderController';
import { FolderControllers } from './ui/folder/folderControllers';
import type { FolderWindow } from './ui/folder/folderWindow';
import { ReadOnlyTexts } from './ui/folder/readOnlyTexts';
import { OllamaAccess } from './ui/models/ollamaAccess';
import { showNotes } from './ui/outcomes/notes';
import { showOutcomeLens } from './ui/outcomes/outcomeLens';
import { restoreReports } from './ui/report/reports';
import { showTradeLogs } from './ui/tradelogs/tradeLogs';

/** Wires views, commands, hovers and lenses to the controllers of the workspace folders; reads no file. */
export function activate(context: vscode.ExtensionContext): void {
  const { subscriptions, extension, extensionUri, globalStorageUri, workspaceState, secrets } = context;
  if (vscode.l10n.bundle) l10n.config({ contents: vscode.l10n.bundle });
  const log = vscode.window.createOutputChannel('Backtest Memory', { log: true });
  const ollama = new OllamaAccess(secrets);
  const dist = vscode.Uri.joinPath(extensionUri, 'dist');
  const lens = new DefinitionLens((file) => controllers.of(file)?.overview ?? null);
  const bars = new DefinitionBars((file) => controllers.of(file)?.bars ?? null, lens.onDidChangeCodeLenses);
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
    isShown: (folder) => controllers.isShown(folder),
    refreshed: () => lens.changed(),
  };
  const controllers = new FolderControllers((folder) => new FolderController(folder, window), workspaceState);
  subscriptions.push(
    log,
    controllers,
    texts,
    lens,
    restoreReports((folder) => controllers.at(folder)?.reports),
    bars,
    showOutcomeLens(),
    showNotes((file) => controllers.of(file)),
    showTradeLogs((file) => controllers.of(file)?.logs),
    new LanguageTools(
      extension.packageJSON.contributes.languageModelTools,
      () => controllers.shown?.tools ?? null,
    ),
  );
  const servers = offerMcpServers(window.dist, extension.packageJSON.version);
  if (servers) subscriptions.push(servers);
  subscriptions.push(registerFolderCommands(controllers));

  const command = (id: string, run: () => unknown) =>
    subscriptions.push(vscode.commands.registerCommand(id, run));
  command(COMMANDS.showLog, () => log.show());
  command(COMMANDS.setOllamaToken, () => ollama.setToken());
  command(COMMANDS.chooseFolder, () => controllers.choose());
  command(COMMANDS.copyDiagnostics, async () =>
    (await import('./ui/diagnostics/copyDiagnostics')).copyDiagnostics(
      extension,
      controllers.shown?.overview ?? null,
    ),
  );
  command(COMMANDS.exportReport, () => controllers.inFront?.reports.exportReport());
  command(COMMANDS.exportTrades, () => controllers.inFront?.reports.exportTrades());
}
