// Lenses, diagnostics and texts inside VS Code; runs after a backtest of the sample's definition.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { tempFolder } from '../../tempFolder';
import { PYTHON_OUTCOME } from '../pythonOutcome';

export function defineEditorTests(): void {
  describe('in the editor', () => {
    const folder = () => vscode.workspace.workspaceFolders?.[0].uri.fsPath ?? '';

    it('a definition has lenses that run it and compare its runs', async () => {
      const file = vscode.Uri.file(join(folder(), 'backtests/first-light.backtest.json'));
      await vscode.window.showTextDocument(file);
      const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        file,
      );
      const titles = lenses.map(({ command }) => command?.title);
      assert.ok(titles.includes('$(play) Run'), titles.join());
      const compare = lenses.find(({ command }) => command?.title.startsWith('$(diff) Compare'));
      assert.ok(compare?.command);
      await vscode.commands.executeCommand(compare.command.command, ...(compare.command.arguments ?? []));
      const text = vscode.window.activeTextEditor?.document.getText() ?? '';
      assert.match(text, /^A is first-light-\S+\nB is first-light-\S+, cancelled\nInputs: the same\./);
    });

    it('diagnostics say what matters and name no path, trade or address', async () => {
      await vscode.commands.executeCommand('backtestMemory.copyDiagnostics');
      const text = await vscode.env.clipboard.readText();
      assert.match(text, /^Backtest Memory \d+\.\d+\.\d+, VS Code 1\./);
      assert.match(text, /memory: \d+ outcomes, 0 damaged files/);
      assert.match(text, /runs: .*1 done/);
      assert.match(text, /providers: rule\n/);
      assert.ok(!text.includes(folder()) && !/BTCUSD|http|first-light/.test(text), text);
    });

    it('old memory is imported from a folder of the Python engine, and said so', async () => {
      const old = tempFolder('python');
      writeFileSync(join(old, 'outcome_old-1.json'), JSON.stringify(PYTHON_OUTCOME));
      await vscode.commands.executeCommand('backtestMemory.importPython', vscode.Uri.file(old));
      const text = vscode.window.activeTextEditor?.document.getText() ?? '';
      assert.match(text, /Imported 1 outcome from/);
      // Closing the text asks nobody to save.
      assert.equal(vscode.window.activeTextEditor?.document.isDirty, false);
    });

    it('a text that was shown before a reload of the window says so', async () => {
      const gone = vscode.Uri.from({ scheme: 'backtest-text', path: '/Verification of Memory.txt' });
      const document = await vscode.workspace.openTextDocument(gone);
      assert.match(document.getText(), /before the window was reloaded/);
    });
  });
}
