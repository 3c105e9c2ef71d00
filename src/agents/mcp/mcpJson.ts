import { applyEdits, modify, type ParseError, parseTree } from 'jsonc-parser';

/** Name of the server in .vscode/mcp.json. */
export const SERVER_NAME = 'backtest-memory';

/** The command by which a client starts the MCP server of a workspace. */
export interface ServerCommand {
  readonly type: 'stdio';
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * Puts the server into the text of an mcp.json; comments and other servers stay as they are.
 * @param text null where there is no file. @returns null where the text is no JSON object.
 */
export function withServer(text: string | null, server: ServerCommand): string | null {
  const before = text === null || text.trim() === '' ? '{}\n' : text;
  const errors: ParseError[] = [];
  const tree = parseTree(before, errors, { allowTrailingComma: true });
  if (errors.length > 0 || tree?.type !== 'object') return null;
  const servers = tree.children?.find(({ children }) => children?.[0].value === 'servers')?.children?.[1];
  if (servers && servers.type !== 'object') return null;
  const formattingOptions = { insertSpaces: !/^\t/m.test(before), tabSize: 2, eol: '\n' };
  return applyEdits(before, modify(before, ['servers', SERVER_NAME], server, { formattingOptions }));
}
