import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { failingProviders } from '../../backtest/results/failing';
import { failingText } from '../../common/words';
import type { DefinitionRow, Overview } from '../../workspace/overviewProtocol';
import { icon, Node } from '../folder/node';
import { Tree } from '../folder/tree';
import { type LiveRun, liveText } from './liveRun';
import { runText, stateText } from './runTexts';

/** The Backtests view. Rows are drawn anew only where they must be: a row drawn anew under the mouse loses the click. */
export class BacktestTree extends Tree {
  #look = '';

  /** Skips what looks the same but for the progress of runs: while a backtest runs, its folder is read again at each trade. */
  override show(roots: readonly Node[]): void {
    const still = (node: Node) => (node.contextValue === 'running' ? { ...node, description: '' } : node);
    const look = JSON.stringify(roots.map(still));
    if (look === this.#look) return;
    this.#look = look;
    super.show(roots);
  }

  /** Shows how far runs are, each in the row of its definition. */
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

const STATE_ICONS = {
  running: 'sync~spin',
  done: 'pass',
  cancelled: 'circle-slash',
  failed: 'error',
  interrupted: 'debug-pause',
} as const;

/** Makes the rows of definitions, with their runs below. @param live this window's runs that are under way or wait. */
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
    const failing = state === 'done' ? failingProviders(summary.asked).map(failingText) : [];
    const ended = state !== 'running' && state !== 'done';
    const node = new Node(summary.started.slice(0, 16).replace('T', ' '), {
      id: `run ${summary.run}`,
      description: runText({ summary, state }),
      tooltip: [summary.run, summary.problem ?? stateText(state), ...failing, ...summary.notes].join('\n'),
      iconPath: icon(failing.length > 0 ? 'warning' : STATE_ICONS[state]),
      contextValue: ended ? 'resumable' : 'run',
    });
    node.definition = definition;
    node.run = summary.run;
    return node;
  });
  const node = new Node(
    definition,
    {
      // Another id with the first run: VS Code would keep a row shut that had nothing to open before.
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
