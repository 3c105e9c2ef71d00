import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { writeTinyModel } from '../../memory/embedding/tinyModel';
import { newOutcomes } from '../../newOutcomes';

const ID = 'backtest-memory.backtest-memory';

/** Returns the workspace of the tests: made by `sample`, its data git-ignored. */
function workspace(): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  return folder.uri.fsPath;
}

function outcomes(): string[] {
  return readdirSync(join(workspace(), 'data/memory')).filter((name) => /^outcome_.*\.json$/.test(name));
}

function newestRun(): { run: string; state: string; total: { trades: number } } {
  const runs = join(workspace(), 'data/runs');
  const [newest] = readdirSync(runs).sort().reverse();
  return JSON.parse(readFileSync(join(runs, newest, 'run.json'), 'utf8'));
}

async function hoverText(uri: vscode.Uri, line: number): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    uri,
    new vscode.Position(line, 3),
  );
  return hovers
    .flatMap(({ contents }) => contents.map((one) => (typeof one === 'string' ? one : one.value)))
    .join('\n');
}

export function defineCommandTests(): void {
  describe('in VS Code', () => {
    it('is active in a workspace whose data is git-ignored', async () => {
      assert.match(readFileSync(join(workspace(), '.gitignore'), 'utf8'), /^data\//m);
      const extension = vscode.extensions.getExtension(ID);
      assert.ok(extension);
      await extension.activate();
      assert.ok(extension.isActive);
    });

    it('contributes every command it declares, and no other', async () => {
      const declared = vscode.extensions
        .getExtension(ID)
        ?.packageJSON.contributes.commands.map(({ command }: { command: string }) => command)
        .sort();
      const registered = (await vscode.commands.getCommands(true)).filter(
        (id) => /^backtestMemory\.\w+$/.test(id) && declared.includes(id),
      );
      assert.deepEqual(registered.sort(), declared);
    });

    it('cancels half-way and keeps every closed trade', async () => {
      const closed = newOutcomes(join(workspace(), 'data/memory'), 5);
      const running = vscode.commands.executeCommand('backtestMemory.run');
      await closed;
      await vscode.commands.executeCommand('backtestMemory.cancel');
      await running;
      const run = newestRun();
      assert.equal(run.state, 'cancelled');
      assert.equal(outcomes().length, run.total.trades);
      assert.ok(run.total.trades >= 5);
    });

    it('runs to the end, and starts clean after the cancelled run', async () => {
      await vscode.commands.executeCommand('backtestMemory.run');
      const run = newestRun();
      assert.equal(run.state, 'done');
      assert.equal(outcomes().length, run.total.trades);
      assert.ok(outcomes().every((name) => name.startsWith(`outcome_${run.run}_`)));
      const trades = readFileSync(join(workspace(), 'data/runs', run.run, 'trades.csv'), 'utf8')
        .trim()
        .split('\n');
      assert.equal(trades.length - 1, run.total.trades);
      assert.ok(existsSync(join(workspace(), 'data/memory/provider_performance.json')));
    });

    it('tells over a late trade what similar earlier ones did', async () => {
      const trades = vscode.Uri.file(join(workspace(), 'data/runs', newestRun().run, 'trades.csv'));
      const lines = readFileSync(trades.fsPath, 'utf8').trim().split('\n');
      const text = await hoverText(trades, lines.length - 1);
      assert.match(text, /\d+ of the 20 most similar won/);
      assert.match(text, /synthetic bars/);
    });

    it('says over a trade of the first quarter why there is nothing to remember', async () => {
      const trades = vscode.Uri.file(join(workspace(), 'data/runs', newestRun().run, 'trades.csv'));
      assert.match(await hoverText(trades, 1), /No earlier outcome was admissible/);
    });

    it('answers over an outcome file, and not over files without a trade', async () => {
      const file = vscode.Uri.file(join(workspace(), 'data/memory', outcomes()[0]));
      assert.match(await hoverText(file, 0), /Open outcome/);
      assert.equal(await hoverText(vscode.Uri.file(join(workspace(), '.gitignore')), 0), '');
    });

    describe('in a definition', () => {
      const definition = () => vscode.Uri.file(join(workspace(), 'backtests/typed.backtest.json'));
      const base = () =>
        JSON.parse(readFileSync(join(workspace(), 'backtests/first-light.backtest.json'), 'utf8'));
      /** Resolves with the definition's problems once `wanted` accepts them. */
      const problemsAre = (wanted: (problems: readonly vscode.Diagnostic[]) => boolean) =>
        new Promise<readonly vscode.Diagnostic[]>((found) => {
          const look = () => {
            const ours = vscode.languages
              .getDiagnostics(definition())
              .filter(({ source, message }) => source === undefined && message !== '');
            if (!wanted(ours)) return;
            listener.dispose();
            found(ours);
          };
          const listener = vscode.languages.onDidChangeDiagnostics(look);
          look();
        });
      const replaceAll = async (text: string) => {
        const document = await vscode.workspace.openTextDocument(definition());
        const edit = new vscode.WorkspaceEdit();
        const end = document.lineAt(document.lineCount - 1).range.end;
        edit.replace(definition(), new vscode.Range(new vscode.Position(0, 0), end), text);
        await vscode.workspace.applyEdit(edit);
      };

      it('says what is wrong where it is, as it is typed and when it is saved', async () => {
        writeFileSync(definition().fsPath, JSON.stringify(base(), null, 2));
        await vscode.window.showTextDocument(definition());
        await replaceAll(JSON.stringify({ ...base(), capital: -5 }, null, 2));
        const [problem] = await problemsAre((problems) => problems.length > 0);
        assert.equal(problem.message, '"capital" must be more than 0. Write a larger one.');
        const document = await vscode.workspace.openTextDocument(definition());
        assert.ok(document.isDirty);
        assert.equal(document.getText(problem.range), '-5');
        await replaceAll(JSON.stringify({ ...base(), providers: [{ use: 'rule:luck' }] }, null, 2));
        await document.save();
        const [wrong] = await problemsAre((problems) => problems.some(({ message }) => /luck/.test(message)));
        assert.equal(document.getText(wrong.range), '"rule:luck"');
        await replaceAll(JSON.stringify(base(), null, 2));
        await document.save();
        await problemsAre((problems) => problems.length === 0);
      });

      it('completes fields and explains them', async () => {
        const document = await vscode.workspace.openTextDocument(definition());
        const at = document.positionAt(document.getText().indexOf('"timeframe"') + 3);
        const [hover] = await vscode.commands.executeCommand<vscode.Hover[]>(
          'vscode.executeHoverProvider',
          definition(),
          at,
        );
        assert.ok(hover, 'the JSON language service answers');
        const texts = hover.contents.map((one) => (typeof one === 'string' ? one : one.value));
        assert.match(texts.join(), /Length of a bar/);
        const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
          'vscode.executeCompletionItemProvider',
          definition(),
          new vscode.Position(0, 1),
        );
        const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
        assert.ok(
          labels.some((label) => /quorum/.test(label)) && labels.some((label) => /costs/.test(label)),
        );
      });
    });

    it('embeds outcomes by a model of the user’s in the background', async () => {
      const model = join(workspace(), '.tiny');
      writeTinyModel(model);
      const settings = vscode.workspace.getConfiguration('backtestMemory');
      const embedded = new Promise<void>((all) => {
        const watcher = watch(join(workspace(), 'data/memory'), (_, name) => {
          if (!name?.startsWith('vectors-')) return;
          const file = join(workspace(), 'data/memory', name);
          const ids = readFileSync(file, 'latin1').match(/_[A-Z]{6}_\d{8}T\d{4}Z/g) ?? [];
          if (ids.length < outcomes().length) return;
          watcher.close();
          all();
        });
      });
      await settings.update('embeddingModelFolder', model, vscode.ConfigurationTarget.Global);
      await settings.update('embedding', 'model', vscode.ConfigurationTarget.Global);
      await embedded;
    });
  });
}
