import * as vscode from 'vscode';
import type { BarRow } from '../../workspace/barsRows';

/** A tree item that carries its children, and what it stands for. */
export class Node extends vscode.TreeItem {
  definition?: string;
  run?: string;
  /** Decision id. */
  outcome?: string;
  bars?: BarRow;

  constructor(
    label: string,
    options: Partial<Omit<vscode.TreeItem, 'label' | 'collapsibleState'>> & { id: string; open?: boolean },
    readonly children: readonly Node[] | (() => Promise<readonly Node[]>) = [],
  ) {
    const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;
    const leaf = Array.isArray(children) && children.length === 0;
    super(label, leaf ? None : options.open ? Expanded : Collapsed);
    const { open: _, ...rest } = options;
    Object.assign(this, rest);
  }
}

/** The ids of the runs among nodes; outcomes, which name their run too, do not count. */
export const runsOf = (nodes: readonly Node[]) =>
  nodes.flatMap(({ run, outcome }) => (run && !outcome ? [run] : []));

export const icon = (name: string) => new vscode.ThemeIcon(name);
