import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { dayText } from '../../common/format';
import { exitReasonText, numbers, tradesCount } from '../../common/words';
import type { Grouping, Sort } from '../../memory/grouping';
import type { OutcomeRow } from '../../memory/outcomeRow';
import type { Overview } from '../../workspace/overviewProtocol';
import type { WorkspaceClient } from '../../workspace/workspaceClient';
import { COMMANDS } from '../folder/contributions';
import { icon, Node } from '../folder/node';
import { outcomesCount, outcomeText, sortText } from './outcomeTexts';

/** The most trades below one node; a larger group is cut into pages. */
const PAGE = 500;

/** How the Outcomes view groups and sorts outcomes. */
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
    const description = [tradesCount(trades), t('{0} won', wins), numbers().signedMoney(pnl)].join(' · ');
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
    id: `outcome ${outcome.id}`,
    description: [
      dayText(outcome.entryTime),
      exitReasonText(outcome.exitReason),
      ...(outcome.note === null ? [] : [t('note')]),
    ].join(' · '),
    tooltip: [
      `${ended} ${numbers().signedMoney(outcome.pnl)}, ${outcome.regime ?? t('regime unknown')}`,
      outcome.id,
      ...(outcome.note === null ? [] : ['', outcome.note]),
    ].join('\n'),
    iconPath: new vscode.ThemeIcon(
      won ? 'arrow-small-up' : 'arrow-small-down',
      new vscode.ThemeColor(won ? 'charts.green' : 'charts.red'),
    ),
    command: { command: COMMANDS.openOutcome, title: t('Open Outcome'), arguments: [outcome.id] },
    accessibilityInformation: { label: `${outcomeText(outcome)}, ${ended}` },
    contextValue: 'outcome',
  });
  node.run = outcome.run;
  node.outcome = outcome.id;
  return node;
}
