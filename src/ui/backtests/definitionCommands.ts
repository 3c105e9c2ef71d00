import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { definitionName } from '../../common/files/workspacePaths';
import type { Overview } from '../../workspace/overviewProtocol';
import type { Node } from '../folder/node';
import type { BacktestRuns } from './backtestRuns';
import type { Decisions } from './decisions';
import { runItems } from './runItems';

/** Carries out the commands on definitions and runs: on the target of a click, else on what the user picks. */
export class DefinitionCommands {
  constructor(
    private readonly runs: BacktestRuns,
    private readonly decisions: Decisions,
    private readonly owner: { overview(): Overview | null; refresh(): Promise<void>; setUp(): Promise<void> },
  ) {}

  /** Runs a definition: the target (a file, or a node of the Backtests view), else a definition that the user picks. */
  async run(target?: vscode.Uri | Node): Promise<void> {
    const definition = await this.definitionOf(target);
    if (definition) await this.runs.run(definitionName(definition), { kind: 'fresh', definition });
    await this.owner.refresh();
  }

  /** Decides now by a definition: the target, else a definition that the user picks. */
  async decideNow(target?: vscode.Uri | Node): Promise<void> {
    const definition = await this.definitionOf(target);
    if (definition) await this.decisions.decideNow(definition);
  }

  /** Resumes a run that stopped before its end: the target, else a run that the user picks. */
  async resume(target?: Node): Promise<void> {
    if (target?.run && target.definition) return this.resumeRun(target.run, target.definition);
    const items = runItems(this.owner.overview()).filter(
      ({ state }) => state !== 'done' && state !== 'running',
    );
    if (items.length === 0) {
      void vscode.window.showInformationMessage(t('No run is waiting to be resumed.'));
      return;
    }
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: t('Resume which run?') });
    if (chosen) await this.resumeRun(chosen.run, chosen.definition);
  }

  /** Cancels the run that a node shows; without a node the only run, or a run that the user picks. */
  cancel(target?: Node): Promise<void> {
    return this.runs.cancel(target?.contextValue === 'running' ? target.definition : undefined);
  }

  async runAgain(target?: Node): Promise<void> {
    const again = target ? await this.definitionOf(target) : this.runs.last;
    if (target && !again) return;
    await this.run(again ? vscode.Uri.file(again) : undefined);
  }

  async resumeRun(run: string, definition: string): Promise<void> {
    await this.runs.run(definition, { kind: 'resume', run });
    await this.owner.refresh();
  }

  /** Runs a definition, given its file name without the ending. */
  async runNamed(definition: string): Promise<void> {
    const file = this.fileOf(definition);
    if (file) await this.run(vscode.Uri.file(file));
  }

  /** Absolute path of a definition's file; null where the file is gone. */
  fileOf(definition: string): string | null {
    return this.owner.overview()?.definitions.find((one) => one.definition === definition)?.file ?? null;
  }

  private async definitionOf(target?: vscode.Uri | Node): Promise<string | null> {
    if (target instanceof vscode.Uri) return target.fsPath;
    // A command may come before the folder has been read.
    if (!this.owner.overview()) await this.owner.refresh();
    const known = (this.owner.overview()?.definitions ?? []).filter(({ file }) => file !== null);
    const named = target?.definition;
    if (named !== undefined) {
      const found = known.find(({ definition }) => definition === named)?.file ?? null;
      const gone = t('There is no backtests/{0}.backtest.json any more. Restore it to run it again.', named);
      if (found === null) void vscode.window.showWarningMessage(gone);
      return found;
    }
    if (known.length === 0) void this.offerSetUp();
    if (known.length <= 1) return known[0]?.file ?? null;
    const items = known.map(({ definition, file }) => ({ label: definition, file }));
    return (await vscode.window.showQuickPick(items, { placeHolder: t('Which backtest?') }))?.file ?? null;
  }

  private async offerSetUp(): Promise<void> {
    const said = t('There are no backtests in this folder yet.');
    if (await vscode.window.showInformationMessage(said, t('Set Up Workspace'))) await this.owner.setUp();
  }
}
