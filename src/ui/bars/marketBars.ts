import { join } from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { BarRow, DefinitionBars, WantedBars } from '../../workspace/barsRows';
import type { Overview } from '../../workspace/overviewProtocol';
import type { WorkspaceClient } from '../../workspace/workspaceClient';
import type { FolderWindow } from '../folder/folderWindow';
import { Node } from '../folder/node';
import type { BarsDownloads } from './barsDownloads';
import { barsNodes } from './barsNodes';

/** Shows the bars in a folder's data/market, and downloads and updates them. */
export class MarketBars implements vscode.Disposable {
  /** Loaded with the first download. */
  #downloads: Promise<BarsDownloads> | null = null;
  #rows: readonly BarRow[] = [];

  /** @param ended called when a download may have changed files. */
  constructor(
    private readonly folder: vscode.Uri,
    private readonly window: FolderWindow,
    private readonly client: () => WorkspaceClient,
    private readonly ended: () => void,
  ) {}

  /** Makes the group of bars in the Backtests view. */
  show({ bars }: Overview): Node[] {
    this.#rows = bars;
    return barsNodes(bars, Date.now());
  }

  /** Downloads bars. @param wanted the bars that the definition `on` lacks; without both, the user is asked what to get. */
  async download(on?: vscode.Uri | Node, wanted?: readonly WantedBars[]): Promise<void> {
    const downloads = await this.downloads();
    if (on instanceof vscode.Uri && wanted) await downloads.getWanted(wanted);
    else await downloads.ask([...new Set(this.#rows.map(({ symbol }) => symbol))]);
  }

  /**
   * Brings downloaded bars up to date.
   * @param on a node of the Bars group, or a definition.
   * @param all the nodes selected with `on`, or the definition's files; without both, all files are meant.
   */
  async update(on?: vscode.Uri | Node, all?: readonly (BarRow | Node)[]): Promise<void> {
    const chosen = all ?? (on instanceof Node ? [on] : []);
    const rows = chosen.flatMap((one) => (one instanceof Node ? (one.bars ?? []) : one));
    const files = rows.length > 0 ? rows : this.#rows;
    if (files.some(({ source }) => source !== null)) return (await this.downloads()).update(files);
    const said = t('None of these bars were downloaded, so no source has more of them.');
    if (await vscode.window.showInformationMessage(said, t('Download Bars…'))) await this.download();
  }

  /** The symbols of a definition as it is being typed, each with its bars. */
  definitionBars(document: vscode.TextDocument): Promise<readonly DefinitionBars[]> {
    return this.client().definitionBars(document.fileName, document.getText());
  }

  /** Looks up a bar file by its absolute path, with its gaps. */
  barFile(file: string): Promise<BarRow | null> {
    return this.client().barFile(file);
  }

  /** @param definition absolute path. @returns starts the download of the bars that it lacks; null where it lacks none. */
  async offerFor(definition: string | null): Promise<(() => void) | null> {
    if (definition === null) return null;
    const bars = await this.definitionBars(await vscode.workspace.openTextDocument(definition));
    const lack = bars.flatMap(({ wanted }) => wanted ?? []);
    if (lack.length === 0) return null;
    const downloads = await this.downloads();
    return () => void downloads.getWanted(lack);
  }

  dispose(): void {
    void this.#downloads?.then((downloads) => downloads.dispose());
  }

  private downloads(): Promise<BarsDownloads> {
    this.#downloads ??= import('./barsDownloads').then(({ BarsDownloads }) => {
      const { dist, log, secrets } = this.window;
      return new BarsDownloads(join(dist, 'bars.js'), this.folder.fsPath, secrets, log, this.ended);
    });
    return this.#downloads;
  }
}
