// Models as a user of VS Code meets them: one that is missing, its pull, and answers as they come.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRuns } from '../../../src/backtest/results/runFiles';
import { loadOutcomes } from '../../../src/memory/store/memoryFolder';
import { answerTo, OllamaStandIn } from '../../standIn/ollama';
import {
  chooseOnRow,
  clickOnRow,
  openAndPick,
  pick,
  picture,
  press as pressIn,
  rowAppears,
  rowsOf,
  runAndPick,
  runCommand,
  toast as toastIn,
} from '../workbench/driver';
import type { Stage } from '../workbench/stage';
import { reportIn } from './reportTests';

/** What the stand-in wants with every request. */
const TOKEN = 'open sesame';
const THOUGHT = 'The trend is <b>up</b>, or so it seems.';

/** Stands in for an Ollama: started before the window whose settings name it. */
export class AskedModels {
  /** What a pull waits for. */
  pulling: Promise<unknown> = Promise.resolve();
  /** What all answers but the first hundred wait for. */
  answering: Promise<unknown> = Promise.resolve();
  #standIn: OllamaStandIn | null = null;

  /** @throws Error before it was started. */
  get standIn(): OllamaStandIn {
    if (!this.#standIn) throw new Error('the stand-in was not started');
    return this.#standIn;
  }

  /** @returns its address. */
  async start(): Promise<string> {
    this.#standIn = await OllamaStandIn.start({
      models: ['mistral'],
      token: TOKEN,
      say: (asked) => ({ content: JSON.stringify(answerTo(asked)), thinking: THOUGHT }),
      // As one that loads for ever: what asks it can be cancelled, and ends in no other way.
      fault: ({ model }) => (model.startsWith('qwen') ? 'silent' : null),
      pulling: () => this.pulling,
      answering: (count) => (count < 100 ? Promise.resolve() : this.answering),
    });
    return this.#standIn.address;
  }
}

export function defineModelTests(stage: Stage, models: AskedModels): void {
  describe('models', () => {
    let folder: string;
    let standIn: OllamaStandIn;
    const toast = (text: string | RegExp) => toastIn(stage.page, text).first();
    const press = (text: string | RegExp, button: string) => pressIn(stage.page, text, button);

    before(() => {
      ({ folder } = stage);
      ({ standIn } = models);
    });
    after(async () => {
      for (const name of ['models', 'many']) rmSync(join(folder, `backtests/${name}.backtest.json`));
      await standIn.close();
    });

    it('are asked with the token that was set, and pulled on a click where they are missing, with how many have answered', async () => {
      const { page } = stage;
      await runCommand(page, 'Backtest Memory: Set Ollama Token…');
      await page.locator('.quick-input-widget', { hasText: 'Token of your Ollama' }).waitFor();
      await page.locator('.quick-input-widget input').fill(TOKEN);
      await page.keyboard.press('Enter');
      await rowAppears(page, 'Backtests', 'models');
      await runAndPick(page, 'Backtest Memory: Run Backtest', 'models');
      await page
        .getByText(/does not have the model gemma2/)
        .first()
        .waitFor();
      await picture(page, 'models-missing');
      let answer = () => {};
      models.answering = new Promise<void>((resolve) => {
        answer = resolve;
      });
      await press('does not have the model gemma2', 'Pull gemma2');
      await page
        .getByText(/\d+ of 210 answers/)
        .first()
        .waitFor();
      await picture(page, 'models-asking');
      answer();
      await toast('Models done').waitFor();
      assert.equal(standIn.asked.length, 210);
      const [run] = (await readRuns(folder)).runs;
      assert.equal(run.asked['ollama:gemma2'].answers, 105);
    });

    it('are told of in the Providers view: health, answers, speed', async () => {
      const { page } = stage;
      const node = page.locator('.monaco-list-row', { hasText: /^ollama:mistral/ }).first();
      await node.locator('.monaco-tl-twistie').click();
      await rowAppears(page, 'Providers', /health.*Ollama .*digest [0-9a-f]{12}/s);
      await rowAppears(page, 'Providers', /answers.*105 answers.*tokens\/s.*s each/s);
      await picture(page, 'models-providers');
    });

    it('show what they were asked for a trade, to the letter', async () => {
      const { page } = stage;
      const { outcomes } = await loadOutcomes(join(folder, 'data/memory'));
      const { decision_id: id } =
        outcomes.find(({ asset_pair: symbol }) => symbol === 'GAMMA_USD') ?? outcomes[0];
      await runCommand(page, 'Backtest Memory: Show Prompt');
      await page.locator('.quick-input-widget input').fill(id);
      await pick(page, id);
      await page.locator('.tab.active', { hasText: 'What was asked for' }).waitFor();
      await page.getByText('You are one of several analysts').first().waitFor();
      await picture(page, 'models-prompt');
      await page.locator('.tab.active .codicon-close').click();
      await rowsOf(page, 'Outcomes').first().click();
      await chooseOnRow(page, 'Outcomes', / (long|short) /, 'Show Prompt');
      await page.locator('.tab.active', { hasText: 'What was asked for' }).waitFor();
    });

    it('decide now, and nothing is traded or kept', async () => {
      const { page } = stage;
      const files = () => readdirSync(folder, { recursive: true }).sort();
      const [before, asked] = [files(), standIn.asked.length];
      await openAndPick(
        page,
        () => runAndPick(page, 'Backtest Memory: Decide for Symbol…', 'models'),
        'ALPHAUSD',
      );
      await page.locator('.tab.active', { hasText: 'Decision for' }).waitFor();
      await page.getByText('Nothing was traded and nothing was kept').first().waitFor();
      assert.equal(standIn.asked.length, asked + 2);
      assert.deepEqual(files(), before);
      await picture(page, 'models-decision');
    });

    it('show in the report what they thought and what they were asked, on a click', async () => {
      const { page } = stage;
      await clickOnRow(page, 'Backtests', /^20.*trades/, 'Open Report');
      const report = reportIn(page);
      await report.locator('.trades tbody button').first().click();
      const answer = report.getByRole('region', { name: 'Answer of ollama:mistral' });
      assert.equal(await answer.getByText(THOUGHT).isVisible(), false);
      await answer.getByText('What it thought').click();
      await answer.getByText(THOUGHT).waitFor();
      await answer.getByText('What it was asked').click();
      await answer.getByText('You are one of several analysts').waitFor();
      await picture(page, 'models-thought');
    });

    it('that are missing are pulled together on a click, or not where that is cancelled', async () => {
      const { page } = stage;
      const base = JSON.parse(readFileSync(join(folder, 'backtests/models.backtest.json'), 'utf8'));
      const providers = ['mistral', 'qwen2.5', 'phi4'].map((model) => ({ use: `ollama:${model}` }));
      writeFileSync(
        join(folder, 'backtests/many.backtest.json'),
        JSON.stringify({ ...base, name: 'Many', providers }),
      );
      await rowAppears(page, 'Backtests', 'many');
      models.pulling = new Promise(() => {});
      await clickOnRow(page, 'Backtests', 'many', 'Run Backtest');
      await press('Ollama does not have qwen2.5, phi4.', 'Pull 2 Models');
      const progress = toast(/Ollama fetches qwen2.5.*1 of 4 MB/s);
      await progress.waitFor();
      // A tooltip under the mouse would cover the button.
      await page.mouse.move(600, 20);
      await progress.getByText('Cancel', { exact: true }).click();
      await progress.waitFor({ state: 'detached' });
      models.pulling = Promise.resolve();
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
      const { page } = stage;
      const asked = standIn.asked.length;
      await runCommand(page, 'View: Close All Editors');
      await openAndPick(
        page,
        () => runAndPick(page, 'Backtest Memory: Decide for Symbol…', 'many'),
        'ALPHAUSD',
      );
      const progress = toast('Deciding for ALPHAUSD');
      await progress.waitFor();
      await page.mouse.move(600, 20);
      await progress.getByText('Cancel', { exact: true }).click();
      await progress.waitFor({ state: 'detached' });
      assert.ok(standIn.asked.length <= asked + 3);
      assert.equal(await page.locator('.tab', { hasText: 'Decision for' }).count(), 0);
    });
  });
}
