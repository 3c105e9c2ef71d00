import { basename } from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { idOfOutcomeFile } from '../../memory/store/outcomeFileName';
import type { PickedOutcome } from '../../workspace/outcomeActions';
import type { WorkspaceClient } from '../../workspace/workspaceClient';
import type { Node } from '../folder/node';
import { noteUri } from './notes';
import { outcomesCount } from './outcomeTexts';
import { pickOutcome, searchOutcome } from './pickOutcome';

/** Carries out the commands on outcomes and runs that are selected in a view. */
export class OutcomeActions {
  constructor(
    private readonly folder: vscode.Uri,
    private readonly client: () => WorkspaceClient,
    private readonly refresh: () => Promise<void>,
  ) {}

  /** Opens the file of an outcome, given its id; without an id, of an outcome that the user picks. */
  async open(decisionId?: string): Promise<void> {
    const client = this.client();
    const id = decisionId ?? (await pickOutcome(client))?.id;
    if (!id) return;
    const file = await client.outcomeFile(id);
    if (file === null) {
      const said = t('This trade is archived. Restore its run to open it as a file.');
      void vscode.window.showInformationMessage(said);
      return;
    }
    // An outcome clicked in a tree leaves the focus there, as a file in the Explorer does.
    const preserveFocus = decisionId !== undefined;
    await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: true, preserveFocus });
  }

  /**
   * Opens the note on an outcome: of a node, a given outcome file, the outcome file in the editor, else one that the
   * user picks.
   */
  async editNote(on?: vscode.Uri | Node): Promise<void> {
    const file = on instanceof vscode.Uri ? on : vscode.window.activeTextEditor?.document.uri;
    const named = on && 'outcome' in on ? on.outcome : file && idOfOutcomeFile(basename(file.fsPath));
    const id = named ?? (await pickOutcome(this.client()))?.id;
    if (id) await vscode.window.showTextDocument(noteUri(this.folder, id));
  }

  /** Lets the user search for an outcome by its situation, and opens the chosen one. */
  async search(): Promise<void> {
    const found = await searchOutcome(this.client());
    if (found) await this.open(found.id);
  }

  /** Moves the selected outcomes to the archive, with a button that undoes the move. */
  async archive(node: Node | undefined, selected: readonly Node[] | undefined): Promise<void> {
    const picked = pickedOf(node, selected);
    if (picked.length === 0) return;
    const moved = await this.client().archive(picked);
    await this.refresh();
    const said = t('Moved to data/memory/archive: {0} of {1}.', moved, outcomesCount(picked.length));
    if (!(await vscode.window.showInformationMessage(said, t('Undo')))) return;
    await this.client().unarchive(picked);
    await this.refresh();
  }

  /** Restores a run's outcomes from the archive: of the node's run, else of a run that the user picks. */
  async restore(node: Node | undefined): Promise<void> {
    // The menu over the Outcomes view passes the outcome that has the focus, which names no run to restore.
    const named = node?.outcome ? undefined : node?.run;
    const runs = named ? [named] : await this.client().archivedRuns();
    if (runs.length === 0) {
      void vscode.window.showInformationMessage(t('The archive is empty.'));
      return;
    }
    const placeHolder = t('Restore the outcomes of which run?');
    const run = named ?? (await vscode.window.showQuickPick(runs, { placeHolder }));
    if (run === undefined) return;
    const restored = await this.client().restore(run);
    await this.refresh();
    void vscode.window.showInformationMessage(
      restored > 0
        ? t('Back in data/memory: {0} of {1}.', outcomesCount(restored), run)
        : t('The archive has no outcome of {0}.', run),
    );
  }

  /** Writes the selected outcomes to a file that the user names. */
  async export(node: Node | undefined, selected: readonly Node[] | undefined): Promise<void> {
    const picked = pickedOf(node, selected);
    if (picked.length === 0) return;
    const target = await vscode.window.showSaveDialog({
      defaultUri: vscode.Uri.joinPath(this.folder, 'outcomes.csv'),
      title: t('Export outcomes ({0})', picked.length),
      filters: { CSV: ['csv'], [t('JSON lines')]: ['jsonl'] },
    });
    if (!target) return;
    await this.client().exportTo(picked, target.fsPath);
    await vscode.window.showTextDocument(target, { preview: true });
  }

  /** Opens the trades.csv of an outcome's run at the outcome's line. */
  async openSource(node: Node | undefined): Promise<void> {
    if (!node?.outcome || !node.run) return;
    const found = await this.client().sourceLine(node.run, node.outcome);
    if ('message' in found) {
      void vscode.window.showErrorMessage(found.message);
      return;
    }
    const at = new vscode.Position(found.line - 1, 0);
    const selection = new vscode.Range(at, at);
    await vscode.window.showTextDocument(vscode.Uri.file(found.file), { selection, preview: true });
  }
}

/** The outcomes among the selected nodes. */
function pickedOf(node: Node | undefined, selected: readonly Node[] | undefined): PickedOutcome[] {
  const nodes = selected && selected.length > 0 ? selected : node ? [node] : [];
  return nodes.flatMap(({ run, outcome: id }) => (run && id ? { run, id } : []));
}
