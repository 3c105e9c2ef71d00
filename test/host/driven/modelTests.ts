// Models as a user of VS Code meets them: one that is missing, its pull, and answers as they come.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readRuns } from '../../../src/backtest/results/runFiles';
import { loadOutcomes } from '../../../src/memory/store/memoryFolder';
import { modelWorkspace } from '../../run/modelWorkspace';
import { answerTo, OllamaStandIn } from '../../standIn/ollama';
import {
  chooseOnRow,
  clickOnRow,
  pick,
  press as pressIn,
  rowAppears,
  rowsOf,
  runCommand,
  showSidebar,
  toast as toastIn,
} from '../workbench/driver';
import { newServerData, openWorkbench, type Workbench } from '../workbench/workbench';
import { reportIn } from './reportTests';

/** What the stand-in wants with every request. */
const TOKEN = 'open sesame';
const THOUGHT = 'The trend is <b>up</b>, or so it seems.';

export function defineModelTests(): void {
  describe('models in VS Code', function () {
    this.timeout(240_000);
    let folder: string;
    let data: string;
    let standIn: OllamaStandIn;
    let workbench: Workbench;
    /** What a pull waits for. */
    let pulling: Promise<unknown> = Promise.resolve();
    const toast = (text: string | RegExp) => toastIn(workbench.page, text).first();
    const press = (text: string | RegExp, button: string) => pressIn(workbench.page, text, button);

    before(async () => {
      standIn = await OllamaStandIn.start({
        models: ['mistral'],
        answerMs: 60,
        token: TOKEN,
        say: (asked) => ({ content: JSON.stringify(answerTo(asked)), thinking: THOUGHT }),
        // As one that loads for ever: what asks it can be cancelled, and ends in no other way.
        fault: ({ model }) => (model.startsWith('qwen') ? 'silent' : null),
        pulling: () => pulling,
      });
      ({ folder } = modelWorkspace({ providers: [{ use: 'ollama:mistral' }, { use: 'ollama:gemma2' }] }));
      mkdirSync(join(folder, 'data/memory'), { recursive: true });
      data = newServerData();
      mkdirSync(join(data, 'data/Machine'), { recursive: true });
      const settings = { 'backtestMemory.ollamaHost': standIn.address };
      writeFileSync(join(data, 'data/Machine/settings.json'), JSON.stringify(settings));
      workbench = await openWorkbench(folder, resolve('.'), undefined, [], data);
    });
    after(async () => {
      await workbench?.close();
      await standIn.close();
      for (const one of [folder, data]) rmSync(one, { recursive: true, force: true, maxRetries: 5 });
    });
    afterEach(async function () {
      if (this.currentTest?.state === 'failed')
        await workbench.page.screenshot({ path: join(tmpdir(), 'models-failed.png') });
    });

    it('are asked with the token that was set, and pulled on a click where they are missing, with how many have answered', async () => {
      const { page } = workbench;
      await showSidebar(page);
      await runCommand(page, 'Backtest Memory: Set Ollama Token…');
      await page.locator('.quick-input-widget', { hasText: 'Token of your Ollama' }).waitFor();
      await page.locator('.quick-input-widget input').fill(TOKEN);
      await page.keyboard.press('Enter');
      await rowAppears(page, 'Backtests', 'models');
      await runCommand(page, 'Backtest Memory: Run Backtest');
      await page
        .getByText(/does not have the model gemma2/)
        .first()
        .waitFor();
      await picture('missing');
      await page.getByRole('button', { name: 'Pull gemma2' }).click();
      await page
        .getByText(/\d+ of 210 answers/)
        .first()
        .waitFor();
      await picture('asking');
      await page
        .getByText(/Models done/)
        .first()
        .waitFor();
      assert.equal(standIn.asked.length, 210);
      const [run] = (await readRuns(folder)).runs;
      assert.equal(run.asked['ollama:gemma2'].answers, 105);
    });

    it('are told of in the Providers view: health, answers, speed', async () => {
      const { page } = workbench;
      const node = page.locator('.monaco-list-row', { hasText: /^ollama:mistral/ }).first();
      await node.locator('.monaco-tl-twistie').click();
      await rowAppears(page, 'Providers', /health.*Ollama .*digest [0-9a-f]{12}/s);
      await rowAppears(page, 'Providers', /answers.*105 answers.*tokens\/s.*s each/s);
      await picture('providers');
    });

    it('show what they were asked for a trade, to the letter', async () => {
      const { page } = workbench;
      const { outcomes } = await loadOutcomes(join(folder, 'data/memory'));
      const { decision_id: id } =
        outcomes.find(({ asset_pair: symbol }) => symbol === 'GAMMA_USD') ?? outcomes[0];
      await runCommand(page, 'Backtest Memory: Show Prompt');
      await page.locator('.quick-input-widget input').fill(id);
      await pick(page, id);
      await page.locator('.tab.active', { hasText: 'What was asked for' }).waitFor();
      await page.getByText('You are one of several analysts').first().waitFor();
      await picture('prompt');
      await page.locator('.tab.active .codicon-close').click();
      await rowsOf(page, 'Outcomes').first().click();
      await chooseOnRow(page, 'Outcomes', / (long|short) /, 'Show Prompt');
      await page.locator('.tab.active', { hasText: 'What was asked for' }).waitFor();
    });

    it('decide now, and nothing is traded or kept', async () => {
      const { page } = workbench;
      const files = () => readdirSync(folder, { recursive: true }).sort();
      const [before, asked] = [files(), standIn.asked.length];
      await runCommand(page, 'Backtest Memory: Decide for Symbol…');
      const symbols = page.locator('.quick-input-list .monaco-list-row');
      await symbols.first().waitFor();
      await symbols.first().click();
      await page.locator('.tab.active', { hasText: 'Decision for' }).waitFor();
      await page.getByText('Nothing was traded and nothing was kept').first().waitFor();
      assert.equal(standIn.asked.length, asked + 2);
      assert.deepEqual(files(), before);
      await picture('decision');
    });

    it('show in the report what they thought and what they were asked, on a click', async () => {
      const { page } = workbench;
      await clickOnRow(page, 'Backtests', /^20.*trades/, 'Open Report');
      const report = reportIn(page);
      await report.locator('.trades tbody button').first().click();
      const answer = report.getByRole('region', { name: 'Answer of ollama:mistral' });
      assert.equal(await answer.getByText(THOUGHT).isVisible(), false);
      await answer.getByText('What it thought').click();
      await answer.getByText(THOUGHT).waitFor();
      await answer.getByText('What it was asked').click();
      await answer.getByText('You are one of several analysts').waitFor();
      await picture('thought');
    });

    it('that are missing are pulled together on a click, or not where that is cancelled', async () => {
      const { page } = workbench;
      const base = JSON.parse(readFileSync(join(folder, 'backtests/models.backtest.json'), 'utf8'));
      const providers = ['mistral', 'qwen2.5', 'phi4'].map((model) => ({ use: `ollama:${model}` }));
      writeFileSync(
        join(folder, 'backtests/many.backtest.json'),
        JSON.stringify({ ...base, name: 'Many', providers }),
      );
      await rowAppears(page, 'Backtests', 'many');
      pulling = new Promise(() => {});
      await clickOnRow(page, 'Backtests', 'many', 'Run Backtest');
      await press('Ollama does not have qwen2.5, phi4.', 'Pull 2 Models');
      const progress = toast(/Ollama fetches qwen2.5.*1 of 4 MB/s);
      await progress.waitFor();
      // A tooltip under the mouse would lie over it.
      await page.mouse.move(600, 20);
      await progress.getByText('Cancel', { exact: true }).click();
      await progress.waitFor({ state: 'detached' });
      pulling = Promise.resolve();
      await clickOnRow(page, 'Backtests', 'many', 'Run Backtest');
      await press('Ollama does not have qwen2.5, phi4.', 'Pull 2 Models');
      await rowAppears(page, 'Backtests', /many.* of 315 answers/);
      assert.equal(standIn.abandonedPulls, 1);
      assert.equal(await toast('was cancelled').count(), 0, 'who cancelled knows it');
    });

    it('are asked no more once the backtest is cancelled where it says how much it will ask', async () => {
      await press('many: 315 answers', 'Cancel Backtest');
      await toast('Many cancelled').waitFor();
      const [run] = (await readRuns(folder)).runs;
      assert.deepEqual([run.name, run.state], ['Many', 'cancelled']);
    });

    it('are asked no more once a decision is cancelled, and none is shown', async () => {
      const { page } = workbench;
      const asked = standIn.asked.length;
      await runCommand(page, 'View: Close All Editors');
      await runCommand(page, 'Backtest Memory: Decide for Symbol…');
      await pick(page, 'many');
      await pick(page, 'ALPHAUSD');
      const progress = toast('Deciding for ALPHAUSD');
      await progress.waitFor();
      await page.mouse.move(600, 20);
      await progress.getByText('Cancel', { exact: true }).click();
      await progress.waitFor({ state: 'detached' });
      assert.ok(standIn.asked.length <= asked + 3);
      assert.equal(await page.locator('.tab', { hasText: 'Decision for' }).count(), 0);
    });

    /** For whoever wants to look. */
    async function picture(name: string): Promise<void> {
      if (process.env.PICTURES)
        await workbench.page.screenshot({ path: join(process.env.PICTURES, `models-${name}.png`) });
    }
  });
}
