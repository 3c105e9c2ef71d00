import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { numbers } from '../../common/words';
import type { WorkspaceClient } from '../../workspace/workspaceClient';
import { signalOf } from '../folder/signalOf';
import type { OllamaAccess } from './ollamaAccess';

/** Has the user's Ollama fetch models, through the worker, and shows progress. */
export class ModelPull {
  #progress: (text: string) => void = () => {};

  constructor(
    private readonly client: () => WorkspaceClient,
    private readonly access: OllamaAccess,
  ) {}

  /** Shows how far the fetching of a model is. */
  show(status: string, done: number, of: number | null): void {
    const megabytes = (bytes: number) => numbers().whole(bytes / 1e6);
    this.#progress(of === null ? status : t('{0}: {1} of {2} MB', status, megabytes(done), megabytes(of)));
  }

  /** Fetches models one by one. @returns false where one failed, which the user is told, or the user cancelled. */
  async pull(models: readonly string[]): Promise<boolean> {
    const host = await this.access.host();
    for (const model of models) {
      const title = t('Ollama fetches {0}', model);
      const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
      const pulled = await vscode.window.withProgress(options, async (progress, token) => {
        this.#progress = (message) => progress.report({ message });
        const problem = await this.client().pull(host, model, signalOf(token));
        if (problem && !token.isCancellationRequested) void vscode.window.showErrorMessage(problem.message);
        return problem === null;
      });
      if (!pulled) return false;
    }
    return true;
  }
}
