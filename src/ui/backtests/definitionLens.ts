import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { DEFINITION_ENDING } from '../../common/files/workspacePaths';
import type { Overview } from '../../workspace/overviewProtocol';
import { COMMANDS } from '../folder/contributions';
import { Node } from '../folder/node';

/** Selects the files of definitions. */
export const DEFINITIONS = { scheme: 'file', pattern: `**/*${DEFINITION_ENDING}` };

/** Shows Run, Resume, Report and Compare over the first line of a definition, as far as its runs allow. */
export class DefinitionLens implements vscode.CodeLensProvider, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.#changed.event;

  readonly #registered = vscode.languages.registerCodeLensProvider(DEFINITIONS, this);

  /** @param overviewOf gives what was read of the folder that a file lies in. */
  constructor(private readonly overviewOf: (file: vscode.Uri) => Overview | null) {}

  /** Must be called when a folder was read again. */
  changed(): void {
    this.#changed.fire();
  }

  provideCodeLenses({ uri }: vscode.TextDocument): vscode.CodeLens[] {
    const row = this.overviewOf(uri)?.definitions.find(({ file }) => file === uri.fsPath);
    if (!row) return [];
    const [newest, ...older] = row.runs;
    const lens = (title: string, command: string, ...args: unknown[]) =>
      new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, command, arguments: args });
    const nodeOf = (run: string) => {
      const node = new Node(run, { id: run });
      node.definition = row.definition;
      node.run = run;
      return node;
    };
    const lenses = [lens(`$(play) ${t('Run')}`, COMMANDS.run, uri)];
    if (!newest) return lenses;
    const node = nodeOf(newest.summary.run);
    if (newest.state !== 'done' && newest.state !== 'running')
      lenses.push(lens(`$(debug-continue) ${t('Resume')}`, COMMANDS.resume, node));
    lenses.push(lens(`$(graph-line) ${t('Report')}`, COMMANDS.openReport, node));
    if (older.length > 0) {
      const both = [node, nodeOf(older[0].summary.run)];
      lenses.push(lens(`$(diff) ${t('Compare with the run before')}`, COMMANDS.compare, node, both));
    }
    return lenses;
  }

  dispose(): void {
    this.#registered.dispose();
    this.#changed.dispose();
  }
}
