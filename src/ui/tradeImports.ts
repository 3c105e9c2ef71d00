import { basename } from 'node:path';
import * as vscode from 'vscode';
import type { MemoryClient } from '../runner/memoryClient';
import type { LogSource } from '../runner/tradeProtocol';
import type { LogMappings } from './logMappings';

/** What a table must have to be a trade log, and what it may have: asked for one by one. */
const ASKED = [
  ['entryTime', 'when a trade was entered', true],
  ['exitTime', 'when it was left', true],
  ['entryPrice', 'the entry price', true],
  ['exitPrice', 'the exit price', true],
  ['side', 'the side, long or short', false],
  ['symbol', 'the symbol', false],
  ['quantity', 'the quantity', false],
  ['pnl', 'the profit in money', false],
  ['fees', 'the fees', false],
  ['reason', 'why it was left', false],
] as const;

/** Imports trade logs as outcomes: asks for what a log does not say, shows what would be done, does it, takes it back. */
export class TradeImports {
  constructor(
    private readonly client: () => MemoryClient,
    private readonly mappings: LogMappings,
    private readonly done: () => Promise<void>,
  ) {}

  /** @param target the file; without it the one in the editor, else one that the user picks. */
  async importTrades(target?: vscode.Uri): Promise<void> {
    const uri = target ?? activeFile() ?? (await pickFile());
    if (!uri) return;
    const file = uri.fsPath;
    let preview = await this.ask(file, false);
    if ('message' in preview && (await this.mapColumns(file))) preview = await this.ask(file, false);
    if (!('message' in preview) && preview.needsSymbol && (await this.askSymbol(file)))
      preview = await this.ask(file, false);
    if ('message' in preview) {
      void vscode.window.showErrorMessage(preview.message);
      return;
    }
    await showText(preview.text);
    const { fresh, duplicates } = preview;
    if (fresh === 0) {
      const said =
        duplicates > 0
          ? `All ${duplicates} trades of it are in memory already.`
          : 'Nothing of it can be imported; the report says why.';
      void vscode.window.showInformationMessage(said);
      return;
    }
    const go = `Import ${fresh} Outcomes`;
    const question = `${basename(file)}: ${fresh} new outcomes, ${duplicates} there already. Nothing is written yet.`;
    if ((await vscode.window.showInformationMessage(question, go)) !== go) return;
    const report = await this.ask(file, true);
    await this.done();
    if ('message' in report) void vscode.window.showErrorMessage(report.message);
    else await this.tellDone(report.fresh, report.run);
  }

  /** @param run an import; without it one that the user picks. */
  async undo(run?: string): Promise<void> {
    const chosen = run ?? (await this.pickImport());
    if (!chosen) return;
    const moved = await this.client().undoImport(chosen);
    await this.done();
    if (typeof moved !== 'number') {
      void vscode.window.showErrorMessage(moved.message);
      return;
    }
    const said = `${moved} outcomes of ${chosen} moved to data/memory/archive.`;
    if ((await vscode.window.showInformationMessage(said, 'Restore')) !== 'Restore') return;
    await this.client().restore(chosen);
    await this.done();
  }

  private async tellDone(count: number, run: string): Promise<void> {
    const said = `Imported ${count} outcomes as ${run}.`;
    if ((await vscode.window.showInformationMessage(said, 'Undo')) === 'Undo') await this.undo(run);
  }

  private ask(file: string, write: boolean) {
    const source: LogSource = { file, text: null, ...this.mappings.of(file) };
    const title = write ? 'Importing trades' : 'Reading the trade log';
    return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      this.client().importTrades(source, write),
    );
  }

  /** @returns whether the user said which column holds what. */
  private async mapColumns(file: string): Promise<boolean> {
    const header = await this.client().columnsOf({ file, text: null });
    if (header.length < 3) return false;
    const columns: Record<string, string> = {};
    for (const [index, [field, words, needed]] of ASKED.entries()) {
      const free = header.filter(({ name }) => !Object.values(columns).includes(name));
      const likely = free.filter((column) => column.field === field);
      const none = { label: '$(circle-slash) None of them', column: null };
      const items = [...likely, ...free.filter((column) => !likely.includes(column))].map(({ name }) => ({
        label: name,
        column: name,
      }));
      const chosen = await vscode.window.showQuickPick(needed ? items : [none, ...items], {
        title: `Columns of ${basename(file)} (${index + 1}/${ASKED.length})`,
        placeHolder: `Which column holds ${words}?`,
      });
      if (!chosen) return false;
      if (chosen.column !== null) columns[field] = chosen.column;
    }
    await this.mappings.set(file, { columns });
    return true;
  }

  private async askSymbol(file: string): Promise<boolean> {
    const other = '$(edit) Another…';
    const known = (await this.client().symbols()).map((label) => ({ label }));
    const placeHolder = 'The log does not say which symbol its trades are of. Which is it?';
    const chosen = await vscode.window.showQuickPick([...known, { label: other }], { placeHolder });
    const symbol =
      chosen?.label === other
        ? await vscode.window.showInputBox({
            prompt: 'The symbol, such as BTCUSD',
            validateInput: problemOfSymbol,
          })
        : chosen?.label;
    if (!symbol) return false;
    await this.mappings.set(file, { symbol });
    return true;
  }

  private async pickImport(): Promise<string | undefined> {
    const imports = await this.client().imports();
    const runs = imports.map(({ run, outcomes }) => ({ label: run, description: `${outcomes} outcomes` }));
    if (runs.length === 0) {
      void vscode.window.showInformationMessage('There is no import in memory.');
      return undefined;
    }
    return (await vscode.window.showQuickPick(runs, { placeHolder: 'Undo which import?' }))?.label;
  }
}

const problemOfSymbol = (text: string) =>
  /^[A-Za-z0-9][A-Za-z0-9._/:-]{0,31}$/.test(text) ? null : 'Letters, digits, ".", "-", "/" and "_" only';

function activeFile(): vscode.Uri | undefined {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri =
    tab instanceof vscode.TabInputText || tab instanceof vscode.TabInputCustom ? tab.uri : undefined;
  return uri?.scheme === 'file' ? uri : undefined;
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const files = await vscode.window.showOpenDialog({
    openLabel: 'Import Trades',
    title: 'A trade log: CSV, JSON, HTML or a zip of freqtrade',
    filters: { 'Trade logs': ['csv', 'tsv', 'txt', 'json', 'html', 'htm', 'zip'], 'All files': ['*'] },
  });
  return files?.[0];
}

async function showText(content: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument({ content, language: 'plaintext' });
  await vscode.window.showTextDocument(document, { preview: true });
}
