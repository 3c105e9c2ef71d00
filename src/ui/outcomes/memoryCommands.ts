import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Overview } from '../../workspace/overviewProtocol';
import type { WorkspaceClient } from '../../workspace/workspaceClient';
import type { ReadOnlyTexts } from '../folder/readOnlyTexts';

/** Verifies and repairs data/memory, imports the Python engine's memory, and tells of damage once. */
export class MemoryCommands {
  /** The damaged files that the user was told of already. */
  #told = new Set<string>();

  constructor(
    private readonly client: () => WorkspaceClient,
    private readonly texts: ReadOnlyTexts,
  ) {}

  /** Tells once of each damaged file, with a button that verifies memory. */
  async tellDamage({ damaged }: Overview): Promise<void> {
    const fresh = damaged.filter(({ file }) => !this.#told.has(file));
    this.#told = new Set(damaged.map(({ file }) => file));
    if (fresh.length === 0) return;
    const [first] = fresh;
    const said =
      fresh.length > 1
        ? t('A file is damaged. {0} Others are too: {1}.', first.message, fresh.length - 1)
        : t('A file is damaged. {0}', first.message);
    const chosen = await vscode.window.showWarningMessage(said, t('Verify Memory'));
    if (chosen) await this.verify();
  }

  async verify(): Promise<void> {
    const report = await withProgress(t('Verifying data/memory'), () => this.client().verify(false));
    if (report.ok) {
      void vscode.window.showInformationMessage(report.text);
      return;
    }
    await this.showVerified(report.text);
    const said = t('Some files of data/memory are damaged, impossible or outdated; the report names them.');
    const repair = t('Set Aside and Rebuild');
    if ((await vscode.window.showWarningMessage(said, repair)) !== repair) return;
    const repaired = await withProgress(t('Repairing data/memory'), () => this.client().verify(true));
    await this.showVerified(repaired.text);
  }

  /** Imports the Python engine's memory. @param from its data folder; without it the user picks a folder. */
  async importPython(from?: vscode.Uri): Promise<void> {
    const folder = from ?? (await pickFolder());
    if (!folder) return;
    const result = await withProgress(t('Importing'), () => this.client().importPython(folder.fsPath));
    if ('message' in result) void vscode.window.showErrorMessage(result.message);
    else await this.texts.show(t('Import from the Python Engine'), result.text);
  }

  private async showVerified(text: string): Promise<void> {
    await this.texts.show(t('Verification of Memory'), text);
  }
}

async function pickFolder(): Promise<vscode.Uri | undefined> {
  const folders = await vscode.window.showOpenDialog({
    canSelectFolders: true,
    canSelectFiles: false,
    openLabel: t('Import Memory'),
    title: t('The data folder of the Python engine'),
  });
  return folders?.[0];
}

function withProgress<Result>(title: string, work: () => Promise<Result>): Thenable<Result> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title }, work);
}
