import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { numbers } from '../../common/words';
import type { EmbedderChoice } from '../../workspace/embedderChoice';
import type { WorkspaceClient } from '../../workspace/workspaceClient';
import { SETTINGS } from '../folder/contributions';
import { signalOf } from '../folder/signalOf';
import { outcomesCount } from '../outcomes/outcomeTexts';

const SECTION = 'backtestMemory';

/** Applies the settings that say what texts are compared by; downloads the default model once the user agrees. */
export class Embedding implements vscode.Disposable {
  readonly #changes: vscode.Disposable;
  readonly #status = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left);
  /** Shows the bytes of the download that goes on. */
  #downloading: (text: string) => void = () => {};

  /** @param storage a folder outside any workspace, for models. */
  constructor(
    private readonly client: () => WorkspaceClient,
    private readonly storage: vscode.Uri,
  ) {
    this.#changes = vscode.workspace.onDidChangeConfiguration((event) => {
      if (Object.values(SETTINGS).some((name) => event.affectsConfiguration(`${SECTION}.${name}`)))
        void this.apply(true);
    });
  }

  /**
   * Tells the worker what the settings say. Where the worker cannot use it, says why once; search is lexical then.
   * @param ask whether the user may be asked to download a model: when the settings change, not whenever VS Code starts.
   */
  async apply(ask: boolean): Promise<void> {
    this.#status.hide();
    const choice = await this.choice(ask);
    const problem = await this.client().choose(choice);
    if (problem)
      void vscode.window.showWarningMessage(t('{0} Search is lexical until then.', problem.message));
  }

  /** Shows how many outcomes have a vector, until all have. */
  showEmbedded(done: number, of: number): void {
    this.#status.text = `$(sync~spin) ${t('{0} of {1} embedded', done, outcomesCount(of))}`;
    if (done < of) this.#status.show();
    else this.#status.hide();
  }

  showDownload(file: string, done: number, of: number | null): void {
    const megabytes = (bytes: number) => numbers().fixed(bytes / 1e6, 1);
    this.#downloading(
      of === null
        ? t('{0}: {1} MB', file, megabytes(done))
        : t('{0}: {1} of {2} MB', file, megabytes(done), megabytes(of)),
    );
  }

  dispose(): void {
    this.#changes.dispose();
    this.#status.dispose();
  }

  private async choice(ask: boolean): Promise<EmbedderChoice> {
    const settings = vscode.workspace.getConfiguration(SECTION);
    const text = (name: string) => settings.get<string>(name, '');
    switch (text(SETTINGS.embedding)) {
      case 'ollama':
        return { kind: 'ollama', host: text(SETTINGS.ollamaHost), model: text(SETTINGS.ollamaModel) };
      case 'model': {
        const folder = text(SETTINGS.modelFolder) || (await this.download(ask));
        return folder ? { kind: 'model', folder } : { kind: 'lexical' };
      }
      default:
        return { kind: 'lexical' };
    }
  }

  /** Downloads the default model. @returns its folder; null where the user declined, or was told why the download failed. */
  private async download(ask: boolean): Promise<string | null> {
    const model = vscode.Uri.joinPath(this.storage, 'models');
    const marker = vscode.Uri.joinPath(model, 'agreed');
    const agreed = await vscode.workspace.fs.stat(marker).then(
      () => true,
      () => false,
    );
    if (!agreed && !ask) return null;
    if (!agreed) {
      const question = t('Download the embedding model all-MiniLM-L6-v2 (23 MB) from huggingface.co?');
      const detail = t('It is kept in {0} and runs on this machine. No outcome leaves it.', model.fsPath);
      const download = t('Download');
      const chosen = await vscode.window.showInformationMessage(question, { modal: true, detail }, download);
      if (chosen !== download) return null;
    }
    return vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: t('Embedding model'), cancellable: true },
      async (progress, token) => {
        this.#downloading = (message) => progress.report({ message });
        const result = await this.client().download(model.fsPath, signalOf(token));
        if (typeof result === 'string') {
          await vscode.workspace.fs.writeFile(marker, new Uint8Array());
          return result;
        }
        if (!token.isCancellationRequested) void vscode.window.showErrorMessage(result.message);
        return null;
      },
    );
  }
}
