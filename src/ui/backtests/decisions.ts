import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { nullIfAborted } from '../../common/cancel';
import { definitionName } from '../../common/files/workspacePaths';
import type { OllamaHost } from '../../decision/ollama/ollamaHost';
import { startDecision } from '../../run/process/backtestClient';
import type { WorkspaceClient } from '../../workspace/workspaceClient';
import type { Node } from '../folder/node';
import type { ReadOnlyTexts } from '../folder/readOnlyTexts';
import { signalOf } from '../folder/signalOf';
import { isTrusted } from '../folder/trust';
import { pickOutcome } from '../outcomes/pickOutcome';

interface DecisionsOwner {
  readonly runnerFile: string;
  /** Absolute path. */
  readonly workspace: string;
  readonly log: vscode.LogOutputChannel;
  readonly texts: ReadOnlyTexts;
  client(): WorkspaceClient;
  ollama(): Promise<OllamaHost>;
}

/** Shows single decisions: what the ensemble decides now, and what models were asked for a decision of a run. */
export class Decisions {
  constructor(private readonly owner: DecisionsOwner) {}

  /** Decides now by a definition (absolute path), for a symbol that the user picks; nothing is traded, nothing kept. */
  async decideNow(definition: string): Promise<void> {
    if (!isTrusted(t('Providers are asked only in a trusted workspace.'))) return;
    const symbols = await this.owner.client().definitionSymbols(definition);
    if ('message' in symbols) {
      void vscode.window.showErrorMessage(symbols.message);
      return;
    }
    const placeHolder = t('Decide for which symbol?');
    const symbol =
      symbols.length === 1 ? symbols[0] : await vscode.window.showQuickPick([...symbols], { placeHolder });
    if (symbol !== undefined) await this.decide(definition, symbol);
  }

  /** Shows word for word what was asked for a node's decision, else for that of an outcome that the user picks. */
  async showPrompt(node?: Node): Promise<void> {
    const picked = node?.outcome ? undefined : await pickOutcome(this.owner.client());
    const id = node?.outcome ?? picked?.id;
    const run = node?.run ?? picked?.run;
    if (!id || !run) return;
    const text = await this.owner.client().prompt(run, id);
    if (typeof text === 'string') await this.owner.texts.show(t('What was asked for {0}', id), text);
    else void vscode.window.showErrorMessage(text.message);
  }

  private async decide(definition: string, symbol: string): Promise<void> {
    const { runnerFile, workspace, log } = this.owner;
    const { VsCodeModels } = await import('../models/editorModels');
    const ollama = await this.owner.ollama();
    const title = t('Deciding for {0}', symbol);
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    const end = await vscode.window.withProgress(options, (_, token) => {
      const signal = signalOf(token);
      const decided = startDecision({
        runnerFile,
        workspace,
        ollama,
        models: new VsCodeModels(definitionName(definition)),
        task: { definition, symbol },
        events: { progress() {}, estimate() {}, log: (message) => log.info(message) },
        signal,
      });
      return nullIfAborted(signal, decided);
    });
    if (end === null) return;
    if ('problems' in end) void vscode.window.showErrorMessage(end.problems[0].message);
    else await this.owner.texts.show(t('Decision for {0}', symbol), end.text);
  }
}
