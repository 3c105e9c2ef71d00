import { basename } from 'node:path';
import * as vscode from 'vscode';
import { idOfOutcomeFile } from '../memory/outcomeFileName';
import type { MemoryClient } from '../runner/memoryClient';
import { COMMANDS } from './contributions';
import { cardMarkdown, escapeMarkdown } from './texts';

/** `<run>_<SYMBOL>_20250131T1300Z`: what a decision id looks like in any file. */
const DECISION_ID = /[A-Za-z0-9][A-Za-z0-9._-]*_[A-Za-z0-9][A-Za-z0-9._-]*_\d{8}T\d{4}Z/;

/** Shows what similar earlier trades did, over an outcome file, a line of trades.csv, or a decision id anywhere. */
export class OutcomeHover implements vscode.HoverProvider {
  constructor(private readonly cardOf: MemoryClient['card']) {}

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
    token: vscode.CancellationToken,
  ): Promise<vscode.Hover | null> {
    const id = decisionIdAt(document, position);
    const card = id && (await this.cardOf(id));
    if (!card || token.isCancellationRequested) return null;
    const text = new vscode.MarkdownString(cardMarkdown(card, openLink));
    text.isTrusted = { enabledCommands: [COMMANDS.openOutcome] };
    return new vscode.Hover(text);
  }
}

function decisionIdAt(document: vscode.TextDocument, position: vscode.Position): string | null {
  const word = document.getWordRangeAtPosition(position, DECISION_ID);
  if (word) return document.getText(word);
  const name = basename(document.fileName);
  if (name === 'trades.csv') return DECISION_ID.exec(document.lineAt(position).text)?.[0] ?? null;
  return idOfOutcomeFile(name);
}

function openLink(label: string, decisionId: string): string {
  const argument = encodeURIComponent(JSON.stringify([decisionId])).replaceAll(/[()]/g, escapeParenthesis);
  return `[${escapeMarkdown(label)}](command:${COMMANDS.openOutcome}?${argument})`;
}

const escapeParenthesis = (character: string) => `%${character.charCodeAt(0).toString(16)}`;
