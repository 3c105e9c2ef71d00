import * as vscode from 'vscode';
import type { WorkspaceClient } from '../../workspace/workspaceClient';
import { CONTEXTS, INLAY_HINTS } from '../folder/contributions';
import type { ReadOnlyTexts } from '../folder/readOnlyTexts';
import { sourceOf } from './logDocuments';
import { LogMappings } from './logMappings';
import { RateHints } from './rateHints';
import { TradeHover } from './tradeHover';
import type { TradeImports } from './tradeImports';

/** What trade logs need of their desk. */
export interface LogFolder {
  readonly client: () => WorkspaceClient;
  readonly state: vscode.Memento;
  readonly texts: ReadOnlyTexts;
  /** To be told when outcomes were imported or taken back. */
  readonly imported: () => Promise<void>;
}

/** What a desk shows over trade logs, and does with them. */
export class TradeLogs {
  readonly hover: TradeHover;
  readonly hints: RateHints;
  readonly #mappings: LogMappings;

  constructor(private readonly desk: LogFolder) {
    this.#mappings = new LogMappings(desk.state);
    this.hover = new TradeHover(desk.client, this.#mappings);
    this.hints = new RateHints(desk.client, this.#mappings);
  }

  /** Imports are loaded when one is asked for. */
  async imports(): Promise<TradeImports> {
    const { TradeImports } = await import('./tradeImports');
    return new TradeImports(this.desk, this.#mappings);
  }

  /** Has a document read before the mouse comes. @returns whether it is a trade log. */
  async prepare(document: vscode.TextDocument): Promise<boolean> {
    const source = document.uri.scheme === 'file' ? sourceOf(document, this.#mappings) : null;
    return source !== null && (await this.desk.client().prepare(source));
  }
}

/** Shows hovers and hints over the logs of all desks, and says in a context key whether the editor shows a log. */
export function showTradeLogs(logsOf: (file: vscode.Uri) => TradeLogs | undefined): vscode.Disposable {
  const files = { scheme: 'file' };
  const hinted = new vscode.EventEmitter<void>();
  const look = async (editor: vscode.TextEditor | undefined) => {
    const isLog = editor ? await logsOf(editor.document.uri)?.prepare(editor.document) : false;
    if (editor === vscode.window.activeTextEditor)
      await vscode.commands.executeCommand('setContext', CONTEXTS.tradeLog, isLog === true);
  };
  void look(vscode.window.activeTextEditor);
  return vscode.Disposable.from(
    hinted,
    vscode.window.onDidChangeActiveTextEditor((editor) => void look(editor)),
    vscode.workspace.onDidChangeConfiguration(
      (event) => event.affectsConfiguration(INLAY_HINTS) && hinted.fire(),
    ),
    vscode.languages.registerHoverProvider(files, {
      provideHover: (document, ...at) => logsOf(document.uri)?.hover.provideHover(document, ...at),
    }),
    vscode.languages.registerInlayHintsProvider(files, {
      onDidChangeInlayHints: hinted.event,
      provideInlayHints: (document, ...at) => logsOf(document.uri)?.hints.hintsIn(document, ...at),
    }),
  );
}
