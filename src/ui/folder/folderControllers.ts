import { existsSync } from 'node:fs';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { memoryFolder } from '../../common/files/workspacePaths';
import { VIEWS } from './contributions';
import type { FolderController } from './folderController';
import type { Node } from './node';
import { ShownTree } from './tree';

/** Key, in the workspace's state, of the folder that was shown last. */
const SHOWN = 'shownFolder';
type View = keyof typeof VIEWS;

/** Keeps a controller for each workspace folder, made when first needed; the views show one of the folders. */
export class FolderControllers implements vscode.Disposable {
  readonly #controllers = new Map<string, FolderController>();
  readonly #views: readonly { view: vscode.TreeView<Node>; tree: ShownTree }[];
  readonly #folders: vscode.Disposable;
  #shown: vscode.Uri | null = null;

  /** @param open makes the controller of a folder. */
  constructor(
    private readonly open: (folder: vscode.Uri) => FolderController,
    private readonly state: vscode.Memento,
  ) {
    this.#views = (Object.keys(VIEWS) as View[]).map((name) => {
      const tree = new ShownTree(() => this.shown?.trees[name]);
      const canSelectMany = name !== 'providers';
      const options = { treeDataProvider: tree, showCollapseAll: true, canSelectMany };
      return { view: vscode.window.createTreeView(VIEWS[name], options), tree };
    });
    this.#folders = vscode.workspace.onDidChangeWorkspaceFolders(({ removed }) => {
      for (const { uri } of removed) this.close(uri);
      this.show(folderToShow(this.#shown));
    });
    this.show(folderToShow(null, this.state.get<string>(SHOWN)));
  }

  /** The controller of the folder that the views show; null where no folder is open. */
  get shown(): FolderController | null {
    return this.#shown && this.controllerOf(this.#shown);
  }

  /** Whether the views show a folder. */
  isShown(folder: vscode.Uri): boolean {
    return this.#shown?.toString() === folder.toString();
  }

  /** The controller of the folder that a file lies in; for a file outside all folders, the one that is shown. */
  of(file: vscode.Uri): FolderController | null {
    const folder = vscode.workspace.getWorkspaceFolder(file);
    return folder?.uri.scheme === 'file' ? this.controllerOf(folder.uri) : this.shown;
  }

  /** The controller of a workspace folder (its URI as text); null where the folder is not open any more. */
  at(folder: string): FolderController | null {
    const found = folders().find(({ uri }) => uri.toString() === folder);
    return found ? this.controllerOf(found.uri) : null;
  }

  /** The controller of the folder whose report is in front. */
  get inFront(): FolderController | undefined {
    return [...this.#controllers.values()].find(({ reports }) => reports.active);
  }

  /** Acts on the folder of a file, else on the folder that is shown; where none is open, offers to open one. */
  async use(work: (controller: FolderController) => unknown, file?: vscode.Uri): Promise<unknown> {
    const controller = file ? this.of(file) : this.shown;
    if (controller) return work(controller);
    const open = t('Open Folder');
    const said = t('Open a folder to backtest in first.');
    const chosen = await vscode.window.showInformationMessage(said, open);
    return chosen === open ? vscode.commands.executeCommand('vscode.openFolder') : undefined;
  }

  /** Lets the user choose which folder the views show. */
  async choose(): Promise<void> {
    const items = folders().map(({ name, uri }) => ({ label: name, description: uri.fsPath, uri }));
    const chosen = await vscode.window.showQuickPick(items, {
      placeHolder: t('Show the memory of which folder?'),
    });
    if (!chosen) return;
    await this.state.update(SHOWN, chosen.uri.toString());
    this.show(chosen.uri);
  }

  dispose(): void {
    this.#folders.dispose();
    for (const { view } of this.#views) view.dispose();
    for (const controller of this.#controllers.values()) controller.dispose();
  }

  private show(folder: vscode.Uri | null): void {
    this.#shown = folder;
    const several = folders().length > 1;
    const name = folder && vscode.workspace.getWorkspaceFolder(folder)?.name;
    for (const { view, tree } of this.#views) {
      view.description = several && name ? name : undefined;
      tree.turn();
    }
    void this.shown?.showContexts();
  }

  private controllerOf(folder: vscode.Uri): FolderController {
    const known = this.#controllers.get(folder.toString());
    if (known) return known;
    const controller = this.open(folder);
    this.#controllers.set(folder.toString(), controller);
    void controller.refresh();
    return controller;
  }

  private close(folder: vscode.Uri): void {
    this.#controllers.get(folder.toString())?.dispose();
    this.#controllers.delete(folder.toString());
  }
}

const folders = () => vscode.workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === 'file') ?? [];

/** The folder shown before, while it is open; else the first that has data/memory, else the first. */
function folderToShow(before: vscode.Uri | null, chosen = before?.toString()): vscode.Uri | null {
  const uris = folders().map(({ uri }) => uri);
  const hasMemory = (uri: vscode.Uri) => existsSync(memoryFolder(uri.fsPath));
  return uris.find((uri) => uri.toString() === chosen) ?? uris.find(hasMemory) ?? uris[0] ?? null;
}
