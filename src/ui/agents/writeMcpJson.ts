import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ServerCommand } from '../../agents/mcp/mcpJson';
import type { WorkspaceQueries } from '../../workspace/workspaceProtocol';
import { isTrusted } from '../folder/trust';
import { serverArguments } from './serverArguments';

/** Puts the MCP server into a folder's .vscode/mcp.json, for VS Code before 1.101 and other clients, and shows it. */
export async function writeMcpJson(
  folder: vscode.Uri,
  dist: string,
  withServer: WorkspaceQueries['mcpJson'],
): Promise<void> {
  if (!isTrusted(t('Servers are set up only in a trusted workspace.'))) return;
  const file = vscode.Uri.joinPath(folder, '.vscode', 'mcp.json');
  const before = await vscode.workspace.fs.readFile(file).then(
    (bytes) => Buffer.from(bytes).toString('utf8'),
    () => null,
  );
  const server: ServerCommand = {
    type: 'stdio',
    command: 'node',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: VS Code puts the folder in.
    args: serverArguments(dist, '${workspaceFolder}'),
  };
  const text = await withServer(before, server);
  if (text === null) {
    const said = t('{0} is not a JSON object with "servers". Correct it, and write again.', file.fsPath);
    if (await vscode.window.showErrorMessage(said, t('Open File')))
      await vscode.window.showTextDocument(file);
    return;
  }
  await vscode.workspace.fs.writeFile(file, Buffer.from(text));
  await vscode.window.showTextDocument(file);
  void vscode.window.showInformationMessage(
    t(
      'The server stands in .vscode/mcp.json; it only reads. Write it again after the extension was updated.',
    ),
  );
}
