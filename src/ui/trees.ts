import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Grouping, Sort } from '../memory/grouping';
import type { OutcomeRow } from '../memory/outcomeRow';
import type { BarRow } from '../workspace/barsRows';
import type { WorkspaceClient } from '../workspace/workspaceClient';
import type { DefinitionRow, Overview } from '../workspace/workspaceProtocol';
import { type LiveRun, liveText } from './backtests/backtestRuns';
import { COMMANDS } from './folder/contributions';
import { outcomesCount, outcomeText, runText, signedMoney, sortText, stateText, tradesCount } from './texts';

/** A tree item with its children at hand. */
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

/** A view whose content is a forest made anew at each change. */
export class Tree implements vscode.TreeDataProvider<Node> {
  protected readonly changed = new vscode.EventEmitter<Node | undefined>();
  /** Tells which node is another now; undefined: all may be. */
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

/** The Backtests view. A row that is drawn anew under the mouse loses the click: no more of them are than must be. */
export class BacktestTree extends Tree {
  #look = '';

  /** While a backtest runs its folder is read again at each trade, and mostly looks the same but for how far the run is. */
  override show(roots: readonly Node[]): void {
    const still = (node: Node) => (node.contextValue === 'running' ? { ...node, description: '' } : node);
    const look = JSON.stringify(roots.map(still));
    if (look === this.#look) return;
    this.#look = look;
    super.show(roots);
  }

  /** Says how far runs are, each in the row of its definition. */
  progress(live: readonly LiveRun[]): void {
    for (const run of live) {
      const row = this.roots.find(({ definition }) => definition === run.definition);
      const description = liveText(run);
      if (!row || row.description === description) continue;
      row.description = description;
      this.changed.fire(row);
    }
  }
}

/** Shows the tree of whichever desk is shown. */
export class ShownTree implements vscode.TreeDataProvider<Node> {
  readonly #changed = new vscode.EventEmitter<Node | undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  #listening: vscode.Disposable | undefined;

  constructor(private readonly tree: () => Tree | undefined) {}

  /** To be called when another desk is shown. */
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

/** The runs among nodes. */
export const runsOf = (nodes: readonly Node[]) =>
  nodes.flatMap(({ run, outcome }) => (run && !outcome ? [run] : []));

export const icon = (name: string) => new vscode.ThemeIcon(name);

const STATE_ICONS = {
  running: 'sync~spin',
  done: 'pass',
  cancelled: 'circle-slash',
  failed: 'error',
  interrupted: 'warning',
} as const;

/** @param live the runs of this window that are under way or wait. */
export function backtestNodes({ definitions }: Overview, live: readonly LiveRun[]): Node[] {
  return definitions.map((row) =>
    definitionNode(
      row,
      live.find(({ definition }) => definition === row.definition),
    ),
  );
}

function definitionNode({ file, definition, problems, runs }: DefinitionRow, live?: LiveRun): Node {
  const children = runs.map(({ summary, state }) => {
    const ended = state !== 'running' && state !== 'done';
    const node = new Node(summary.started.slice(0, 16).replace('T', ' '), {
      id: `run ${summary.run}`,
      description: runText({ summary, state }),
      tooltip: [summary.run, summary.problem ?? stateText(state), ...summary.notes].join('\n'),
      iconPath: icon(STATE_ICONS[state]),
      contextValue: ended ? 'resumable' : 'run',
    });
    node.definition = definition;
    node.run = summary.run;
    return node;
  });
  const node = new Node(
    definition,
    {
      // Of its first run it is another row: one that had nothing to open would stay shut.
      id: children.length > 0 ? `definition ${definition}` : `definition ${definition} without runs`,
      ...definitionLook({ file, problems, runs }, live),
      tooltip: problems.map(({ message }) => message).join('\n') || definition,
      open: true,
      ...(file && {
        command: { command: 'vscode.open', title: t('Open'), arguments: [vscode.Uri.file(file)] },
      }),
    },
    children,
  );
  node.definition = definition;
  return node;
}

function definitionLook(
  { file, problems, runs }: Pick<DefinitionRow, 'file' | 'problems' | 'runs'>,
  live: LiveRun | undefined,
): Pick<vscode.TreeItem, 'description' | 'iconPath' | 'contextValue'> {
  if (live) {
    const iconPath = icon(live.waits ? 'clock' : 'sync~spin');
    return { description: liveText(live), iconPath, contextValue: 'running' };
  }
  const description =
    problems.length === 1
      ? t('1 problem')
      : problems.length > 0
        ? t('{0} problems', problems.length)
        : runs.length > 0
          ? ''
          : t('not run yet');
  return {
    description,
    iconPath: icon(problems.length > 0 ? 'warning' : 'beaker'),
    contextValue: file ? 'definition' : 'orphan',
  };
}

/** So many trades stand below one node; a group with more is cut into parts. */
const PAGE = 500;

/** How the Outcomes view is arranged. */
export interface Arrangement {
  readonly by: Grouping;
  readonly sort: Sort;
}

export function outcomeNodes(
  { groups, damaged, legacy }: Overview,
  { by, sort }: Arrangement,
  outcomesOf: WorkspaceClient['outcomes'],
  memory: vscode.Uri,
): Node[] {
  const nodes = damaged.map(
    ({ file, message }) =>
      new Node(vscode.workspace.asRelativePath(file), {
        id: `damaged ${file}`,
        description: t('damaged'),
        tooltip: message,
        iconPath: icon('warning'),
        command: { command: 'vscode.open', title: t('Open'), arguments: [vscode.Uri.file(file)] },
      }),
  );
  if (legacy > 0) {
    nodes.push(
      new Node(outcomesCount(legacy), {
        id: 'legacy',
        description: t('of the Python engine, as they are: click to import'),
        iconPath: icon('archive'),
        command: { command: COMMANDS.importPython, title: t('Import'), arguments: [memory] },
      }),
    );
  }
  for (const { name, trades, wins, pnl } of groups) {
    const description = [tradesCount(trades), t('{0} won', wins), signedMoney(pnl)].join(' · ');
    const page = async (from: number) =>
      (await outcomesOf({ by, group: name, sort, from, count: PAGE })).map((outcome) => outcomeNode(outcome));
    const pages = () =>
      Array.from({ length: Math.ceil(trades / PAGE) }, (_, index) => {
        const label = t('{0} to {1}', index * PAGE + 1, Math.min(trades, (index + 1) * PAGE));
        const options = { id: `group ${by} ${name} ${index}`, description: t('{0} first', sortText(sort)) };
        return new Node(label, options, () => page(index * PAGE));
      });
    const children = async () => (trades <= PAGE ? page(0) : pages());
    nodes.push(new Node(name, { id: `group ${by} ${name}`, description }, children));
  }
  return nodes;
}

function outcomeNode(outcome: OutcomeRow): Node {
  const won = outcome.pnl > 0;
  const ended = won ? t('won') : t('lost');
  const node = new Node(outcomeText(outcome), {
    id: `outcome ${outcome.decision_id}`,
    description: [
      outcome.entry_time.slice(0, 10),
      outcome.exit_reason,
      ...(outcome.note === null ? [] : [t('note')]),
    ].join(' · '),
    tooltip: [
      `${ended} ${signedMoney(outcome.pnl)}, ${outcome.market_regime ?? t('regime unknown')}`,
      outcome.decision_id,
      ...(outcome.note === null ? [] : ['', outcome.note]),
    ].join('\n'),
    iconPath: new vscode.ThemeIcon(
      won ? 'arrow-small-up' : 'arrow-small-down',
      new vscode.ThemeColor(won ? 'charts.green' : 'charts.red'),
    ),
    command: { command: COMMANDS.openOutcome, title: t('Open Outcome'), arguments: [outcome.decision_id] },
    accessibilityInformation: { label: `${outcomeText(outcome)}, ${ended}` },
    contextValue: 'outcome',
  });
  node.run = outcome.run_id;
  node.outcome = outcome.decision_id;
  return node;
}
