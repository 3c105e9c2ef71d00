import * as vscode from 'vscode';

/** Returns the card of a trade that a hover shows at a position. */
export async function cardAt(
  uri: vscode.Uri,
  at: vscode.Position,
): Promise<vscode.MarkdownString | undefined> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, at);
  return hovers
    .flatMap(({ contents }) => contents)
    .find(
      (one): one is vscode.MarkdownString => one instanceof vscode.MarkdownString && /^\*\*/.test(one.value),
    );
}
