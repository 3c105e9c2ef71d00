import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { BarRow } from '../../workspace/barsRows';
import { icon, Node } from '../folder/node';
import { barRowText, barRowTooltip } from './barsTexts';

/** Makes the group of bar files in the Backtests view; none where the workspace has no bar files. */
export function barsNodes(rows: readonly BarRow[], now: number): Node[] {
  if (rows.length === 0) return [];
  const children = rows.map((row) => {
    const node = new Node(`${row.symbol} ${row.timeframe}`, {
      id: `bars ${row.file}`,
      description: barRowText(row, now),
      tooltip: barRowTooltip(row, now),
      iconPath: icon(row.changed ? 'warning' : 'graph'),
      contextValue: row.source === null ? 'ownBars' : 'bars',
      command: { command: 'vscode.open', title: t('Open'), arguments: [vscode.Uri.file(row.file)] },
    });
    node.bars = row;
    return node;
  });
  return [
    new Node(
      t('Bars'),
      {
        id: 'bars',
        description: rows.length === 1 ? t('1 file') : t('{0} files', rows.length),
        contextValue: 'allBars',
      },
      children,
    ),
  ];
}
