import * as vscode from 'vscode';
import { CONTEXTS, INLAY_HINTS } from '../folder/contributions';
import { sourceOf } from './logDocuments';
import type { LogFolder } from './logFolder';
import { LogMappings } from './logMappings';
import { RateHints } from './rateHints';
import { TradeHover } from './tradeHover';
import type { TradeImports } from './tradeImports';

/** Shows hovers and hints over the trade logs of one workspace folder, and imports them. */
export class TradeLogs {
  readonly hover: TradeHover;
  readonly hints: RateHints;
  readonly #mappings: LogMappings;

  constructor(private readonly folder: LogFolder) {
    this.#mappings = new LogMappings(folder.state);
    this.hover = new TradeHover(folder.client, this.#mappings);
    this.hints = new RateHints(folder.client, this.#mappings);
  }

  /** Loads the code of imports with the first import. */
  async imports(): Promise<TradeImports> {
    const { TradeImports } = await import('./tradeImports');
    return new TradeImports(this.folder, this.#mappings);
  }

  /** Has the worker read a document before the mouse points at a trade. @returns whether the document is a trade log. */
  async prepare(document: vscode.TextDocument): Promise<boolean> {
    const source = document.uri.scheme === 'file' ? sourceOf(document, this.#mappings) : null;
    return source !== null && (await this.folder.client().prepare(source));
  }
}

/**
 * Registers hovers and hints over the logs of all folders, and keeps the context key `tradeLog`: whether the editor
 * shows a log.
 */
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
