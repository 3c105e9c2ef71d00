// Hovers over trade logs of other tools inside VS Code; imports of these logs are in tradeLogImportTests.ts.
import assert from 'node:assert/strict';
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as vscode from 'vscode';
import { cardAt } from './tradeCards';

/** For each fixture a text on the line of a trade, and how the trade's card begins. */
const TRADES: Readonly<Record<string, readonly [on: string, head: RegExp]>> = {
  'backtesting-py-0.3.csv': [
    '1,-1,177',
    /^\*\*Trade short −1\.0 %\*\* \(−802\.50\) · 2025-03-10 to 2025-03-10/,
  ],
  'backtesting-py-0.6.csv': ['2,10,39', /^\*\*Trade long \+1\.9 %\*\* \(\+3,190\.32\)/],
  'vectorbt-0.19.csv': ['0,0,BTCUSD', /^\*\*BTCUSD long \+1\.8 %\*\* \(\+755\.16\)/],
  'freqtrade-2019.json': ['BTC/USDT', /^\*\*BTC-USDT long \+1\.8 %\*\* · 2025-03-03 to 2025-03-04 · roi/],
  'freqtrade-2021.json': ['ETH/USDT', /^\*\*ETH-USDT long −10\.2 %\*\* \(−855\.96\).*stop loss/],
  'freqtrade-trades-export.json': ['84000', /^\*\*BTC-USDT long/],
  'tradingview-2023.csv': ['3,Entry', /^\*\*Trade long\*\* · entered 2025-04-02 · still open/],
  'tradingview-2025.csv': ['2,Exit', /^\*\*Trade short −1\.0 %\*\* \(−200\.63\)/],
  'tradingview-ru.csv': ['Вход в короткую', /^\*\*Trade short −1\.0 %/],
  'lean-2025.json': ['"entryPrice":560', /^\*\*SPY short\*\* \+278\.00/],
  'lean-trades.csv': ['2025-03-03T15', /^\*\*SPY long\*\* −872\.00/],
  'mt4-statement.csv': ['5002', /^\*\*EURUSD short\*\* −51\.10/],
  'mt4-statement.htm': ['5001', /^\*\*EURUSD long\*\* \+48\.10/],
  'mt4-tester-de.htm': ['s/l', /^\*\*EURUSD short\*\* −100\.00 · 2025-03-10 to 2025-03-10 · s\/l/],
  'mt5-tester-de.html': ['tp 2920.50', /^\*\*XAUUSD long\*\* \+19\.56/],
  'mt5-history.html': ['<td>72<', /^\*\*EURUSD short\*\* −51\.10/],
  'backtrader-notify.csv': ['80250.5', /^\*\*Trade\*\* −240\.95 · left 2025-03-10/],
  'backtrader-prints.txt': ['GROSS 840', /^\*\*Trade long\*\* \+755\.16 · 2025-03-04 to 2025-03-09/],
  'any-de.csv': ['Stop; nachgezogen', /^\*\*SAP short\*\* −5,010\.00/],
};

const FIXTURES = 'test/fixtures/tradeLogs';

const inert = (text: string) => text.replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));

/** Inside the extension host. */
export function defineTradeLogTests(): void {
  describe('over the logs of other tools, in VS Code', () => {
    let folder: string;
    before(() => {
      const workspace = vscode.workspace.workspaceFolders?.[0].uri.fsPath ?? '';
      folder = join(workspace, 'logs');
      cpSync(resolve(__dirname, '../..', FIXTURES), folder, { recursive: true });
    });

    for (const [name, [on, head]] of Object.entries(TRADES)) {
      it(`tells of a trade: ${name}`, async () => {
        const uri = vscode.Uri.file(join(folder, name));
        const document = await vscode.workspace.openTextDocument(uri);
        const offset = document.getText().indexOf(on);
        assert.ok(offset >= 0, on);
        const card = await cardAt(uri, document.positionAt(offset + 1));
        assert.match(inert(card?.value ?? 'no card'), head);
        assert.deepEqual(card?.isTrusted, { enabledCommands: ['backtestMemory.openOutcome'] });
      });
    }

    it('says of what they are compared by, and as of when', async () => {
      const uri = vscode.Uri.file(join(folder, 'vectorbt-0.19.csv'));
      const text = inert((await cardAt(uri, new vscode.Position(1, 2)))?.value ?? '');
      assert.match(text, /another price then|no bars|most similar won/);
      assert.match(text, /name no zone: taken for UTC/);
    });

    it('says what became of a run over its run.json, and of a trade in its decisions', async () => {
      const runs = join(vscode.workspace.workspaceFolders?.[0].uri.fsPath ?? '', 'data/runs');
      const newest = join(runs, readdirSync(runs).sort().at(-1) ?? '');
      const run = await cardAt(vscode.Uri.file(join(newest, 'run.json')), new vscode.Position(0, 0));
      assert.match(inert(run?.value ?? ''), /trades won\*\* \(\d+ to \d+ % at 95 %\)/);
      const log = vscode.Uri.file(join(newest, 'decisions.jsonl'));
      const lines = readFileSync(log.fsPath, 'utf8').split('\n');
      const line = lines.findIndex((one) => one.includes('"decision"') && one.includes('decision_id'));
      assert.match((await cardAt(log, new vscode.Position(line, 0)))?.value ?? '', /Open outcome/);
    });

    it('shows win rates at the ends of lines only once that is wanted', async () => {
      const uri = vscode.Uri.file(join(folder, 'tradingview-2025.csv'));
      await vscode.workspace.openTextDocument(uri);
      const hints = () =>
        vscode.commands.executeCommand<vscode.InlayHint[]>(
          'vscode.executeInlayHintProvider',
          uri,
          new vscode.Range(0, 0, 10, 0),
        );
      assert.deepEqual(await hints(), []);
      const settings = vscode.workspace.getConfiguration('backtestMemory');
      await settings.update('inlayHints', true, vscode.ConfigurationTarget.Global);
      const shown = await hints();
      await settings.update('inlayHints', undefined, vscode.ConfigurationTarget.Global);
      assert.ok(shown.length > 0);
      for (const { label, position } of shown) {
        assert.match(String(label), /^\d+ % of \d+ won$/);
        assert.ok(position.line === 1 || position.line === 3, 'each trade once, where it begins');
      }
    });
  });
}
