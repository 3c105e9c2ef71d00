import * as vscode from 'vscode';
import type { ToolAnswer } from '../../agents/tool';
import { definitionName } from '../../common/files/workspacePaths';
import { InputError } from '../../common/inputError';
import { problemOf } from '../../common/problem';
import type { RunEnd } from '../../run/process/protocol';
import type { WorkspaceClient } from '../../workspace/workspaceClient';
import type { WorkspaceEvents } from '../../workspace/workspaceProtocol';
import type { BacktestRuns } from '../backtests/backtestRuns';
import type { ToolsFolder } from './languageTools';

/** Passes the calls of tools on to the memory worker, and runs what they want run as if the user had started it. */
export class ToolCalls implements ToolsFolder, Pick<WorkspaceEvents, 'startRun' | 'cancelRun'> {
  /** So far. */
  #calls = 0;

  constructor(
    private readonly client: () => WorkspaceClient,
    private readonly runs: () => BacktestRuns,
    private readonly refresh: () => Promise<void>,
  ) {}

  async callTool(name: string, input: unknown, token: vscode.CancellationToken): Promise<ToolAnswer> {
    const client = this.client();
    this.#calls += 1;
    const call = this.#calls;
    const cancelled = token.onCancellationRequested(() => client.cancelTool(call));
    try {
      return await client.callTool(call, name, input);
    } catch (error) {
      if (token.isCancellationRequested) throw new vscode.CancellationError();
      throw error;
    } finally {
      cancelled.dispose();
    }
  }

  async startRun(definition: string): Promise<RunEnd> {
    const end = await this.runs().run(definitionName(definition), { kind: 'fresh', definition });
    await this.refresh();
    if (end) return end;
    const problem = 'it did not run: it is running already, was cancelled while it waited, or a bug ended it';
    const remedy = 'Look at the runs, and at the log of the extension';
    return { state: 'failed', problems: [problemOf(new InputError({ file: definition }, problem, remedy))] };
  }

  cancelRun(definition: string): void {
    void this.runs().cancel(definitionName(definition));
  }
}
