import { t } from '@vscode/l10n';
import * as vscode from 'vscode';

/** Whether the workspace is trusted. Where it is not, says what is done only in one that is, and how to come to trust it. */
export function isTrusted(said: string): boolean {
  if (!vscode.workspace.isTrusted) void tell(said);
  return vscode.workspace.isTrusted;
}

async function tell(said: string): Promise<void> {
  if (await vscode.window.showWarningMessage(said, t('Manage Workspace Trust')))
    await vscode.commands.executeCommand('workbench.trust.manage');
}
