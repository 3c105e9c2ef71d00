// Models as a user of VS Code meets them: one that is missing, its pull, and answers as they come.
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readRuns } from '../../src/backtest/runFiles';
import { modelWorkspace } from '../runner/modelWorkspace';
import { OllamaStandIn } from '../standIn/ollama';
import { rowAppears, runCommand, showSidebar } from './hands';
import { newServerData, openWorkbench, type Workbench } from './workbench';

export function defineModelTests(): void {
  describe('models in VS Code', function () {
    this.timeout(120_000);
    let folder: string;
    let data: string;
    let standIn: OllamaStandIn;
    let workbench: Workbench;

    before(async () => {
      standIn = await OllamaStandIn.start({ models: ['mistral'], answerMs: 60 });
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

    it('are pulled on a click where they are missing, and then asked, with how many have answered', async () => {
      const { page } = workbench;
      await showSidebar(page);
      await rowAppears(page, 'Backtests', 'models');
      await runCommand(page, 'Backtest Memory: Run Backtest');
      await page
        .getByText(/does not have the model gemma2/)
        .first()
        .waitFor({ timeout: 30_000 });
      await picture('missing');
      await page.getByRole('button', { name: 'Pull gemma2' }).click();
      await page
        .getByText(/\d+ of 210 answers/)
        .first()
        .waitFor({ timeout: 30_000 });
      await picture('asking');
      await page
        .getByText(/Models done/)
        .first()
        .waitFor({ timeout: 60_000 });
      assert.equal(standIn.asked.length, 210);
      const [run] = (await readRuns(folder)).runs;
      assert.equal(run.asked['ollama:gemma2'].answers, 105);
    });

    /** For whoever wants to look. */
    async function picture(name: string): Promise<void> {
      if (process.env.PICTURES)
        await workbench.page.screenshot({ path: join(process.env.PICTURES, `models-${name}.png`) });
    }
  });
}
