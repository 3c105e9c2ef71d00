import { t } from '@vscode/l10n';
import * as vscode from 'vscode';

/** The scheme of documents that can be read, searched and saved under a name, but not changed. */
const SCHEME = 'backtest-text';

/** Shows texts that were made for the user as read-only documents. */
export class ReadOnlyTexts implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.#changed.event;
  readonly #registered = [
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => this.#texts.delete(uri.toString())),
  ];

  /** Opens a text under a title; replaces a text that is open under the same title. */
  async show(title: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title}.txt` });
    this.#texts.set(uri.toString(), text);
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    // VS Code restores a tab with its window, but not the text that was made for it.
    return (
      this.#texts.get(uri.toString()) ?? t('This was shown before the window was reloaded. Ask for it again.')
    );
  }

  dispose(): void {
    for (const one of [...this.#registered, this.#changed]) one.dispose();
  }
}
