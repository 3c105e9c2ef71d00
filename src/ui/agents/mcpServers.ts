import { join } from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ServerCommand } from '../../agents/mcp/mcpJson';
import type { WorkspaceQueries } from '../../workspace/workspaceProtocol';
import { isTrusted } from '../folder/trust';

/** As package.json contributes it. */
const MCP_PROVIDER = 'backtestMemory.mcp';
/** The first minor version of VS Code 1 in which extensions may offer MCP servers. */
const FIRST_WITH_SERVERS = 101;

/** What is used of VS Code; a test has one of its own. */
export interface McpApi {
  readonly version: string;
  readonly lm: Pick<typeof vscode.lm, 'registerMcpServerDefinitionProvider'>;
  readonly McpStdioServerDefinition: typeof vscode.McpStdioServerDefinition;
  readonly workspace: Pick<
    typeof vscode.workspace,
    'isTrusted' | 'onDidGrantWorkspaceTrust' | 'workspaceFolders'
  >;
}

/**
 * Offers the MCP server of each workspace folder to VS Code, where it takes such offers.
 * @param dist the folder of the built files.
 */
export function offerMcpServers(
  dist: string,
  version: string,
  api: McpApi = vscode,
): vscode.Disposable | null {
  const { registerMcpServerDefinitionProvider: register } = api.lm;
  const { McpStdioServerDefinition: Definition } = api;
  const [major, minor] = api.version.split('.').map(Number);
  if (!register || !Definition || (major === 1 && minor < FIRST_WITH_SERVERS)) return null;
  return register(MCP_PROVIDER, {
    onDidChangeMcpServerDefinitions: api.workspace.onDidGrantWorkspaceTrust,
    provideMcpServerDefinitions() {
      if (!api.workspace.isTrusted) return [];
      const folders = api.workspace.workspaceFolders?.filter(({ uri }) => uri.scheme === 'file') ?? [];
      // A desktop's own program is Electron, which is node only when it is told so.
      const env = { ELECTRON_RUN_AS_NODE: '1' };
      return folders.map(({ name, uri }) => {
        const label = folders.length > 1 ? `Backtest Memory (${name})` : 'Backtest Memory';
        return new Definition(label, process.execPath, argumentsOf(dist, uri.fsPath), env, version);
      });
    },
  });
}

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
    args: argumentsOf(dist, '${workspaceFolder}'),
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

const argumentsOf = (dist: string, folder: string) => [join(dist, 'cli.js'), 'mcp', '--workspace', folder];
