import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { addressOf, LOCAL_OLLAMA, type OllamaHost } from '../../decision/ollama/ollamaHost';
import { OLLAMA_SETTINGS, SETTINGS } from '../folder/contributions';

const SECRET = 'ollamaToken';

/** Reads from settings and keyring where the user's Ollama is and how it is asked. */
export class OllamaAccess {
  constructor(private readonly secrets: vscode.SecretStorage) {}

  /** @throws InputError where the setting of the host is no address. */
  async host(): Promise<OllamaHost> {
    const settings = vscode.workspace.getConfiguration('backtestMemory');
    const number = (name: string, otherwise: number) => settings.get<number>(name) ?? otherwise;
    const address = settings.get<string>(SETTINGS.ollamaHost) || LOCAL_OLLAMA.address;
    const token = await this.token();
    return {
      ...LOCAL_OLLAMA,
      address: addressOf(address, `backtestMemory.${SETTINGS.ollamaHost}`),
      headers: {
        ...settings.get<Record<string, string>>(OLLAMA_SETTINGS.headers, {}),
        ...(token && { authorization: `Bearer ${token}` }),
      },
      deadline: 1000 * number(OLLAMA_SETTINGS.deadline, LOCAL_OLLAMA.deadline / 1000),
      atOnce: number(OLLAMA_SETTINGS.parallel, LOCAL_OLLAMA.atOnce),
    };
  }

  /** Asks for the token and keeps it in the system's keyring; an empty token deletes the kept one. */
  async setToken(): Promise<void> {
    const token = await vscode.window.showInputBox({
      title: t('Token of your Ollama'),
      prompt: t('Sent to the host in the setting backtestMemory.ollamaHost as a bearer token. Empty: none.'),
      password: true,
      ignoreFocusOut: true,
    });
    if (token === undefined) return;
    try {
      if (token === '') await this.secrets.delete(SECRET);
      else await this.secrets.store(SECRET, token);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      void vscode.window.showWarningMessage(
        t('The token cannot be kept: this system has no keyring ({0}).', reason),
      );
    }
  }

  /** The kept token; none where the system has no keyring, since most users need none. */
  private async token(): Promise<string | undefined> {
    try {
      return await this.secrets.get(SECRET);
    } catch {
      return undefined;
    }
  }
}
