import { join } from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { memoryFolder } from '../../common/files/workspacePaths';
import { GROUPINGS, type Grouping, SORTS, type Sort } from '../../memory/grouping';
import type { Overview } from '../../workspace/overviewProtocol';
import { startWorkspaceWorker, type WorkspaceClient } from '../../workspace/workspaceClient';
import { ToolCalls } from '../agents/toolCalls';
import { BacktestRuns } from '../backtests/backtestRuns';
import { BacktestTree, backtestNodes } from '../backtests/backtestTree';
import { Decisions } from '../backtests/decisions';
import { DefinitionCommands } from '../backtests/definitionCommands';
import { DefinitionProblems } from '../backtests/definitionProblems';
import { InterruptedNotice } from '../backtests/interruptedNotice';
import { pickTwoRuns } from '../backtests/pickTwoRuns';
import { MarketBars } from '../bars/marketBars';
import { Embedding } from '../models/embedding';
import { ModelPull } from '../models/modelPull';
import { MemoryCommands } from '../outcomes/memoryCommands';
import type { NoteStore } from '../outcomes/notes';
import { OutcomeActions } from '../outcomes/outcomeActions';
import { groupingText, sortText } from '../outcomes/outcomeTexts';
import { type Arrangement, outcomeNodes } from '../outcomes/outcomeTree';
import { providerNodes } from '../outcomes/providerTree';
import { Reports } from '../report/reports';
import { TradeLogs } from '../tradelogs/tradeLogs';
import { CONTEXTS } from './contributions';
import type { FolderWindow } from './folderWindow';
import { type Node, runsOf } from './node';
import { Throttle } from './throttle';
import { Tree } from './tree';

/** Throttle of the rows that show the progress of runs, ms. */
const ROW_PACE = 1000;

/** Shows one workspace folder in views, reports and editors, and carries out the commands on it. */
export class FolderController implements vscode.Disposable {
  readonly runs: BacktestRuns;
  readonly logs: TradeLogs;
  readonly actions: OutcomeActions;
  readonly decisions: Decisions;
  readonly definitions: DefinitionCommands;
  /** Answers the calls of language models. */
  readonly tools = new ToolCalls(
    () => this.client(),
    () => this.runs,
    () => this.refresh(),
  );
  readonly bars: MarketBars;
  readonly trees = { backtests: new BacktestTree(), outcomes: new Tree(), providers: new Tree() };
  readonly #memory: MemoryCommands;
  readonly #rows = new Throttle(() => this.trees.backtests.progress(this.runs.live), ROW_PACE);
  readonly #problems = new DefinitionProblems((file, text) => this.client().check(file, text));
  #client: WorkspaceClient | null = null;
  #arrangement: Arrangement = { by: 'quarter', sort: 'newest' };
  #overview: Overview | null = null;
  /** The refresh under way, and the refresh that was requested after its reading had begun. */
  #refreshing: Promise<void> | null = null;
  #refreshAgain: Promise<void> | null = null;

  readonly #pull: ModelPull;
  readonly reports: Reports;
  readonly #embedding: Embedding;
  readonly #interrupted: InterruptedNotice;

  constructor(
    private readonly folder: vscode.Uri,
    private readonly window: FolderWindow,
  ) {
    const { dist, log, ollama, storage, state } = window;
    this.#memory = new MemoryCommands(() => this.client(), window.texts);
    this.#pull = new ModelPull(() => this.client(), ollama);
    this.reports = new Reports(folder, window.page, () => this.client(), {
      overview: () => this.#overview,
      live: () => this.runs.live,
      openOutcome: (id) => this.actions.open(id),
    });
    this.#embedding = new Embedding(() => this.client(), storage);
    this.decisions = new Decisions({
      runnerFile: join(dist, 'runner.js'),
      workspace: folder.fsPath,
      log,
      texts: window.texts,
      client: () => this.client(),
      ollama: () => ollama.host(),
    });
    this.actions = new OutcomeActions(
      folder,
      () => this.client(),
      () => this.refresh(),
    );
    this.logs = new TradeLogs({
      client: () => this.client(),
      state,
      texts: window.texts,
      imported: () => this.refresh(),
    });
    this.#interrupted = new InterruptedNotice(
      state,
      (run, definition) => void this.definitions.resumeRun(run, definition),
    );
    this.runs = new BacktestRuns(join(dist, 'runner.js'), folder.fsPath, log, window.queue, {
      changed: () => this.showBacktests(),
      progressed: (progress) => {
        this.reports.progress(progress);
        this.#rows.ask();
      },
      runAfresh: (definition) => void this.definitions.runNamed(definition),
      showReport: (run) => void this.reports.open(run),
      offerBars: (definition) => this.bars.offerFor(this.definitions.fileOf(definition)),
      isShown: () => window.isShown(this.folder),
      pull: (models) => this.#pull.pull(models),
      ollama: () => ollama.host(),
    });
    this.definitions = new DefinitionCommands(this.runs, this.decisions, {
      overview: () => this.#overview,
      refresh: () => this.refresh(),
      setUp: () => this.setUp(),
    });
    const shown = () => void this.refresh();
    this.bars = new MarketBars(folder, window, () => this.client(), shown);
  }

  /** What was read of the folder last; null before the first reading. */
  get overview(): Overview | null {
    return this.#overview;
  }

  /** Sets the context keys of menus and welcome texts to what this folder holds. */
  async showContexts(): Promise<void> {
    const amount = (all: readonly unknown[] | undefined) => all && (all.length > 0 ? 'some' : 'none');
    const { definitions, groups } = this.#overview ?? {};
    await vscode.commands.executeCommand('setContext', CONTEXTS.definitions, amount(definitions));
    await vscode.commands.executeCommand('setContext', CONTEXTS.outcomes, amount(groups));
    await this.runs.showContext();
  }

  /** Shows the folder after a look at every file: a network folder may not tell of changes. */
  lookAgain(): Promise<void> {
    this.client().lookAgain();
    return this.refresh();
  }

  /** Reads the folder and shows it. Resolves when what the folder holds now, or later, is shown. */
  refresh(): Promise<void> {
    if (!this.#refreshing) {
      this.#refreshing = this.readAndShow().finally(() => {
        this.#refreshing = null;
      });
      return this.#refreshing;
    }
    this.#refreshAgain ??= this.#refreshing.then(() => {
      this.#refreshAgain = null;
      return this.refresh();
    });
    return this.#refreshAgain;
  }

  async groupBy(): Promise<void> {
    const all = Object.keys(GROUPINGS) as Grouping[];
    const items = all.map((by) => ({ label: groupingText(by), by }));
    const placeHolder = t('Group outcomes by');
    const chosen = await vscode.window.showQuickPick(items, { placeHolder });
    if (!chosen) return;
    this.#arrangement = { ...this.#arrangement, by: chosen.by };
    await this.refresh();
  }

  async sortBy(): Promise<void> {
    const all = Object.keys(SORTS) as Sort[];
    const items = all.map((sort) => ({ label: sortText(sort), sort }));
    const placeHolder = t('Which outcomes first?');
    const chosen = await vscode.window.showQuickPick(items, { placeHolder });
    if (!chosen) return;
    this.#arrangement = { ...this.#arrangement, sort: chosen.sort };
    await this.refresh();
  }

  /** Shows what differs between two runs: the selected runs, else runs that the user picks. */
  async compare(node?: Node, selected: readonly Node[] = []): Promise<void> {
    const chosen = runsOf(selected);
    const [first, second] = chosen.length === 2 ? chosen : await pickTwoRuns(this.#overview, node?.run);
    if (!first || !second) return;
    const report = await this.client().compare(first, second);
    if ('message' in report) void vscode.window.showErrorMessage(report.message);
    else await this.window.texts.show(t('{0} Beside {1}', first, second), report.text);
  }

  async setUp(): Promise<void> {
    const made = await this.client().setUp();
    await this.refresh();
    if (typeof made !== 'string') {
      void vscode.window.showErrorMessage(made.message);
      return;
    }
    const said = t(
      'The workspace is ready: a definition of built-in rules, one of a program and a script, and a year of synthetic bars.',
    );
    if (await vscode.window.showInformationMessage(said, t('Run Backtest')))
      await this.definitions.run(vscode.Uri.file(made));
  }

  /** Writes the type declarations for scripts into the workspace, and shows them. */
  async writeTypings(): Promise<void> {
    const file = await this.client().writeTypings();
    await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: true });
  }

  readonly note: NoteStore = {
    read: (id) => this.client().note(id),
    write: (id, text) => this.client().setNote(id, text),
  };

  async verify(): Promise<void> {
    await this.#memory.verify();
    await this.refresh();
  }

  /** Imports the Python engine's memory. @param from its data folder; without it the user picks a folder. */
  async importPython(from?: vscode.Uri): Promise<void> {
    await this.#memory.importPython(from instanceof vscode.Uri ? from : undefined);
    await this.refresh();
  }

  async writeMcpJson(): Promise<void> {
    const { writeMcpJson } = await import('../agents/writeMcpJson');
    await writeMcpJson(this.folder, this.window.dist, (...text) => this.client().mcpJson(...text));
  }

  dispose(): void {
    this.#rows.dispose();
    this.runs.dispose();
    this.reports.dispose();
    this.bars.dispose();
    this.#client?.dispose();
    this.#problems.dispose();
    this.#embedding.dispose();
  }

  private showBacktests(): void {
    if (!this.#overview) return;
    const nodes = backtestNodes(this.#overview, this.runs.live);
    this.trees.backtests.show([...nodes, ...this.bars.show(this.#overview)]);
  }

  private get memoryFolder(): vscode.Uri {
    return vscode.Uri.file(memoryFolder(this.folder.fsPath));
  }

  /** The memory worker, started when first needed, and again after it died. */
  private client(): WorkspaceClient {
    if (this.#client) return this.#client;
    this.#client = startWorkspaceWorker(
      join(this.window.dist, 'worker.js'),
      this.folder.fsPath,
      {
        changed: () => void this.refresh(),
        embedded: (done, of) => this.#embedding.showEmbedded(done, of),
        pulling: (status, done, of) => this.#pull.show(status, done, of),
        downloading: (file, done, of) => this.#embedding.showDownload(file, done, of),
        failed: ({ message }) =>
          void vscode.window.showWarningMessage(t('{0} Search is lexical until then.', message)),
        startRun: (definition, signal) => this.tools.startRun(definition, signal),
      },
      (error) => {
        this.#client = null;
        void this.tellWorkerDied(error);
      },
    );
    void this.#embedding.apply(false);
    return this.#client;
  }

  private async tellWorkerDied(error: Error): Promise<void> {
    this.window.log.error(error);
    const said = t('Reading data/memory ended by a bug of this extension; the files are safe.');
    const again = t('Read Again');
    const chosen = await vscode.window.showErrorMessage(said, again, t('Show Log'));
    if (chosen === again) await this.refresh();
    else if (chosen) this.window.log.show();
  }

  private async readAndShow(): Promise<void> {
    try {
      const client = this.client();
      const arrangement = this.#arrangement;
      const overview = await client.overview(arrangement.by);
      this.#overview = overview;
      this.showBacktests();
      this.trees.providers.show(
        providerNodes(overview, async (provider) =>
          this.client().providerDetail(provider, await this.window.ollama.host()),
        ),
      );
      this.trees.outcomes.show(
        outcomeNodes(overview, arrangement, (page) => client.outcomes(page), this.memoryFolder),
      );
      this.#problems.show(overview);
      void this.#memory.tellDamage(overview);
      void this.#interrupted.tell(overview);
      this.window.refreshed();
      this.reports.changed();
      if (this.window.isShown(this.folder)) await this.showContexts();
    } catch (error) {
      // The user was told already where the worker died; everything else is for the log.
      this.window.log.error(error instanceof Error ? error : String(error));
    }
  }
}
