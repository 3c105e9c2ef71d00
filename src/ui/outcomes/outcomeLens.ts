import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { COMMANDS } from '../folder/contributions';

const OUTCOMES = { scheme: 'file', pattern: '**/data/memory/outcome_*.json' };

/** Shows a lens over an outcome's file that edits its note. */
export function showOutcomeLens(): vscode.Disposable {
  return vscode.languages.registerCodeLensProvider(OUTCOMES, {
    provideCodeLenses({ uri }) {
      const top = new vscode.Range(0, 0, 0, 0);
      const title = `$(edit) ${t('Edit Note')}`;
      return [new vscode.CodeLens(top, { title, command: COMMANDS.editNote, arguments: [uri] })];
    },
  });
}
