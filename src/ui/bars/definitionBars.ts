import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { DefinitionBars as SymbolBars } from '../../workspace/barsRows';
import { DEFINITIONS } from '../backtests/definitionLens';
import { COMMANDS } from '../folder/contributions';
import { barsMarkdown } from './barsTexts';
import type { MarketBars } from './marketBars';

/** Shows bars in an open definition: a hover over each symbol, a lens to update them, and fixes that download missing bars. */
export class DefinitionBars
  implements vscode.HoverProvider, vscode.CodeLensProvider, vscode.CodeActionProvider, vscode.Disposable
{
  readonly #registered: vscode.Disposable;

  /**
   * @param marketOf gives the bars of the folder that a file lies in.
   * @param onDidChangeCodeLenses fires when a folder was read again.
   */
  constructor(
    private readonly marketOf: (file: vscode.Uri) => MarketBars | null,
    readonly onDidChangeCodeLenses: vscode.Event<void>,
  ) {
    const quickFix = { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] };
    this.#registered = vscode.Disposable.from(
      vscode.languages.registerHoverProvider(DEFINITIONS, this),
      vscode.languages.registerCodeLensProvider(DEFINITIONS, this),
      vscode.languages.registerCodeActionsProvider(DEFINITIONS, this, quickFix),
    );
  }

  dispose(): void {
    this.#registered.dispose();
  }

  async provideHover(document: vscode.TextDocument, position: vscode.Position): Promise<vscode.Hover | null> {
    const market = this.marketOf(document.uri);
    const bars = (await market?.definitionBars(document))?.find((one) => rangeOf(one).contains(position));
    if (!market || !bars) return null;
    const row = await market.barFile(bars.file);
    return new vscode.Hover(new vscode.MarkdownString(barsMarkdown(bars, row, Date.now())), rangeOf(bars));
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const all = (await this.marketOf(document.uri)?.definitionBars(document)) ?? [];
    const [first] = all;
    if (!first) return [];
    const wanted = all.flatMap((one) => one.wanted ?? []);
    const rows = all.flatMap(({ row }) => (row?.source != null && !row.changed ? [row] : []));
    const lens = (title: string, command: string, what: unknown) =>
      new vscode.CodeLens(rangeOf(first), { title, command, arguments: [document.uri, what] });
    const names = [...new Set(wanted.map(({ symbol }) => symbol))].join(', ');
    return [
      ...(wanted.length > 0
        ? [lens(`$(cloud-download) ${t('Download bars: {0}', names)}`, COMMANDS.downloadBars, wanted)]
        : []),
      ...(rows.length > 0 ? [lens(`$(sync) ${t('Update bars')}`, COMMANDS.updateBars, rows)] : []),
    ];
  }

  async provideCodeActions(document: vscode.TextDocument, range: vscode.Range): Promise<vscode.CodeAction[]> {
    const bars = (await this.marketOf(document.uri)?.definitionBars(document)) ?? [];
    const lacking = bars.filter((one) => one.wanted !== null);
    const here = lacking.find((one) => rangeOf(one).intersection(range));
    if (!here?.wanted) return [];
    const fix = (title: string, ones: readonly SymbolBars[]) => {
      const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
      const wanted = ones.map((one) => one.wanted);
      action.command = { title, command: COMMANDS.downloadBars, arguments: [document.uri, wanted] };
      return action;
    };
    const { symbol, from, to } = here.wanted;
    return [
      fix(t('Download {0} bars, {1} to {2}', symbol, from, to), [here]),
      ...(lacking.length > 1 ? [fix(t('Download all bars that this definition lacks'), lacking)] : []),
    ];
  }
}

function rangeOf({ line, column, length }: SymbolBars): vscode.Range {
  return new vscode.Range(line - 1, column - 1, line - 1, column - 1 + length);
}
