// Imports other tools' logs inside VS Code, by the command and the keys that press a notification's button; imports that ask for a
// symbol or for columns are in driven/tradeLogTests.ts.
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { filesOfZip } from '../../../src/tradelog/file/zipLog';
import { readTradeLog } from '../../../src/tradelog/readTradeLog';
import { FIXTURES, IMPORTS, textOf } from '../../tradelog/fixtures';
import { cardAt } from './tradeCards';

const ROOT = resolve(__dirname, '../..');
/** At least one log of each tool; all logs are in test/cards/tradeImport.test.ts. */
const CHOSEN = [
  'backtesting-py-0.6.csv',
  'backtrader-notify.csv',
  'backtrader-prints.txt',
  'freqtrade-2019.json',
  'freqtrade-2021.json',
  'freqtrade-2025.zip',
  'lean-trades.csv',
  'mt4-statement.htm',
  'mt5-tester-de.html',
  'tradingview-2023.csv',
  'vectorbt-0.28.csv',
  'any-de.csv',
];
/** Inside the extension host. */
export function defineTradeLogImportTests(): void {
  describe('imports of other tools’ logs, in VS Code', () => {
    const workspace = () => vscode.workspace.workspaceFolders?.[0].uri.fsPath ?? '';
    const imported = () =>
      // Whole files: while an outcome is written, a file whose name begins alike lies beside it.
      readdirSync(join(workspace(), 'data/memory')).filter((name) => /^outcome_import_.*\.json$/.test(name));
    /** Puts a log into the workspace under a name that tells the symbol, as TradingView's names do. */
    const take = (file: string, name: string): string => {
      mkdirSync(join(workspace(), 'imports'), { recursive: true });
      const own = join(workspace(), 'imports', `BTCUSD ${name}`);
      copyFileSync(file, own);
      return own;
    };
    /** Resolves with the preview of a log's import once the preview is shown. */
    const previewOf = (name: string) =>
      new Promise<string>((shown) => {
        const look = () => {
          const document = vscode.window.activeTextEditor?.document;
          if (document?.uri.scheme !== 'backtest-text' || !document.uri.path.endsWith(`${name}.txt`)) return;
          listener.dispose();
          shown(document.getText());
        };
        const listener = vscode.window.onDidChangeActiveTextEditor(look);
        look();
      });
    /** Resolves once as many imported outcomes are there as `count`. */
    const are = (count: number) =>
      new Promise<void>((there) => {
        const look = () => {
          if (imported().length !== count) return;
          watcher.close();
          there();
        };
        const watcher = watch(join(workspace(), 'data/memory'), look);
        look();
      });
    /** Presses the first button of the newest notification, once there is one, and waits for `count` outcomes. */
    const press = async (count: number) => {
      const before = imported().length;
      while (imported().length === before)
        await vscode.commands.executeCommand('notification.acceptPrimaryAction');
      await are(count);
    };

    async function importAndUndo(file: string, [fresh, unfit]: readonly [number, number]): Promise<void> {
      const before = imported().length;
      await vscode.commands.executeCommand('notifications.clearAll');
      let over = false;
      const uri = vscode.Uri.file(file);
      const ended = vscode.commands.executeCommand('backtestMemory.importTrades', uri).then(() => {
        over = true;
      });
      const preview = await previewOf(file.slice(file.lastIndexOf('BTCUSD ')));
      assert.match(preview, new RegExp(`^${fresh} outcomes? would be imported as`, 'm'));
      assert.match(preview, new RegExp(`^${unfit} cannot be imported`, 'm'));
      assert.equal(imported().length, before, 'nothing is written before');
      if (fresh > 0) {
        await press(before + fresh);
        // The next notification offers to undo the import.
        await press(before);
      } else assert.match(preview, /Trades that lack what an outcome must have:\n {2}line \d+: /);
      // The last offer, to restore the outcomes, may not have come yet.
      while (!over) await vscode.commands.executeCommand('notifications.clearAll');
      await ended;
    }

    for (const name of CHOSEN)
      it(`are previewed, done and taken back: ${name}`, () =>
        importAndUndo(take(join(ROOT, FIXTURES, name), name), IMPORTS[name]));

    it('tell of a trade in what a zip of freqtrade holds', async () => {
      const [{ bytes }] = filesOfZip(readFileSync(join(ROOT, FIXTURES, 'freqtrade-2025.zip')));
      const file = join(workspace(), 'imports/backtest-result.json');
      writeFileSync(file, bytes);
      await tellsOfFirstTrade(file, textOf(file));
    });

    async function tellsOfFirstTrade(file: string, text: string): Promise<void> {
      const [place] = readTradeLog(text)?.trades[0].places ?? [];
      assert.ok(place);
      await vscode.workspace.openTextDocument(file);
      const card = await cardAt(vscode.Uri.file(file), new vscode.Position(place.line, place.column));
      assert.match(card?.value ?? 'no card', /^\*\*/);
    }
  });
}
