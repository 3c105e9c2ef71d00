import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ToolAnswer } from '../../agents/tool';

/** A tool as package.json contributes it. */
export interface ContributedTool {
  readonly name: string;
  readonly displayName: string;
}

/** Where calls of tools go. */
export interface ToolsFolder {
  callTool(name: string, input: unknown, token: vscode.CancellationToken): Promise<ToolAnswer>;
}

/** Whether the user trusts the workspace; `vscode.workspace` implements this. */
export interface Trust {
  readonly isTrusted: boolean;
  readonly onDidGrantWorkspaceTrust: vscode.Event<void>;
}

/** The one tool that starts a run, and therefore asks the user first; a test compares the name with the registry of tools. */
export const RUNNING_TOOL = 'backtest_start_run';

/** Registers the tools that language models may call in the editor; calls go to the worker of the folder that is shown. */
export class LanguageTools implements vscode.Disposable {
  #registered: readonly vscode.Disposable[] = [];
  readonly #granted: vscode.Disposable;

  /** @param folder gives the folder to ask; null where no folder is open. */
  constructor(
    private readonly contributed: readonly ContributedTool[],
    private readonly folder: () => ToolsFolder | null,
    private readonly trust: Trust = vscode.workspace,
    private readonly registerTool: typeof vscode.lm.registerTool = vscode.lm.registerTool,
  ) {
    this.#granted = trust.onDidGrantWorkspaceTrust(() => this.register());
    if (trust.isTrusted) this.register();
  }

  dispose(): void {
    this.#granted.dispose();
    for (const tool of this.#registered) tool.dispose();
  }

  /** Makes a tool by its name, whether or not the workspace is trusted yet. */
  toolNamed({ name, displayName }: ContributedTool): vscode.LanguageModelTool<object> {
    return {
      prepareInvocation: ({ input }) => ({
        invocationMessage: `${displayName}…`,
        ...(name === RUNNING_TOOL && { confirmationMessages: confirmation(input) }),
      }),
      invoke: ({ input }, token) => this.invoke(name, input, token),
    };
  }

  private register(): void {
    if (this.#registered.length > 0) return;
    this.#registered = this.contributed.map((tool) => this.registerTool(tool.name, this.toolNamed(tool)));
  }

  /** @throws Error whose message tells the model why there is no answer. */
  private async invoke(name: string, input: object, token: vscode.CancellationToken) {
    if (!this.trust.isTrusted)
      throw new Error('The user does not trust this workspace, so nothing in it is read or run.');
    const folder = this.folder();
    if (!folder) throw new Error('No folder is open. Ask the user to open the folder of their backtests.');
    const answer = await folder.callTool(name, input, token);
    if (!answer.ok) throw new Error(answer.problem);
    return new vscode.LanguageModelToolResult([
      new vscode.LanguageModelTextPart(JSON.stringify(answer.result)),
    ]);
  }
}

/** Asks the user in plain words: some places render Markdown, others show its characters. */
function confirmation(input: object): vscode.LanguageModelToolConfirmationMessages {
  const given = 'definition' in input && typeof input.definition === 'string' ? input.definition : '';
  const named = given.slice(0, 80).replaceAll(/[^\p{L}\p{N} .-]+/gu, ' ');
  const question = t(
    'Run the backtest {0}? It runs the programs and asks the models that its definition names, writes to the data folder, and archives the outcomes of its previous run.',
    named,
  );
  return { title: t('Run Backtest'), message: question };
}
