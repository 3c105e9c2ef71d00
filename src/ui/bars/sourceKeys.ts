import { t } from '@vscode/l10n';
import * as vscode from 'vscode';

/** Keeps the API keys of sources in VS Code's secret storage, each bound to the host that it is for. */
export class SourceKeys {
  constructor(
    private readonly secrets: vscode.SecretStorage,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Looks up the key for a source, or asks for it. @returns null where the source needs none or the user gives none. */
  async of(source: string | null): Promise<string | null> {
    const name = nameOf(source);
    if (!name) return null;
    const known = await this.attempt(() => this.secrets.get(name));
    if (known) return known;
    const key = await vscode.window.showInputBox({
      prompt: t(
        "Key for {0}. It is kept in VS Code's secret storage and sent to that host only.",
        hostOf(source) ?? '',
      ),
      password: true,
      ignoreFocusOut: true,
    });
    if (!key) return null;
    await this.attempt(() => this.secrets.store(name, key));
    return key;
  }

  async forget(source: string): Promise<void> {
    const name = nameOf(source);
    if (name) await this.attempt(() => this.secrets.delete(name));
  }

  /** Tries to use the secret storage; on a machine without a keyring, warns that keys are not kept. */
  private async attempt<Result>(work: () => Thenable<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
      void vscode.window.showWarningMessage(
        t('This machine keeps no secrets: the key is asked for each time.'),
      );
      return undefined;
    }
  }
}

export const needsKey = (source: string | null): source is string => nameOf(source) !== null;

const hostOf = (source: string | null) => /^url:(https?:\/\/[^/]+)\//i.exec(source ?? '')?.[1] ?? null;

function nameOf(source: string | null): string | null {
  const host = hostOf(source);
  return host && source?.includes('{key}') ? `bars ${host.toLowerCase()}` : null;
}
