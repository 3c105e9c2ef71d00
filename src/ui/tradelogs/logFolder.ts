import type * as vscode from 'vscode';
import type { WorkspaceClient } from '../../workspace/workspaceClient';
import type { ReadOnlyTexts } from '../folder/readOnlyTexts';

/** What trade logs need of the workspace folder they lie in. */
export interface LogFolder {
  readonly client: () => WorkspaceClient;
  readonly state: vscode.Memento;
  readonly texts: ReadOnlyTexts;
  /** Called when outcomes were imported or an import was undone. */
  readonly imported: () => Promise<void>;
}
