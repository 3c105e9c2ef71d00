import { t } from '@vscode/l10n';
import * as vscode from 'vscode';

/** Whether the workspace is trusted. Where not, shows `said` with a button that leads to VS Code's page about trust. */
export function isTrusted(said: string): boolean {
  if (!vscode.workspace.isTrusted) void tell(said);
  return vscode.workspace.isTrusted;
}

async function tell(said: string): Promise<void> {
  if (await vscode.window.showWarningMessage(said, t('Manage Workspace Trust')))
    await vscode.commands.executeCommand('workbench.trust.manage');
}
