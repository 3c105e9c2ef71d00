import { arch, platform } from 'node:os';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Overview } from '../../workspace/overviewProtocol';
import { type DiagnosticFacts, diagnosticsText } from './diagnosticsText';

/** Copies what a bug report should carry to the clipboard. */
export async function copyDiagnostics(
  { packageJSON }: vscode.Extension<unknown>,
  overview: Overview | null,
): Promise<void> {
  const settings = Object.keys(packageJSON.contributes.configuration.properties);
  const changed = settings.filter((name) => {
    const set = vscode.workspace.getConfiguration().inspect(name);
    return (set?.globalValue ?? set?.workspaceValue ?? set?.workspaceFolderValue) !== undefined;
  });
  const facts: DiagnosticFacts = {
    extension: packageJSON.version,
    vscode: vscode.version,
    system: `${platform()} ${arch()}, Node ${process.versions.node}`,
    remote: vscode.env.remoteName ?? null,
    trusted: vscode.workspace.isTrusted,
    folders: vscode.workspace.workspaceFolders?.length ?? 0,
    overview,
    changedSettings: changed,
  };
  await vscode.env.clipboard.writeText(diagnosticsText(facts));
  void vscode.window.showInformationMessage(t('Diagnostics copied: no trade, path or secret is in them.'));
}
