import * as vscode from 'vscode';
import { isoTime } from '../market/calendar';
import { type RunningBacktest, startBacktest } from '../runner/backtestClient';
import type { Progress, RunEnd } from '../runner/protocol';
import { COMMANDS, CONTEXTS } from './contributions';
import { percent, signedPercent } from './texts';

/** The backtest under way, if any: starts it in a process of its own, shows how far it is, says how it ended. */
export class BacktestRuns implements vscode.Disposable {
  readonly #status = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left);
  #running: RunningBacktest | null = null;
  #last: string | null = null;

  constructor(
    private readonly runnerFile: string,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.#status.command = COMMANDS.cancel;
    this.#status.tooltip = 'Click to cancel the backtest';
  }

  /** The definition that ran last, absolute path. */
  get last(): string | null {
    return this.#last;
  }

  /** Resolves when it has ended, and how was said to the user; so is why it could not start. */
  async run(workspace: string, definition: string): Promise<void> {
    if (!vscode.workspace.isTrusted) {
      void vscode.window.showWarningMessage('Backtests run only in a trusted workspace.');
      return;
    }
    if (this.#running) {
      void vscode.window.showInformationMessage('A backtest is running. Wait for it to end, or cancel it.');
      return;
    }
    this.#last = definition;
    this.#running = startBacktest({
      runnerFile: this.runnerFile,
      workspace,
      task: { kind: 'fresh', definition },
      events: {
        progress: (progress) => this.show(progress),
        log: (message) => this.log.info(message),
      },
    });
    this.#status.text = '$(sync~spin) Backtest starts';
    this.#status.show();
    await vscode.commands.executeCommand('setContext', CONTEXTS.running, true);
    try {
      void this.tell(await this.#running.end);
    } catch (error) {
      this.log.error(error instanceof Error ? error : String(error));
      void this.tellFailure();
    } finally {
      this.#running = null;
      this.#status.hide();
      await vscode.commands.executeCommand('setContext', CONTEXTS.running, false);
    }
  }

  cancel(): void {
    this.#running?.cancel();
  }

  dispose(): void {
    this.#running?.cancel();
    this.#status.dispose();
  }

  private show({ quarter, time, done, trades, equity, timeLeft }: Progress): void {
    const left = timeLeft === null ? '' : ` · ${Math.ceil(timeLeft / 1000)} s left`;
    this.#status.text = `$(sync~spin) ${quarter} · ${isoTime(time).slice(0, 10)} · ${trades} trades · ${equity.toFixed(0)} · ${percent(done)}${left}`;
  }

  private async tell(end: RunEnd): Promise<void> {
    if (end.state === 'failed') {
      const [first] = end.problems;
      const chosen = await vscode.window.showErrorMessage(first.message, 'Open File');
      if (chosen)
        await vscode.window.showTextDocument(vscode.Uri.file(first.file), { selection: lineOf(first.line) });
      return;
    }
    const { total, name, synthetic } = end.run;
    const made = synthetic ? ' on synthetic bars' : '';
    const result =
      total?.totalReturn == null
        ? ''
        : `: ${signedPercent(total.totalReturn * 100)}, ${total.trades} trades${made}`;
    const chosen = await vscode.window.showInformationMessage(
      `${name} ${end.state}${result}`,
      'Show Outcomes',
    );
    if (chosen) await vscode.commands.executeCommand('backtestMemory.outcomes.focus');
  }

  private async tellFailure(): Promise<void> {
    const message = 'The backtest ended by a bug of this extension; closed trades are kept.';
    if (await vscode.window.showErrorMessage(message, 'Show Log')) this.log.show();
  }
}

function lineOf(line = 1): vscode.Range {
  return new vscode.Range(line - 1, 0, line - 1, 0);
}
