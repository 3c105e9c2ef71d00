import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { nullIfAborted } from '../../common/cancel';
import { numbers } from '../../common/words';
import type { WorkspaceClient } from '../../workspace/workspaceClient';
import { INLAY_HINTS } from '../folder/contributions';
import { signalOf } from '../folder/signalOf';
import { sourceOf } from './logDocuments';
import type { LogMappings } from './logMappings';

/**
 * Shows at the end of each trade's line how many of the similar earlier trades won, where the user's settings ask for
 * hints.
 */
export class RateHints {
  constructor(
    private readonly client: () => WorkspaceClient,
    private readonly mappings: LogMappings,
  ) {}

  async hintsIn(
    document: vscode.TextDocument,
    range: vscode.Range,
    token: vscode.CancellationToken,
  ): Promise<vscode.InlayHint[]> {
    const wanted = vscode.workspace.getConfiguration().get<boolean>(INLAY_HINTS, false);
    const source = wanted ? sourceOf(document, this.mappings) : null;
    if (!source) return [];
    const { start, end } = range;
    const signal = signalOf(token);
    const rates = await nullIfAborted(signal, this.client().rates(source, start.line, end.line, signal));
    if (!rates || signal.aborted) return [];
    return rates
      .filter(({ line }) => line < document.lineCount)
      .map(({ line, wins, of }) => {
        const at = document.lineAt(line).range.end;
        const hint = new vscode.InlayHint(
          at,
          t('{0} of {1} won', numbers().wholePercentOfShare(wins / of), of),
        );
        hint.tooltip = t('How many of the similar earlier trades won, of those known at its entry');
        hint.paddingLeft = true;
        return hint;
      });
  }
}
