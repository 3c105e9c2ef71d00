import type PQueue from 'p-queue';
import type * as vscode from 'vscode';
import type { OllamaAccess } from '../models/ollamaAccess';
import type { PageFiles } from '../report/reportPanel';
import type { ReadOnlyTexts } from './readOnlyTexts';

/** What the controllers of all folders of a window share. */
export interface FolderWindow {
  /** Folder of the built files. */
  readonly dist: string;
  /** The parts of the report's page. */
  readonly page: PageFiles;
  readonly log: vscode.LogOutputChannel;
  /** Where models are asked. */
  readonly ollama: OllamaAccess;
  readonly texts: ReadOnlyTexts;
  /** A folder outside any workspace. */
  readonly storage: vscode.Uri;
  readonly state: vscode.Memento;
  readonly secrets: vscode.SecretStorage;
  /** Of all backtests of the window: as many run at once as it lets. */
  queue(): Promise<PQueue>;
  /** Whether the views show this folder. */
  isShown(folder: vscode.Uri): boolean;
  /** What a folder holds was read again. */
  refreshed(): void;
}
