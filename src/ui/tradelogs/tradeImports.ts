import { basename } from 'node:path';
import { t } from '@vscode/l10n';
import * as vscode from 'vscode';
import type { LogSource } from '../../cards/cardProtocol';
import { outcomesCount } from '../outcomes/outcomeTexts';
import type { LogFolder } from './logFolder';
import type { LogMappings } from './logMappings';

/** The columns of a trade log in the order in which the user is asked for them: field, words, and whether it is required. */
const asked = () =>
  [
    ['entryTime', t('when a trade was entered'), true],
    ['exitTime', t('when it was left'), true],
    ['entryPrice', t('the entry price'), true],
    ['exitPrice', t('the exit price'), true],
    ['side', t('the side, long or short'), false],
    ['symbol', t('the symbol'), false],
    ['quantity', t('the quantity'), false],
    ['pnl', t('the profit in money'), false],
    ['fees', t('the fees'), false],
    ['reason', t('why it was left'), false],
  ] as const;

/** Imports trade logs as outcomes: asks for what a log does not say, previews the import, writes and undoes it. */
export class TradeImports {
  constructor(
    private readonly folder: Omit<LogFolder, 'state'>,
    private readonly mappings: LogMappings,
  ) {}

  /** @param target the log; without a target the file in the editor, else a file that the user picks. */
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
    await this.folder.texts.show(t('Import of {0}', basename(file)), preview.text);
    const { fresh, duplicates } = preview;
    if (fresh === 0) {
      const said =
        duplicates === 1
          ? t('Its only trade is in memory already.')
          : duplicates > 0
            ? t('All {0} trades of it are in memory already.', duplicates)
            : t('Nothing of it can be imported; the report says why.');
      void vscode.window.showInformationMessage(said);
      return;
    }
    const go = t('Import');
    const question = t(
      '{0}: {1}, {2} there already. Nothing is written yet.',
      basename(file),
      fresh === 1 ? t('1 new outcome') : t('{0} new outcomes', fresh),
      duplicates,
    );
    if ((await vscode.window.showInformationMessage(question, go)) !== go) return;
    const report = await this.ask(file, true);
    await this.folder.imported();
    if ('message' in report) void vscode.window.showErrorMessage(report.message);
    else await this.tellDone(report.fresh, report.run);
  }

  /** Moves an import's outcomes to the archive. @param run the import; without a run, one that the user picks. */
  async undo(run?: string): Promise<void> {
    const chosen = run ?? (await this.pickImport());
    if (!chosen) return;
    const moved = await this.folder.client().undoImport(chosen);
    await this.folder.imported();
    if (typeof moved !== 'number') {
      void vscode.window.showErrorMessage(moved.message);
      return;
    }
    const said = t('{0} of {1} moved to data/memory/archive.', outcomesCount(moved), chosen);
    if (!(await vscode.window.showInformationMessage(said, t('Restore')))) return;
    await this.folder.client().restore(chosen);
    await this.folder.imported();
  }

  private async tellDone(count: number, run: string): Promise<void> {
    const said = t('Imported {0} as {1}.', outcomesCount(count), run);
    if (await vscode.window.showInformationMessage(said, t('Undo'))) await this.undo(run);
  }

  private ask(file: string, write: boolean) {
    const source: LogSource = { file, text: null, ...this.mappings.of(file) };
    const title = write ? t('Importing trades') : t('Reading the trade log');
    return vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
      this.folder.client().importTrades(source, write),
    );
  }

  /** Asks which column holds which field. @returns false where the user leaves. */
  private async mapColumns(file: string): Promise<boolean> {
    const header = await this.folder.client().columnsOf({ file, text: null });
    if (header.length < 3) return false;
    const columns: Record<string, string> = {};
    const questions = asked();
    for (const [index, [field, words, needed]] of questions.entries()) {
      const free = header.filter(({ name }) => !Object.values(columns).includes(name));
      const likely = free.filter((column) => column.field === field);
      const none = { label: `$(circle-slash) ${t('None of them')}`, column: null };
      const items = [...likely, ...free.filter((column) => !likely.includes(column))].map(({ name }) => ({
        label: name,
        column: name,
      }));
      const chosen = await vscode.window.showQuickPick(needed ? items : [none, ...items], {
        title: t('Columns of {0} ({1}/{2})', basename(file), index + 1, questions.length),
        placeHolder: t('Which column holds {0}?', words),
      });
      if (!chosen) return false;
      if (chosen.column !== null) columns[field] = chosen.column;
    }
    await this.mappings.set(file, { columns });
    return true;
  }

  private async askSymbol(file: string): Promise<boolean> {
    const other = `$(edit) ${t('Another…')}`;
    const known = (await this.folder.client().symbols()).map((label) => ({ label }));
    const placeHolder = t('The log does not say which symbol its trades are of. Which is it?');
    const chosen = await vscode.window.showQuickPick([...known, { label: other }], { placeHolder });
    const symbol =
      chosen?.label === other
        ? await vscode.window.showInputBox({
            prompt: t('The symbol, such as BTCUSD'),
            validateInput: problemOfSymbol,
          })
        : chosen?.label;
    if (!symbol) return false;
    await this.mappings.set(file, { symbol });
    return true;
  }

  private async pickImport(): Promise<string | undefined> {
    const imports = await this.folder.client().imports();
    const runs = imports.map(({ run, outcomes }) => ({
      label: run,
      description: outcomesCount(outcomes),
    }));
    if (runs.length === 0) {
      void vscode.window.showInformationMessage(t('There is no import in memory.'));
      return undefined;
    }
    return (await vscode.window.showQuickPick(runs, { placeHolder: t('Undo which import?') }))?.label;
  }
}

const problemOfSymbol = (text: string) =>
  /^[A-Za-z0-9][A-Za-z0-9._/:-]{0,31}$/.test(text) ? null : t('Letters, digits, ".", "-", "/" and "_" only');

function activeFile(): vscode.Uri | undefined {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri =
    tab instanceof vscode.TabInputText || tab instanceof vscode.TabInputCustom ? tab.uri : undefined;
  return uri?.scheme === 'file' ? uri : undefined;
}

async function pickFile(): Promise<vscode.Uri | undefined> {
  const files = await vscode.window.showOpenDialog({
    openLabel: t('Import Trades'),
    title: t('A trade log: CSV, JSON, HTML or a zip of freqtrade'),
    filters: {
      [t('Trade logs')]: ['csv', 'tsv', 'txt', 'json', 'html', 'htm', 'zip'],
      [t('All files')]: ['*'],
    },
  });
  return files?.[0];
}
