import { basename, join } from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import { definitionName } from '../backtest/definitionName';
import { idOfOutcomeFile } from '../memory/outcomeFileName';
import { GROUPINGS, type Grouping, SORTS, type Sort } from '../runner/grouping';
import { type MemoryClient, startMemoryWorker } from '../runner/memoryClient';
import type { Overview } from '../runner/memoryProtocol';
import { BacktestRuns } from './backtestRuns';
import { CONTEXTS } from './contributions';
import { Decisions } from './decisions';
import { DefinitionProblems } from './definitionProblems';
import type { DeskWindow } from './deskWindow';
import { Embedding } from './embedding';
import { InterruptedNotice } from './interruptedNotice';
import { MarketBars } from './marketBars';
import { writeMcpJson } from './mcpServers';
import { MemoryKeeper, showReport } from './memoryKeeper';
import { ModelPull } from './modelPull';
import { type NoteStore, noteUri } from './notes';
import { OutcomeActions } from './outcomeActions';
import { pickOutcome, searchOutcome } from './pickOutcome';
import { pickTwoRuns } from './pickTwoRuns';
import { providerNodes } from './providerTree';
import { Reports } from './reports';
import { runText } from './texts';
import { ToolCalls } from './toolCalls';
import { TradeLogs } from './tradeLogs';
import { type Arrangement, backtestNodes, type Node, outcomeNodes, Tree } from './trees';

/** What the window shows of one workspace folder, and what its commands do. */
export class Desk implements vscode.Disposable {
  readonly runs: BacktestRuns;
  readonly logs: TradeLogs;
  readonly actions: OutcomeActions;
  readonly decisions: Decisions;
  /** What language models ask. */
  readonly tools = new ToolCalls(
    () => this.client(),
    () => this.runs,
    () => this.refresh(),
  );
  readonly bars: MarketBars;
  readonly trees = { backtests: new Tree(), outcomes: new Tree(), providers: new Tree() };
  readonly #keeper = new MemoryKeeper(() => this.client());
  readonly #problems = new DefinitionProblems((file, text) => this.client().check(file, text));
  #client: MemoryClient | null = null;
  #arrangement: Arrangement = { by: 'quarter', sort: 'newest' };
  #overview: Overview | null = null;
  /** The refresh under way, and the one that was asked for meanwhile: what changed after its reading began is seen too. */
  #refreshing: Promise<void> | null = null;
  #refreshAgain: Promise<void> | null = null;

  readonly #pull: ModelPull;
  readonly reports: Reports;
  readonly #embedding: Embedding;
  readonly #interrupted: InterruptedNotice;

  constructor(
    private readonly folder: vscode.Uri,
    private readonly window: DeskWindow,
  ) {
    const { dist, log, ollama, storage, state } = window;
    this.#pull = new ModelPull(() => this.client(), ollama);
    this.reports = new Reports(folder, window.page, () => this.client(), this);
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
    this.logs = new TradeLogs(
      () => this.client(),
      state,
      () => this.refresh(),
    );
    this.#interrupted = new InterruptedNotice(
      state,
      (run, definition) => void this.resumeRun(run, definition),
    );
    this.runs = new BacktestRuns(join(dist, 'runner.js'), folder.fsPath, log, window.queue, {
      changed: () => this.showBacktests(),
      runAfresh: (definition) => void this.runNamed(definition),
      showReport: (run) => void this.reports.open(run),
      offerBars: (definition) => this.bars.offerFor(this.fileOf(definition)),
      isShown: () => window.isShown(this),
      pull: (models) => this.#pull.pull(models),
      ollama: () => ollama.host(),
    });
    const shown = () => void this.refresh();
    this.bars = new MarketBars(folder, window, () => this.client(), shown);
  }

  /** What the views show, as it was read last. */
  get overview(): Overview | null {
    return this.#overview;
  }

  /** Sets the context keys that menus and welcome texts look at, when this desk is the one that is shown. */
  async showContexts(): Promise<void> {
    const known = (this.#overview?.definitions.length ?? 0) > 0;
    await vscode.commands.executeCommand('setContext', CONTEXTS.memory, known);
    await this.runs.showContext();
  }

  /** Shows the folder as it is, looking at every file: a shared folder may not tell of changes. */
  lookAgain(): Promise<void> {
    this.client().lookAgain();
    return this.refresh();
  }

  /** Shows the folder as it is now or later; resolves when it is shown. */
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

  async groupBy(grouping?: Grouping): Promise<void> {
    const names = Object.keys(GROUPINGS) as Grouping[];
    const chosen =
      grouping ?? (await vscode.window.showQuickPick(names, { placeHolder: t('Group outcomes by') }));
    if (!chosen) return;
    this.#arrangement = { ...this.#arrangement, by: chosen as Grouping };
    await this.refresh();
  }

  async sortBy(sort?: Sort): Promise<void> {
    const names = Object.keys(SORTS) as Sort[];
    const chosen =
      sort ?? (await vscode.window.showQuickPick(names, { placeHolder: t('Which outcomes first?') }));
    if (!chosen) return;
    this.#arrangement = { ...this.#arrangement, sort: chosen as Sort };
    await this.refresh();
  }

  /** Shows what differs between two runs: those that are selected, else two that the user picks. */
  async compare(node?: Node, selected?: readonly Node[]): Promise<void> {
    const chosen = (selected ?? []).flatMap(({ run, outcome }) => (run && !outcome ? run : []));
    const [first, second] = chosen.length === 2 ? chosen : await pickTwoRuns(this.#overview, node?.run);
    if (!first || !second) return;
    const report = await this.client().compare(first, second);
    if ('message' in report) void vscode.window.showErrorMessage(report.message);
    else await showReport(report);
  }

  /** Runs a definition: the one given (a file, or a node of the Backtests view), else one that the user picks. */
  async run(target?: vscode.Uri | Node): Promise<void> {
    const definition = await this.definitionOf(target);
    if (definition) await this.runs.run(definitionName(definition), { kind: 'fresh', definition });
    await this.refresh();
  }

  /** Decides now, by a definition: of the file or node, else one that the user picks. */
  async decideNow(target?: vscode.Uri | Node): Promise<void> {
    const definition = await this.definitionOf(target);
    if (definition) await this.decisions.decideNow(definition);
  }

  /** Goes on with a run that ended before its end: the one given, else one that the user picks. */
  async resume(target?: Node): Promise<void> {
    if (target?.run && target.definition) return this.resumeRun(target.run, target.definition);
    const rows = (this.#overview?.definitions ?? []).flatMap(({ runs }) => runs);
    const items = rows
      .filter(({ state }) => state !== 'done' && state !== 'running')
      .map((row) => ({
        label: row.summary.run,
        description: runText(row),
        definition: row.summary.definition,
      }));
    if (items.length === 0) {
      void vscode.window.showInformationMessage(t('No run is waiting to be resumed.'));
      return;
    }
    const chosen = await vscode.window.showQuickPick(items, { placeHolder: t('Resume which run?') });
    if (chosen) await this.resumeRun(chosen.label, chosen.definition);
  }

  async runAgain(target?: Node): Promise<void> {
    const again = target ? await this.definitionOf(target) : this.runs.last;
    if (target && !again) {
      const gone = t(
        'There is no backtests/{0}.backtest.json any more. Restore it to run it again.',
        target.definition ?? '',
      );
      void vscode.window.showWarningMessage(gone);
      return;
    }
    await this.run(again ? vscode.Uri.file(again) : undefined);
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
      await this.run(vscode.Uri.file(made));
  }

  /** Writes the types of scripts into the workspace, and shows them. */
  async writeTypings(): Promise<void> {
    const file = await this.client().writeTypings();
    await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: true });
  }

  async openOutcome(decisionId?: string): Promise<void> {
    const client = this.client();
    const id = decisionId ?? (await pickOutcome(client));
    if (!id) return;
    const file = await client.outcomeFile(id);
    if (file === null) {
      const said = t('This trade is archived. Restore its run to open it as a file.');
      void vscode.window.showInformationMessage(said);
      return;
    }
    // From a tree the keyboard stays there, as in the Explorer.
    const preserveFocus = decisionId !== undefined;
    await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: true, preserveFocus });
  }

  /** Opens the note on an outcome: of a node, of an outcome's file, of the one being edited, else one that the user picks. */
  async editNote(on?: vscode.Uri | Node): Promise<void> {
    const file = on instanceof vscode.Uri ? on : vscode.window.activeTextEditor?.document.uri;
    const named = on && 'outcome' in on ? on.outcome : file && idOfOutcomeFile(basename(file.fsPath));
    const id = named ?? (await pickOutcome(this.client()));
    if (id) await vscode.window.showTextDocument(noteUri(this.folder, id));
  }

  readonly note: NoteStore = {
    read: (id) => this.client().note(id),
    write: (id, text) => this.client().setNote(id, text),
  };

  async search(): Promise<void> {
    const id = await searchOutcome(this.client());
    if (id) await this.openOutcome(id);
  }

  async verify(): Promise<void> {
    await this.#keeper.verify();
    await this.refresh();
  }

  /** @param from a folder of the Python engine; without it the user picks one. */
  async importPython(from?: vscode.Uri): Promise<void> {
    await this.#keeper.importPython(from instanceof vscode.Uri ? from : undefined);
    await this.refresh();
  }

  async writeMcpJson(): Promise<void> {
    await writeMcpJson(this.folder, this.window.dist, (...text) => this.client().mcpJson(...text));
  }

  dispose(): void {
    this.runs.dispose();
    this.reports.dispose();
    this.bars.dispose();
    this.#client?.dispose();
    this.#problems.dispose();
    this.#embedding.dispose();
  }

  private async resumeRun(run: string, definition: string): Promise<void> {
    await this.runs.run(definition, { kind: 'resume', run });
    await this.refresh();
  }

  private async runNamed(definition: string): Promise<void> {
    const file = this.fileOf(definition);
    if (file) await this.run(vscode.Uri.file(file));
  }

  private fileOf(definition: string): string | null {
    return this.#overview?.definitions.find((one) => one.definition === definition)?.file ?? null;
  }

  private showBacktests(): void {
    this.reports.progress(this.runs.live);
    if (!this.#overview) return;
    const nodes = backtestNodes(this.#overview, this.runs.live);
    this.trees.backtests.show([...nodes, ...this.bars.show(this.#overview)]);
  }

  private get memoryFolder(): vscode.Uri {
    return vscode.Uri.joinPath(this.folder, 'data', 'memory');
  }

  /** The memory worker; started when it is first asked for, and again after it died. */
  private client(): MemoryClient {
    if (this.#client) return this.#client;
    this.#client = startMemoryWorker(
      join(this.window.dist, 'worker.js'),
      this.folder.fsPath,
      {
        changed: () => void this.refresh(),
        embedded: (done, of) => this.#embedding.showEmbedded(done, of),
        pulling: (status, done, of) => this.#pull.show(status, done, of),
        downloading: (file, done, of) => this.#embedding.showDownload(file, done, of),
        failed: ({ message }) =>
          void vscode.window.showWarningMessage(t('{0} Search is lexical until then.', message)),
        startRun: (definition) => this.tools.startRun(definition),
        cancelRun: (definition) => this.tools.cancelRun(definition),
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
      void this.#keeper.tellDamage(overview);
      void this.#interrupted.tell(overview);
      this.window.refreshed();
      this.reports.changed();
      if (this.window.isShown(this)) await this.showContexts();
    } catch (error) {
      // Where the worker died, that was said already; the log has the rest.
      this.window.log.error(error instanceof Error ? error : String(error));
    }
  }

  private async definitionOf(target?: vscode.Uri | Node): Promise<string | null> {
    if (target instanceof vscode.Uri) return target.fsPath;
    const known = (this.#overview?.definitions ?? []).filter(({ file }) => file !== null);
    if (target?.definition)
      return known.find(({ definition }) => definition === target.definition)?.file ?? null;
    if (known.length <= 1) return known[0]?.file ?? null;
    const items = known.map(({ definition, file }) => ({ label: definition, file }));
    return (await vscode.window.showQuickPick(items, { placeHolder: t('Which backtest?') }))?.file ?? null;
  }
}
