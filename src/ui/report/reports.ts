import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ReportActions } from '../../report/reportProtocol';
import type { Progress } from '../../run/process/protocol';
import type { Overview } from '../../workspace/overviewProtocol';
import type { WorkspaceClient } from '../../workspace/workspaceClient';
import type { LiveRun } from '../backtests/liveRun';
import { runItems } from '../backtests/runItems';
import { REPORT } from '../folder/contributions';
import { type Node, runsOf } from '../folder/node';
import { type PageFiles, ReportPanel } from './reportPanel';

/** The most runs that can be told apart over one another. */
const MOST_COMPARED = 3;

/** What reports need of the folder controller that owns them. */
interface ReportsOwner {
  overview(): Overview | null;
  /** The backtests that are under way. */
  live(): readonly LiveRun[];
  openOutcome(id: string): Promise<void>;
}

/** Keeps the open reports of a folder's runs, and carries out the commands about reports. */
export class Reports implements vscode.Disposable {
  readonly #panels = new Set<ReportPanel>();

  constructor(
    private readonly folder: vscode.Uri,
    private readonly files: PageFiles,
    private readonly client: () => WorkspaceClient,
    private readonly owner: ReportsOwner,
  ) {}

  /** Opens the report of a run: of the target (a run's id, or a node), else of a run that the user picks. */
  async open(target?: string | Node): Promise<void> {
    const named = typeof target === 'string' ? target : (target?.run ?? this.newestOf(target?.definition));
    const run = named ?? (await this.pick())?.run;
    if (run) this.show([run]);
  }

  /** Opens two or three runs over one another: the selected runs, else runs that the user picks. */
  async compare(node?: Node, selected: readonly Node[] = [], preset: readonly string[] = []): Promise<void> {
    const chosen = runsOf(selected);
    const runs = chosen.length > 1 ? chosen : await this.pickSeveral(node?.run ? [node.run] : preset);
    if (runs.length === 0) return;
    if (runs.length === 1 || runs.length > MOST_COMPARED)
      void vscode.window.showInformationMessage(t('Choose two or three runs to compare.'));
    else this.show(runs);
  }

  /** The report in front, where it shows runs of this folder. */
  get active(): ReportPanel | undefined {
    return [...this.#panels].find(({ panel }) => panel.active);
  }

  /** Writes the report in front as one HTML file. */
  async exportReport(): Promise<void> {
    if (this.active) await this.exportHtml(this.active);
  }

  /** Writes the trades that the report in front shows as CSV. */
  exportTrades(): void {
    this.active?.saveTrades();
  }

  /** Fills a tab that VS Code restores. */
  restore(panel: vscode.WebviewPanel, runs: readonly string[]): void {
    this.add(panel, runs);
  }

  changed(): void {
    for (const panel of this.#panels) panel.changed();
  }

  progress(progress: Progress): void {
    for (const panel of this.#panels) panel.progress(progress);
  }

  dispose(): void {
    for (const { panel } of this.#panels) panel.dispose();
  }

  private show(runs: readonly string[]): void {
    const open = [...this.#panels].find((one) => one.runs.join('\n') === runs.join('\n'));
    if (open) open.panel.reveal();
    else {
      const panel = vscode.window.createWebviewPanel(REPORT, t('Report'), vscode.ViewColumn.Active, {
        enableFindWidget: true,
      });
      this.add(panel, runs);
    }
  }

  private add(panel: vscode.WebviewPanel, runs: readonly string[]): void {
    const report = new ReportPanel(panel, runs, {
      workspace: this.folder.toString(),
      files: this.files,
      client: this.client,
      progressOf: (run) => this.owner.live().find(({ progress }) => progress?.run === run)?.progress ?? null,
      actions: (own) => this.actions(own),
    });
    this.#panels.add(report);
    panel.onDidDispose(() => this.#panels.delete(report));
  }

  private actions(panel: ReportPanel): ReportActions {
    return {
      openOutcome: (id) => void this.owner.openOutcome(id),
      saveText: (name, text) => void this.save(name, Buffer.from(text)),
      savePicture: (name, base64) => void this.save(name, Buffer.from(base64, 'base64')),
      exportHtml: () => void this.exportHtml(panel),
      compare: () => void this.compare(undefined, [], panel.runs),
    };
  }

  private async exportHtml({ runs }: ReportPanel): Promise<void> {
    const file = await this.askWhere(`${runs.join('-and-')}.html`);
    if (!file) return;
    const problem = await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Notification, title: t('Exporting the report') },
      () => this.client().exportReport(runs, file.fsPath, vscode.l10n.bundle),
    );
    if (problem) void vscode.window.showErrorMessage(problem.message);
    else await tellSaved(file, () => vscode.env.openExternal(file));
  }

  private async save(name: string, content: Uint8Array): Promise<void> {
    const file = await this.askWhere(name);
    if (!file) return;
    try {
      await vscode.workspace.fs.writeFile(file, content);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      void vscode.window.showErrorMessage(
        t('{0} could not be written: {1}. Choose another place.', file.fsPath, why),
      );
      return;
    }
    await tellSaved(file, () => vscode.commands.executeCommand('vscode.open', file));
  }

  private askWhere(name: string): Thenable<vscode.Uri | undefined> {
    return vscode.window.showSaveDialog({ defaultUri: vscode.Uri.joinPath(this.folder, name) });
  }

  /** The run of a definition that is under way, else its newest. */
  private newestOf(name: string | undefined): string | undefined {
    const live = this.owner.live().find(({ definition }) => definition === name);
    const row = this.owner.overview()?.definitions.find(({ definition }) => definition === name);
    return live?.progress?.run ?? row?.runs[0]?.summary.run;
  }

  private async pick() {
    const items = this.items([]);
    if (items.length > 0)
      return vscode.window.showQuickPick(items, { placeHolder: t('Report of which run?') });
    void vscode.window.showInformationMessage(t('There is no run to report on yet. Run a backtest first.'));
    return undefined;
  }

  private async pickSeveral(preset: readonly string[]): Promise<string[]> {
    const items = this.items(preset);
    const placeHolder = t('Compare which runs? Two or three');
    // Kept open without the focus: a report that gets the focus late would close the list and lose what was ticked.
    const options = { canPickMany: true, ignoreFocusOut: true, placeHolder } as const;
    const chosen = await vscode.window.showQuickPick(items, options);
    return chosen?.map(({ run }) => run) ?? [];
  }

  private items(picked: readonly string[]) {
    return runItems(this.owner.overview()).map((item) => ({ ...item, picked: picked.includes(item.run) }));
  }
}

/**
 * Restores the reports that were open when the window closed.
 * @param reportsOf gives a folder's reports; undefined where the folder is not open any more.
 */
export function restoreReports(reportsOf: (folder: string) => Reports | undefined): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer(REPORT, {
    async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: unknown) {
      const { workspace, runs } = keptBy(state);
      const reports = reportsOf(workspace);
      if (reports && runs.length > 0) reports.restore(panel, runs);
      else panel.dispose();
    },
  });
}

/** Reads the workspace and the runs out of a page's kept state; anything else in their place counts as none. */
function keptBy(state: unknown): { workspace: string; runs: string[] } {
  const kept: { workspace?: unknown; runs?: unknown } = typeof state === 'object' && state ? state : {};
  const runs = Array.isArray(kept.runs) ? kept.runs.filter((run) => typeof run === 'string') : [];
  return { workspace: typeof kept.workspace === 'string' ? kept.workspace : '', runs };
}

async function tellSaved(file: vscode.Uri, open: () => Thenable<unknown>): Promise<void> {
  const chosen = await vscode.window.showInformationMessage(
    t('Saved {0}', vscode.workspace.asRelativePath(file)),
    t('Open'),
  );
  if (chosen) await open();
}
