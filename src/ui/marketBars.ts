import { join } from 'node:path';
import * as vscode from 'vscode';
import type { BarRow, DefinitionBars, WantedBars } from '../runner/bars/barsRows';
import type { MemoryClient } from '../runner/memoryClient';
import type { Overview } from '../runner/memoryProtocol';
import { BarsDownloads } from './barsDownloads';
import { barsNodes } from './barsNodes';
import type { DeskWindow } from './deskWindow';
import { SourceKeys } from './sourceKeys';
import { Node } from './trees';

/** What the window shows of the bars in a folder's data/market, and what is done with them. */
export class MarketBars implements vscode.Disposable {
  readonly #downloads: BarsDownloads;
  #rows: readonly BarRow[] = [];

  /** @param ended to be told when files may have changed. */
  constructor(
    folder: vscode.Uri,
    { dist, log, secrets }: DeskWindow,
    private readonly client: () => MemoryClient,
    ended: () => void,
  ) {
    const keys = new SourceKeys(secrets, log);
    this.#downloads = new BarsDownloads(join(dist, 'bars.js'), folder.fsPath, keys, log, ended);
  }

  /** @returns the group of the Backtests view. */
  show({ bars }: Overview): Node[] {
    this.#rows = bars;
    return barsNodes(bars, Date.now());
  }

  /** @param on a definition. @param wanted what it lacks; without either the user says what to get. */
  async download(on?: vscode.Uri | Node, wanted?: readonly WantedBars[]): Promise<void> {
    if (on instanceof vscode.Uri && wanted) await this.#downloads.getWanted(wanted);
    else await this.#downloads.ask([...new Set(this.#rows.map(({ symbol }) => symbol))]);
  }

  /**
   * @param on a node of the Bars group, or a definition.
   * @param all the nodes that are selected with it, or the definition's files; without either all files.
   */
  async update(on?: vscode.Uri | Node, all?: readonly (BarRow | Node)[]): Promise<void> {
    const chosen = all ?? (on instanceof Node ? [on] : []);
    const rows = chosen.flatMap((one) => (one instanceof Node ? (one.bars ?? []) : one));
    await this.#downloads.update(rows.length > 0 ? rows : this.#rows);
  }

  /** The symbols of a definition as it is being typed, each with its bars. */
  definitionBars(document: vscode.TextDocument): Promise<readonly DefinitionBars[]> {
    return this.client().definitionBars(document.fileName, document.getText());
  }

  /** A bar file (absolute) with its gaps. */
  barFile(file: string): Promise<BarRow | null> {
    return this.client().barFile(file);
  }

  /** @param definition absolute path. @returns how to get the bars that it lacks; null where none can be got. */
  async offerFor(definition: string | null): Promise<(() => void) | null> {
    if (definition === null) return null;
    const bars = await this.definitionBars(await vscode.workspace.openTextDocument(definition));
    const lack = bars.flatMap(({ wanted }) => wanted ?? []);
    return lack.length > 0 ? () => void this.#downloads.getWanted(lack) : null;
  }

  dispose(): void {
    this.#downloads.dispose();
  }
}
