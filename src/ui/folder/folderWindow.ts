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
  /** The Ollama that models are asked at. */
  readonly ollama: OllamaAccess;
  readonly texts: ReadOnlyTexts;
  /** A folder outside any workspace. */
  readonly storage: vscode.Uri;
  readonly state: vscode.Memento;
  readonly secrets: vscode.SecretStorage;
  /** The queue of all backtests of the window. */
  queue(): Promise<PQueue>;
  /** Whether the views show this folder. */
  isShown(folder: vscode.Uri): boolean;
  /** Called when a folder was read again. */
  refreshed(): void;
}
