import * as vscode from 'vscode';
import { serverArguments } from './serverArguments';

/** The provider's id in package.json. */
const MCP_PROVIDER = 'backtestMemory.mcp';
/** The first minor version of VS Code 1 in which extensions may offer MCP servers. */
const FIRST_WITH_SERVERS = 101;

/** The part of VS Code that is used here; a test has a stand-in. */
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
 * Offers the MCP server of each workspace folder to VS Code.
 * @param dist the folder of the built files.
 * @returns null where this version of VS Code takes no servers from extensions.
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
      // On a desktop, execPath is Electron, which runs as Node only with this variable.
      const env = { ELECTRON_RUN_AS_NODE: '1' };
      return folders.map(({ name, uri }) => {
        const label = folders.length > 1 ? `Backtest Memory (${name})` : 'Backtest Memory';
        return new Definition(label, process.execPath, serverArguments(dist, uri.fsPath), env, version);
      });
    },
  });
}
