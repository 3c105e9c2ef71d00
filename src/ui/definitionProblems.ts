import * as vscode from 'vscode';
import type { Overview } from '../runner/memoryProtocol';
import type { Problem } from '../runner/protocol';

/** What is wrong with definitions, in the Problems view, in the words that the CLI uses too. */
export class DefinitionProblems implements vscode.Disposable {
  readonly #diagnostics = vscode.languages.createDiagnosticCollection('Backtest Memory');

  show({ definitions }: Overview): void {
    this.#diagnostics.clear();
    for (const { file, problems } of definitions) {
      if (file)
        this.#diagnostics.set(
          vscode.Uri.file(file),
          problems.flatMap((problem) => diagnosticOf(file, problem)),
        );
    }
  }

  dispose(): void {
    this.#diagnostics.dispose();
  }
}

function diagnosticOf(file: string, { problem, remedy, line = 1, column = 1 }: Problem): vscode.Diagnostic[] {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.fsPath === file);
  // VS Code itself shows bad JSON in an open document; once is enough.
  if (open && problem.startsWith('not valid JSON')) return [];
  const at = new vscode.Position(line - 1, column - 1);
  const range = open?.getWordRangeAtPosition(at, /"[^"]*"|[^\s,{}[\]]+/) ?? new vscode.Range(at, at);
  return [new vscode.Diagnostic(range, `${problem}. ${remedy}.`, vscode.DiagnosticSeverity.Error)];
}
