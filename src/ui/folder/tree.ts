import * as vscode from 'vscode';
import type { Node } from './node';

/** A view whose nodes are made anew at each change. */
export class Tree implements vscode.TreeDataProvider<Node> {
  protected readonly changed = new vscode.EventEmitter<Node | undefined>();
  /** Fires with the node that changed; with undefined where all may have changed. */
  readonly onDidChangeTreeData = this.changed.event;
  protected roots: readonly Node[] = [];

  show(roots: readonly Node[]): void {
    this.roots = roots;
    this.changed.fire(undefined);
  }

  getTreeItem(node: Node): Node {
    return node;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    const children = node ? node.children : this.roots;
    return [...(typeof children === 'function' ? await children() : children)];
  }
}

/** Shows the tree of whichever folder is shown. */
export class ShownTree implements vscode.TreeDataProvider<Node> {
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  #listening: vscode.Disposable | undefined;

  constructor(private readonly tree: () => Tree | undefined) {}

  /** Must be called when another folder is shown. */
  turn(): void {
    this.#listening?.dispose();
    this.#listening = this.tree()?.onDidChangeTreeData((node) => this.#changed.fire(node));
    this.#changed.fire(undefined);
  }

  getTreeItem(node: Node): Node {
    return node;
  }

  getChildren(node?: Node): Promise<Node[]> {
    return this.tree()?.getChildren(node) ?? Promise.resolve([]);
  }
}
