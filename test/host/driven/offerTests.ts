// What errors, questions and links offer to be clicked: a worker that dies, a model to be downloaded, files to be picked.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { loadOutcomes } from '../../../src/memory/store/memoryFolder';
import { writeTinyModel } from '../../memory/embedding/tinyModel';
import { tempFolder } from '../../tempFolder';
import { PYTHON_OUTCOME } from '../pythonOutcome';
import { changeSettings } from '../workbench/codeServer';
import {
  chooseOnRow,
  clearNotifications,
  dialogProposes,
  pick,
  picture,
  press as pressIn,
  rowAppears,
  rowsOf,
  runAndPick,
  runCommand,
  showSidebar,
  toast as toastIn,
  typeFolder,
  until,
} from '../workbench/driver';
import type { Stage } from '../workbench/stage';

/** File in the workspace with the address of the stand-in for huggingface.co. */
const HUB = 'hub.txt';
/** Has the memory worker ask the stand-in in place of huggingface.co, and throw when a file named bug… appears. */
export const OFFERS_PRELOAD = `
const { isMainThread, workerData } = require('node:worker_threads');
if (!isMainThread && workerData?.workspace) {
  const { readFileSync, watch } = require('node:fs');
  const real = globalThis.fetch;
  const hub = () => readFileSync(workerData.workspace + '/${HUB}', 'utf8');
  globalThis.fetch = (address, init) => {
    const [, path] = /^https:\\/\\/huggingface\\.co(.*)/.exec(String(address)) ?? [];
    return real(path === undefined ? address : hub() + path, init);
  };
  watch(workerData.workspace, (_, name) => {
    if (name?.startsWith('bug')) throw new Error('none of ours, ' + name);
  });
}`;

export function defineOfferTests(stage: Stage): void {
  describe('what errors and questions offer to be clicked', () => {
    let home: string;
    let folder: string;
    let page: Page;
    /** Answers each request for the model. */
    let answer: (path: string, response: ServerResponse) => void = (_, response) => response.end();
    const asked: string[] = [];
    const hub = createServer(({ url = '' }, response) => {
      asked.push(url);
      answer(url, response);
    });
    const toast = (text: string | RegExp) => toastIn(page, text).first();
    const press = (text: string | RegExp, button: string) => pressIn(page, text, button);
    const dialog = (text: string) => page.locator('.monaco-dialog-box', { hasText: text });

    before(async () => {
      ({ folder, page } = stage);
      home = tempFolder('offers');
      hub.listen(0, '127.0.0.1');
      await once(hub, 'listening');
      writeFileSync(join(folder, HUB), `http://127.0.0.1:${(hub.address() as AddressInfo).port}`);
      await showSidebar(page);
    });
    after(() => {
      hub.closeAllConnections();
      hub.close();
    });
    afterEach(() => clearNotifications(page));

    it('a worker that died reads again, and shows its log', async () => {
      const died = 'Reading data/memory ended by a bug of this extension; the files are safe.';
      writeFileSync(join(folder, 'bug-1'), '');
      await toast(died).waitFor();
      const definition = readFileSync(join(folder, 'backtests/first-light.backtest.json'), 'utf8');
      writeFileSync(join(folder, 'backtests/later.backtest.json'), definition);
      await press(died, 'Read Again');
      await rowAppears(page, 'Backtests', 'later');
      rmSync(join(folder, 'backtests/later.backtest.json'));
      writeFileSync(join(folder, 'bug-2'), '');
      await press(died, 'Show Log');
      await page.locator('.part.panel .view-line').first().waitFor();
      await runCommand(page, 'View: Toggle Panel Visibility');
      await runCommand(page, 'Backtest Memory: Refresh');
    });

    describe('the model that texts are compared by', () => {
      const question = 'Download the embedding model all-MiniLM-L6-v2 (23 MB) from huggingface.co?';
      let changes = 0;
      /** Changes a setting of the model, so that the user is asked again. */
      const change = () => {
        changes += 1;
        changeSettings(stage.workbench.data, {
          'backtestMemory.embedding': 'model',
          'backtestMemory.embeddingOllamaModel': `number-${changes}`,
        });
      };
      const agree = async () => {
        change();
        await dialog(question).getByRole('button', { name: 'Download' }).click();
      };

      it('is not downloaded where the user does not want it', async () => {
        change();
        await dialog(question).waitFor();
        await picture(page, 'embedding-asks');
        await dialog(question).getByRole('button', { name: 'Cancel' }).click();
        await dialog(question).waitFor({ state: 'detached' });
        assert.deepEqual(asked, []);
      });

      it('is told of where it cannot be had, once the user agreed', async () => {
        answer = (_, response) => response.writeHead(503).end();
        await agree();
        await toast('config.json could not be downloaded: the host answers 503.').waitFor();
        assert.match(asked.join(), /^\/Xenova\/all-MiniLM-L6-v2\/resolve\/main\/config.json$/);
      });

      it('is downloaded no further once that is cancelled', async () => {
        const gone = new Promise((cut) => {
          answer = (_, response) => {
            response.once('close', cut);
            response.writeHead(200, { 'content-length': 4e6 }).write('{'.padEnd(1e6));
          };
        });
        await agree();
        const progress = toast(/Embedding model.*config\.json: 1\.0 of 4\.0 MB/s);
        await progress.waitFor();
        await page.mouse.move(600, 20);
        await progress.getByText('Cancel', { exact: true }).click();
        await gone;
        await progress.waitFor({ state: 'detached' });
        assert.equal(await toast('could not be downloaded').count(), 0, 'who cancelled knows it');
      });

      it('is downloaded whole, and then compares', async () => {
        const model = join(home, 'tiny');
        writeTinyModel(model);
        answer = (path, response) => {
          // The tiny model is not quantized.
          const file = join(model, path.split('/resolve/main/')[1].replace('_quantized', ''));
          if (existsSync(file)) response.end(readFileSync(file));
          else response.writeHead(404).end();
        };
        await agree();
        await until(
          page.locator('.quick-input-titlebar', { hasText: /scored by transformers/ }),
          async () => {
            await runCommand(page, 'Backtest Memory: Search Memory…');
            await page.locator('.quick-input-widget input').first().fill('long trend');
          },
        );
        await page.keyboard.press('Escape');
      });
    });

    it('a folder of the Python engine is picked to be imported', async () => {
      const old = join(home, 'python');
      mkdirSync(join(old, 'notebooks'), { recursive: true });
      writeFileSync(join(old, 'outcome_old-1.json'), JSON.stringify(PYTHON_OUTCOME));
      await runCommand(page, 'Backtest Memory: Import Python Memory…');
      await dialogProposes(page, '/');
      await typeFolder(page, old, 'notebooks');
      await page.getByRole('button', { name: 'Import Memory' }).click();
      await page.locator('.tab.active', { hasText: 'Import from the Python Engine' }).waitFor();
      await page.getByText('Imported 1 outcome from').first().waitFor();
      await rowAppears(page, 'Outcomes', '2024-Q2');
      await page.keyboard.press('Control+W');
      await page.locator('.tab', { hasText: 'Import from the Python Engine' }).waitFor({ state: 'detached' });
    });

    it('a trade log is picked to be imported', async () => {
      writeFileSync(join(folder, 'statement.csv'), readFileSync('test/fixtures/tradeLogs/mt4-statement.csv'));
      await runCommand(page, 'View: Close All Editors');
      await runCommand(page, 'Backtest Memory: Import as Outcomes…');
      await dialogProposes(page, '/');
      await pick(page, 'statement.csv');
      await press('2 new outcomes', 'Import');
      await toast('Imported 2 outcomes').waitFor();
    });

    it('a run’s archived outcomes come back where the run is picked', async () => {
      const count = async () => (await loadOutcomes(join(folder, 'data/memory'))).outcomes.length;
      const before = await count();
      await rowsOf(page, 'Outcomes').filter({ hasText: '2025-Q3' }).first().click();
      await rowAppears(page, 'Outcomes', /USD (long|short)/);
      await chooseOnRow(page, 'Outcomes', /USD (long|short)/, 'Archive Outcomes');
      await toast('Moved to data/memory/archive: 1 of 1').waitFor();
      assert.equal(await count(), before - 1);
      await runAndPick(page, 'Backtest Memory: Restore from Archive…', 'first-light');
      await toast('Back in data/memory: 1 outcome of').waitFor();
      assert.equal(await count(), before);
    });

    it('servers that cannot be written are mended in their file', async () => {
      mkdirSync(join(folder, '.vscode'), { recursive: true });
      writeFileSync(join(folder, '.vscode/mcp.json'), '[1]');
      await runCommand(page, 'Backtest Memory: Write .vscode/mcp.json');
      await press('is not a JSON object with "servers"', 'Open File');
      await page.locator('.tab.active', { hasText: 'mcp.json' }).waitFor();
      assert.equal(readFileSync(join(folder, '.vscode/mcp.json'), 'utf8'), '[1]');
    });

    it('the walkthrough leads to Ollama’s own page', async () => {
      await runAndPick(page, 'Welcome: Open Walkthrough...', 'the first five minutes');
      const step = page.locator('.getting-started-step', { hasText: 'Let models decide' }).first();
      const link = step.locator('a', { hasText: /^Ollama$/ });
      await until(link, () => step.click());
      // The walkthrough moves for a moment after a step opens.
      const cancel = dialog('https://ollama.com').getByRole('button', { name: 'Cancel' });
      await until(cancel, () => link.click());
      await cancel.click();
    });
  });
}
