import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Overview } from '../runner/memoryProtocol';
import { runText } from './texts';

/** Lets the user pick two runs to compare. @param first one that is chosen already. */
export async function pickTwoRuns(
  overview: Overview | null,
  first?: string,
): Promise<(string | undefined)[]> {
  const rows = (overview?.definitions ?? []).flatMap(({ runs }) => runs);
  const pick = async (placeHolder: string, but?: string) => {
    const items = rows
      .filter(({ summary }) => summary.run !== but)
      .map((row) => ({ label: row.summary.run, description: runText(row) }));
    return (await vscode.window.showQuickPick(items, { placeHolder }))?.label;
  };
  const one = first ?? (await pick(t('Compare which run?')));
  return [one, one && (await pick(t('Compare {0} with which?', one), one))];
}
