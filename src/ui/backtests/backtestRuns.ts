import { t } from '@vscode/l10n';
import type PQueue from 'p-queue';
import * as vscode from 'vscode';
import { failingProviders } from '../../backtest/results/failing';
import type { InterruptedSummary } from '../../backtest/results/runSummary';
import { InputError } from '../../common/inputError';
import type { Problem } from '../../common/problem';
import { failingText, numbers, refusedText, tradesCount } from '../../common/words';
import type { OllamaHost } from '../../decision/ollama/ollamaHost';
import { startBacktest } from '../../run/process/backtestClient';
import type { Progress, RunEnd, RunTask } from '../../run/process/protocol';
import { COMMANDS, CONTEXTS, VIEWS } from '../folder/contributions';
import { isTrusted } from '../folder/trust';
import { type LiveRun, liveText } from './liveRun';
import { progressText, stateText } from './runTexts';

interface Job {
  readonly definition: string;
  readonly task: RunTask;
  progress: Progress | null;
  started: boolean;
  readonly cancel: AbortController;
}

/** What backtests need of the folder controller that owns them, and tell it. */
interface RunsOwner {
  /** Called when a run begins or ends. */
  changed(): void;
  /** Called when a run comes further, many times a second. */
  progressed(progress: Progress): void;
  /** Called when a run cannot be resumed and the user chose to run its definition afresh. */
  runAfresh(definition: string): void;
  /** Called when the user wants to see a run's report. */
  showReport(run: string): void;
  /** @returns starts the download of the bars that a definition lacks; null where no download would help. */
  offerBars(definition: string): Promise<(() => void) | null>;
  /** Whether the views show this folder. */
  isShown(): boolean;
  /** Has Ollama fetch missing models. @returns whether all are there now. */
  pull(models: readonly string[]): Promise<boolean>;
  /** The Ollama that models are asked at. */
  ollama(): Promise<OllamaHost>;
}

/**
 * Runs the backtests of a folder, each in a process of its own, as many at once as the queue allows.
 * Shows how far the runs are, and says how each ended.
 */
export class BacktestRuns implements vscode.Disposable {
  readonly #status = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left);
  readonly #jobs = new Map<string, Job>();
  #last: string | null = null;

  /** @param queue shared by all backtests of this window. */
  constructor(
    private readonly runnerFile: string,
    private readonly workspace: string,
    private readonly log: vscode.LogOutputChannel,
    private readonly queue: () => Promise<PQueue>,
    private readonly owner: RunsOwner,
  ) {
    this.#status.command = COMMANDS.cancel;
  }

  /** Absolute path of the definition that ran last. */
  get last(): string | null {
    return this.#last;
  }

  get live(): readonly LiveRun[] {
    return [...this.#jobs.values()].map(({ definition, progress, started }) => ({
      definition,
      progress,
      waits: !started,
    }));
  }

  /**
   * Runs a definition once its turn comes. The user is told how the run ended, or why it could not start.
   * @param definition file name of the definition without its ending.
   * @returns how the run ended; null where it did not start, or a bug ended it.
   */
  async run(definition: string, task: RunTask): Promise<RunEnd | null> {
    if (!isTrusted(t('Backtests run only in a trusted workspace.'))) return null;
    if (this.#jobs.has(definition)) {
      const said = t('{0} is running or waits for its turn. Wait for it to end, or cancel it.', definition);
      void vscode.window.showInformationMessage(said);
      return null;
    }
    if (task.kind === 'fresh') this.#last = task.definition;
    const job: Job = { definition, task, progress: null, started: false, cancel: new AbortController() };
    this.#jobs.set(definition, job);
    await this.show();
    const end = await (await this.queue()).add(() => this.play(job));
    // A job cancelled while it waited has left the map already, and another of its definition may wait there.
    if (this.#jobs.get(definition) === job) this.#jobs.delete(definition);
    await this.show();
    return end ?? null;
  }

  /** Cancels the run of a definition; without a definition the only run, else a run that the user picks. */
  async cancel(definition?: string): Promise<void> {
    const names = [...this.#jobs.keys()];
    const chosen =
      definition ??
      (names.length > 1
        ? await vscode.window.showQuickPick(names, { placeHolder: t('Cancel which backtest?') })
        : names[0]);
    const job = chosen === undefined ? undefined : this.#jobs.get(chosen);
    if (!job) return;
    job.cancel.abort();
    // A job that waits is over at once; its turn in the queue does nothing.
    if (!job.started) this.#jobs.delete(job.definition);
    await this.show();
  }

  dispose(): void {
    for (const job of this.#jobs.values()) job.cancel.abort();
    this.#status.dispose();
  }

  private async play(job: Job): Promise<RunEnd | null> {
    const { definition, task } = job;
    const { signal } = job.cancel;
    try {
      const { VsCodeModels } = await import('../models/editorModels');
      const ollama = await this.owner.ollama();
      if (signal.aborted) return null;
      job.started = true;
      const running = startBacktest({
        runnerFile: this.runnerFile,
        workspace: this.workspace,
        task,
        ollama,
        models: new VsCodeModels(definition),
        events: {
          progress: (progress) => {
            job.progress = progress;
            this.showStatus();
            this.owner.progressed(progress);
          },
          estimate: (text) => void this.tellEstimate(job, text),
          log: (message) => this.log.info(`${definition}: ${message}`),
        },
        signal,
      });
      const [end] = await Promise.all([running, this.show()]);
      void this.tell(job, end);
      return end;
    } catch (error) {
      if (error instanceof InputError) void vscode.window.showErrorMessage(error.message);
      else {
        this.log.error(error instanceof Error ? error : String(error));
        if (signal.aborted) void this.tellKilled(definition);
        else void this.tellFailure();
      }
      return null;
    }
  }

  private async show(): Promise<void> {
    this.showStatus();
    this.owner.changed();
    if (this.owner.isShown()) await this.showContext();
  }

  private showStatus(): void {
    const live = this.live;
    const running = live.filter(({ waits }) => !waits);
    const [first] = running;
    const waiting = live.length - running.length;
    if (live.length === 0) this.#status.hide();
    else {
      const many =
        waiting > 0
          ? t('Backtests: {0} running, {1} waiting', running.length, waiting)
          : t('{0} backtests run', running.length);
      const one = first?.progress ? progressText(first.progress) : t('Backtest starts');
      this.#status.text = `$(sync~spin) ${live.length > 1 ? many : one}`;
      this.#status.tooltip = [
        ...live.map((run) => `${run.definition}: ${liveText(run)}`),
        t('Click to cancel'),
      ].join('\n');
      this.#status.show();
    }
  }

  /** Tells menus whether there is a run to cancel. */
  async showContext(): Promise<void> {
    await vscode.commands.executeCommand('setContext', CONTEXTS.running, this.#jobs.size > 0);
  }

  /**
   * Says what a run will ask models, with a button to cancel. A resumed run has answers in its log already: only the
   * log is told.
   */
  private async tellEstimate(job: Job, text: string): Promise<void> {
    const { definition, task } = job;
    const said = `${definition}: ${text}.`;
    this.log.info(said);
    if (task.kind !== 'fresh' || !(await vscode.window.showInformationMessage(said, t('Cancel Backtest'))))
      return;
    // This run may be over by now, and another of the definition under way.
    if (this.#jobs.get(definition) === job) await this.cancel(definition);
  }

  private async tell({ definition, task }: Job, end: RunEnd): Promise<void> {
    if (end.state === 'failed') return this.tellProblems(definition, task, end.problems);
    if (end.state === 'interrupted') return this.tellInterrupted(definition, end.run);
    const { total, name, synthetic } = end.run;
    let said = `${name} ${stateText(end.state)}`;
    if (total?.totalReturn != null) {
      said += `: ${numbers().signedPercentOfShare(total.totalReturn)}, ${tradesCount(total.trades)}`;
      if (synthetic) said = t('{0} on synthetic bars', said);
    }
    const failing = failingProviders(end.run.asked).map((one) => `${failingText(one)}.`);
    const report = t('Show Report');
    const offers = [report, t('Show Outcomes')];
    const refused = refusedText(end.run);
    const more = [...failing, ...(refused ? [`${refused}.`] : [])];
    if (more.length > 0) said = [`${said}.`, ...more].join(' ');
    const chosen = await (failing.length > 0
      ? vscode.window.showWarningMessage(said, ...offers)
      : vscode.window.showInformationMessage(said, ...offers));
    if (chosen === report) this.owner.showReport(end.run.run);
    else if (chosen) await vscode.commands.executeCommand(`${VIEWS.outcomes}.focus`);
  }

  private async tellInterrupted(
    definition: string,
    { run, name, problem }: InterruptedSummary,
  ): Promise<void> {
    const said = t('{0} was interrupted: {1}. What was answered is kept.', name, problem);
    if (await vscode.window.showErrorMessage(said, t('Resume')))
      await this.run(definition, { kind: 'resume', run });
  }

  private async tellProblems(definition: string, task: RunTask, problems: readonly Problem[]): Promise<void> {
    const [first] = problems;
    const missing = problems.flatMap(({ missingModel }) => missingModel ?? []);
    const afresh = t('Run Afresh');
    const pull = missing.length > 1 ? t('Pull {0} Models', missing.length) : t('Pull {0}', missing.join());
    const download = t('Download Bars…');
    const getBars = await this.owner.offerBars(definition);
    const offers = [
      ...(task.kind === 'resume' ? [afresh] : []),
      ...(missing.length > 0 ? [pull] : []),
      ...(getBars ? [download] : []),
    ];
    const said = missing.length > 1 ? t('Ollama does not have {0}.', missing.join(', ')) : first.message;
    const chosen = await vscode.window.showErrorMessage(said, ...offers, t('Open File'));
    if (chosen === afresh) this.owner.runAfresh(definition);
    else if (chosen === download) getBars?.();
    else if (chosen === pull) {
      if (await this.owner.pull(missing)) await this.run(definition, task);
    } else if (chosen)
      await vscode.window.showTextDocument(vscode.Uri.file(first.file), { selection: lineOf(first.line) });
  }

  private tellKilled(definition: string): Thenable<unknown> {
    const said = t(
      '{0} did not stop when it was asked to, and was ended after two seconds. Its closed trades are kept; it can be resumed.',
      definition,
    );
    return vscode.window.showWarningMessage(said);
  }

  private async tellFailure(): Promise<void> {
    const message = t('The backtest ended by a bug of this extension; closed trades are kept.');
    if (await vscode.window.showErrorMessage(message, t('Show Log'))) this.log.show();
  }
}

function lineOf(line = 1): vscode.Range {
  return new vscode.Range(line - 1, 0, line - 1, 0);
}
