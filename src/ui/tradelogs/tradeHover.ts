import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { nullIfAborted } from '../../common/cancel';
import { DECISION_ID } from '../../memory/decisionId';
import { idOfOutcomeFile } from '../../memory/store/outcomeFileName';
import type { WorkspaceClient } from '../../workspace/workspaceClient';
import { COMMANDS } from '../folder/contributions';
import { signalOf } from '../folder/signalOf';
import { escapeMarkdown } from './escapeMarkdown';
import { sourceOf } from './logDocuments';
import type { LogMappings } from './logMappings';
import { cardMarkdown, type Link, runMarkdown } from './tradeCardText';

/** Shows what similar earlier trades did, over an outcome, a decision id in any file, a run's files, and any trade log. */
export class TradeHover implements vscode.HoverProvider {
  constructor(
    private readonly client: () => WorkspaceClient,
    private readonly mappings: LogMappings,
  ) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | null> {
    const signal = signalOf(token);
    const markdown = await nullIfAborted(signal, this.markdownAt(document, position, signal));
    if (markdown === null || signal.aborted) return null;
    const text = new vscode.MarkdownString(markdown);
    text.isTrusted = { enabledCommands: [COMMANDS.openOutcome] };
    return new vscode.Hover(text);
  }

  private async markdownAt(
    document: vscode.TextDocument,
    position: vscode.Position,
    signal: AbortSignal,
  ): Promise<string | null> {
    const client = this.client();
    const name = basename(document.fileName);
    const id = decisionIdAt(document, position, name);
    const card = id === null ? null : await client.card(id, signal);
    if (card) return cardMarkdown(card, openLink);
    if (name === 'run.json') {
      const run = await client.runCard(basename(dirname(document.fileName)));
      if (run) return runMarkdown(run, openLink);
    }
    const source = sourceOf(document, this.mappings);
    if (!source || signal.aborted) return null;
    const logged = await client.cardAt(source, position.line, position.character, signal);
    return logged && cardMarkdown(logged, openLink);
  }
}

function decisionIdAt(document: vscode.TextDocument, position: vscode.Position, name: string): string | null {
  const word = document.getWordRangeAtPosition(position, DECISION_ID);
  if (word) return document.getText(word);
  if (name === 'trades.csv' || name === 'decisions.jsonl')
    return DECISION_ID.exec(document.lineAt(position).text)?.[0] ?? null;
  return idOfOutcomeFile(name);
}

const openLink: Link = (label, command, argument) => {
  const given = encodeURIComponent(JSON.stringify([argument])).replaceAll(/[()]/g, escapeParenthesis);
  return `[${escapeMarkdown(label)}](command:${COMMANDS[command]}?${given})`;
};

const escapeParenthesis = (character: string) => `%${character.charCodeAt(0).toString(16)}`;
