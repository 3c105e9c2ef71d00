// What an agent in VS Code may do, and what its user is asked first: driven from outside, with a stand-in for the agent.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRuns } from '../../../src/backtest/results/runFiles';
import { repliesOf } from '../../run/modelWorkspace';
import {
  appears,
  clearNotifications,
  picture,
  press,
  rowAppears,
  runAndPick,
  runCommand,
  toast as toastIn,
} from '../workbench/driver';
import type { Stage } from '../workbench/stage';

export function defineAgentTests(stage: Stage): void {
  describe('an agent', () => {
    let folder: string;

    before(() => {
      ({ folder } = stage);
      const definition = join(folder, 'backtests/first-light.backtest.json');
      const content = JSON.parse(readFileSync(definition, 'utf8'));
      writeFileSync(definition, JSON.stringify({ ...content, timeframe: '4h', to: '2025-03-31' }));
    });

    /** Has the agent ask. @returns what it is answered, once it is. */
    async function ask(
      name: string,
      input: object,
    ): Promise<Promise<{ result?: unknown; error?: string }>[]> {
      rmSync(join(folder, 'answer.json'), { force: true });
      writeFileSync(join(folder, 'ask.json'), JSON.stringify({ name, input }));
      const answered = appears(join(folder, 'answer.json')).then((text) => JSON.parse(text));
      await runCommand(stage.page, 'Stand-in Agent: Ask');
      // In an array: a promise that is returned by itself would be waited for.
      return [answered];
    }

    const dialog = () =>
      stage.page.locator('.monaco-dialog-box', { hasText: 'Run the backtest first-light' });
    const start = () => ask('backtest_start_run', { definition: 'first-light' });

    it('reads without asking', async () => {
      const [answered] = await ask('backtest_list_runs', {});
      const { result } = await answered;
      assert.ok((result as { definitions: string[] }).definitions.includes('first-light'));
      assert.equal(await dialog().count(), 0);
    });

    it('runs nothing where the user says no', async () => {
      const [answered] = await start();
      await dialog().waitFor();
      await picture(stage.page, 'agent-asks');
      await dialog().getByRole('button', { name: 'Cancel' }).click();
      const { error } = await answered;
      assert.match(error ?? '', /cancel/i);
      assert.deepEqual(
        (await readRuns(folder)).runs.filter(({ definition }) => definition === 'first-light'),
        [],
      );
    });

    it('runs a backtest once the user agrees, and is told how it ended', async () => {
      const [answered] = await start();
      await dialog().waitFor();
      await dialog().getByRole('button').filter({ hasNotText: 'Cancel' }).first().click();
      const { result } = await answered;
      const [run] = (await readRuns(folder)).runs;
      const { state, figures } = result as { state: string; figures: { n: number } };
      assert.deepEqual([state, figures.n, run.state], ['done', run.total?.trades, 'done']);
      await toastIn(stage.page, 'done: ').first().waitFor();
    });

    describe('with language models of VS Code', () => {
      const page = () => stage.page;
      const consent = (family: string) =>
        page().locator('.monaco-dialog-box', {
          hasText: `Let the backtest asks ask the language model ${family}`,
        });
      const runsOf = async () =>
        (await readRuns(folder)).runs.filter(({ definition }) => definition === 'asks');

      /** Has the definition ask a model that behaves so, and runs it until the user is asked. */
      async function runAsking(family: string, behaviours: readonly string[]): Promise<void> {
        const base = JSON.parse(readFileSync(join(folder, 'backtests/first-light.backtest.json'), 'utf8'));
        const own = {
          name: 'Asks',
          symbols: base.symbols.slice(0, 1),
          timeframe: '1d',
          from: '2025-02-01',
          to: '2025-03-31',
          providers: [{ use: `lm:${family}` }, { use: 'rule:cross' }],
          quorum: 1,
        };
        writeFileSync(join(folder, 'model.json'), JSON.stringify(behaviours));
        writeFileSync(join(folder, 'backtests/asks.backtest.json'), JSON.stringify({ ...base, ...own }));
        await rowAppears(page(), 'Backtests', 'asks');
        await clearNotifications(page());
        await runAndPick(page(), 'Backtest Memory: Run Backtest', 'asks');
        await consent(family).waitFor();
      }
      const agree = (family: string) => consent(family).getByRole('button', { name: 'Ask It' }).click();
      const toast = (text: string) => toastIn(page(), text).first();

      it('asks none that the user does not want to be asked', async () => {
        await runAsking('stand-in-1', ['good']);
        await picture(page(), 'lm-consent');
        await consent('stand-in-1').getByRole('button', { name: 'Cancel' }).click();
        await toast('you did not let the backtest ask it').waitFor();
        assert.deepEqual(await runsOf(), []);
      });

      it('counts what cannot be used, goes on, tells of it beside “done”, and plays the run again from its log', async () => {
        await runAsking('stand-in-1', ['good', 'garbage', 'garbage', 'garbage', 'garbage']);
        await agree('stand-in-1');
        await toast('lm:stand-in-1 failed in').waitFor();
        await rowAppears(page(), 'Backtests', /lm:stand-in-1 failed in \d+\.\d %/);
        const [run] = await runsOf();
        assert.equal(run.state, 'done');
        const replies = repliesOf(folder, run.run);
        const failed = replies.filter(({ failure }) => failure !== undefined);
        assert.equal(replies.length, 59);
        assert.equal(run.failures['lm:stand-in-1'], failed.length);
        assert.ok(failed.length > 5 && failed.every(({ cause }) => cause === 'unusable reply'));
        const args = ['dist/cli.js', 'replay', run.run, '--workspace', folder];
        assert.equal(spawnSync(process.execPath, args).status, 0);
      });

      it('is interrupted with the API’s words where the API gives none, and resumed on a click', async () => {
        await runAsking('stand-in-1', ['blocked']);
        await agree('stand-in-1');
        const words = 'failed 10 times in a row: Blocked: you have used up your quota';
        await toast(words).waitFor({ timeout: 60_000 });
        await picture(page(), 'lm-interrupted');
        await rowAppears(page(), 'Backtests', /^20.*interrupted/);
        const [run] = await runsOf();
        assert.ok(run.state === 'interrupted' && run.problem.includes(words));
        assert.deepEqual(repliesOf(folder, run.run), []);
        writeFileSync(join(folder, 'model.json'), JSON.stringify(['good']));
        await press(page(), words, 'Resume');
        await consent('stand-in-1').waitFor();
        await agree('stand-in-1');
        await toast('Asks done').waitFor();
        const [resumed] = await runsOf();
        assert.deepEqual([resumed.run, resumed.state], [run.run, 'done']);
      });

      it('asks the user for access as VS Code does, where a model wants that', async () => {
        await runAsking('stand-in-asks', ['good']);
        await agree('stand-in-asks');
        const access = page().locator('.monaco-dialog-box', { hasText: 'Stand-in' });
        await access.waitFor();
        await picture(page(), 'lm-access');
        await access.getByRole('button', { name: 'Allow' }).click();
        await toast('Asks done').waitFor();
        const [run] = await runsOf();
        assert.equal(run.failures['lm:stand-in-asks'] ?? 0, 0);
      });

      // The run is; VS Code 1.100 does not tell a model whose answer has begun.
      it('is cancelled in the middle of an answer', async () => {
        await runAsking('stand-in-1', ['silent']);
        await agree('stand-in-1');
        await appears(join(folder, 'asked.txt'));
        await runCommand(page(), 'Backtest Memory: Cancel');
        await toast('Asks cancelled').waitFor();
        const [run] = await runsOf();
        assert.deepEqual([run.state, run.failures], ['cancelled', {}]);
      });
    });
  });
}
