import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { COMMANDS } from './contributions';

/** Over an outcome's file: what else can be done with it. */
export const outcomeLens: vscode.CodeLensProvider = {
  provideCodeLenses({ uri }) {
    const top = new vscode.Range(0, 0, 0, 0);
    return [
      new vscode.CodeLens(top, {
        title: `$(edit) ${t('Edit Note')}`,
        command: COMMANDS.editNote,
        arguments: [uri],
      }),
    ];
  },
};
