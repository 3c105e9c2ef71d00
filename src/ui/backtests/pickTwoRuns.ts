import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Overview } from '../../workspace/overviewProtocol';
import { runItems } from './runItems';

/** Lets the user pick two runs to compare. @param first a run that is chosen already. */
export async function pickTwoRuns(
  overview: Overview | null,
  first?: string,
): Promise<(string | undefined)[]> {
  const pick = async (placeHolder: string, but?: string) => {
    const items = runItems(overview).filter(({ run }) => run !== but);
    return (await vscode.window.showQuickPick(items, { placeHolder }))?.run;
  };
  const one = first ?? (await pick(t('Compare which run?')));
  return [one, one && (await pick(t('Compare {0} with which?', one), one))];
}
