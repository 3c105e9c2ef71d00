import * as vscode from 'vscode';
import type { ToolAnswer } from '../../agents/tool';
import { nullIfAborted } from '../../common/cancel';
import { definitionName } from '../../common/files/workspacePaths';
import { InputError } from '../../common/inputError';
import { problemOf } from '../../common/problem';
import type { RunEnd } from '../../run/process/protocol';
import type { WorkspaceClient } from '../../workspace/workspaceClient';
import type { WorkspaceEvents } from '../../workspace/workspaceProtocol';
import type { BacktestRuns } from '../backtests/backtestRuns';
import { signalOf } from '../folder/signalOf';
import type { ToolsFolder } from './languageTools';

/** Passes calls of tools on to the memory worker, and starts the runs that tools ask for as the user would. */
export class ToolCalls implements ToolsFolder, Pick<WorkspaceEvents, 'startRun'> {
  constructor(
    private readonly client: () => WorkspaceClient,
    private readonly runs: () => BacktestRuns,
    private readonly refresh: () => Promise<void>,
  ) {}

  async callTool(name: string, input: unknown, token: vscode.CancellationToken): Promise<ToolAnswer> {
    const signal = signalOf(token);
    const answer = await nullIfAborted(signal, this.client().callTool(name, input, signal));
    if (!answer) throw new vscode.CancellationError();
    return answer;
  }

  async startRun(definition: string, signal: AbortSignal): Promise<RunEnd> {
    const name = definitionName(definition);
    const cancel = () => void this.runs().cancel(name);
    const running = this.runs().run(name, { kind: 'fresh', definition });
    if (signal.aborted) cancel();
    else signal.addEventListener('abort', cancel, { once: true });
    const end = await running;
    signal.removeEventListener('abort', cancel);
    await this.refresh();
    if (end) return end;
    const problem = 'it did not run: it is running already, was cancelled while it waited, or a bug ended it';
    const remedy = 'Look at the runs, and at the log of the extension';
    return { state: 'failed', problems: [problemOf(new InputError({ file: definition }, problem, remedy))] };
  }
}
