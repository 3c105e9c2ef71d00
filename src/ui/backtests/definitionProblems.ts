import * as vscode from 'vscode';
import { isDefinitionFile } from '../../common/files/workspacePaths';
import type { Problem } from '../../common/problem';
import type { Overview } from '../../workspace/overviewProtocol';
import type { WorkspaceClient } from '../../workspace/workspaceClient';

/** Shows what is wrong with definitions in the Problems view, as they are typed, in the words of the command line. */
export class DefinitionProblems implements vscode.Disposable {
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('Backtest Memory');
  readonly #typing = vscode.workspace.onDidChangeTextDocument(
    ({ document }) => void this.checkTyped(document),
  );

  constructor(private readonly check: WorkspaceClient['check']) {}

  show({ definitions }: Overview): void {
    this.#diagnostics.clear();
    for (const { file, problems } of definitions) {
      if (!file) continue;
      const open = vscode.workspace.textDocuments.find((document) => document.uri.fsPath === file);
      if (open?.isDirty) void this.checkTyped(open);
      else this.showProblems(vscode.Uri.file(file), open, problems);
    }
  }

  dispose(): void {
    this.#typing.dispose();
    this.#diagnostics.dispose();
  }

  private async checkTyped(document: vscode.TextDocument): Promise<void> {
    if (document.uri.scheme !== 'file' || !isDefinitionFile(document.fileName)) return;
    const { version } = document;
    const problems = await this.check(document.fileName, document.getText());
    // A later call checks what was typed meanwhile.
    if (document.version === version) this.showProblems(document.uri, document, problems);
  }

  private showProblems(
    uri: vscode.Uri,
    open: vscode.TextDocument | undefined,
    problems: readonly Problem[],
  ): void {
    this.#diagnostics.set(
      uri,
      problems.flatMap((problem) => diagnosticOf(problem, open)),
    );
  }
}

function diagnosticOf(
  { problem, remedy, line = 1, column = 1 }: Problem,
  open: vscode.TextDocument | undefined,
): vscode.Diagnostic[] {
  // Bad JSON in an open document is shown by VS Code already.
  if (open && problem.startsWith('not valid JSON')) return [];
  const at = new vscode.Position(line - 1, column - 1);
  const range = open?.getWordRangeAtPosition(at, /"[^"]*"|[^\s,{}[\]]+/) ?? new vscode.Range(at, at);
  return [new vscode.Diagnostic(range, `${problem}. ${remedy}.`, vscode.DiagnosticSeverity.Error)];
}
