// The report's page while a run goes on, and the report as a file.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { reportHtml } from '../../../src/report/reportHtml';
import type { PageWords } from '../../../src/report/reportProtocol';
import { sharedBrowser } from '../workbench/workbench';
import { HOSTILE, NOTHING_TO_SHOW, type ReportedRuns } from './reportedRuns';
import { violations } from './reportPage';

export function definePageEndTests(runs: ReportedRuns): void {
  it('shows how far a run is, and how its curve grows', async () => {
    const run = runs.runOf('idle');
    runs.change(run, { state: 'running', finished: null, pid: process.pid, ...NOTHING_TO_SHOW });
    const { page, events } = await runs.show(run);
    await page.getByText('Running, 0 trades on disk.').waitFor();
    const time = Date.UTC(2025, 2, 3);
    await events.progress({
      run,
      benchmark: false,
      quarter: '2025-Q1',
      time,
      done: 0.4,
      trades: 12,
      equity: 10_123.4,
      timeLeft: 2500,
      asking: null,
    });
    await page.getByText('2025-Q1 · 2025-03-03 · 12 trades · equity 10,123.40 · 3 s left').waitFor();
    assert.equal(await page.locator('progress').getAttribute('value'), '0.4');
  });

  it('that has followed a run looks in the end like one that is opened then', async () => {
    const run = runs.runOf('first-light');
    const ended = runs.summaryOf(run);
    const memory = join(runs.folder, 'data/memory');
    const later = readdirSync(memory).filter((name) => /^outcome_first-light-.*_2025-?(0[4-9]|1)/.test(name));
    assert.ok(later.length > 100);
    for (const name of later) renameSync(join(memory, name), join(runs.folder, name));
    runs.change(run, { state: 'running', finished: null, pid: process.pid, ...NOTHING_TO_SHOW });
    const drawn = async (page: Page) => {
      await page.getByRole('heading', { name: 'BTCUSD, 4h bars' }).waitFor();
      await page.locator('#trades [role=status]', { hasText: `${ended.total.trades} trades` }).waitFor();
      const charts = [page.locator('#equity .canvas'), page.locator('#prices .canvas')];
      return Promise.all(charts.map(async (chart) => (await chart.screenshot()).toString('base64')));
    };
    const { page, events } = await runs.show(run);
    await page.locator('#equity canvas').first().waitFor();
    await page.locator('#prices canvas').first().waitFor();
    for (const name of later) renameSync(join(runs.folder, name), join(memory, name));
    runs.change(run, ended);
    await events.changed();
    const followed = await drawn(page);
    await page.close();
    assert.deepEqual(await drawn((await runs.show(run)).page), followed);
  });

  it('is one file that opens without a network, with its charts, decisions and pictures', async () => {
    const file = join(runs.folder, 'report.html');
    runs.cli(
      'report',
      runs.runOf('hostile'),
      runs.runOf('first-light'),
      '--workspace',
      runs.folder,
      '--out',
      file,
    );
    const page = await (await sharedBrowser()).newPage({
      viewport: { width: 1100, height: 900 },
      acceptDownloads: true,
    });
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.context().setOffline(true);
    await page.goto(pathToFileURL(file).href);
    await page.getByRole('heading', { name: '2 runs compared' }).waitFor();
    await page.locator('#prices canvas').first().waitFor();
    await page.locator('#equity canvas').first().waitFor();
    assert.deepEqual(await violations(page), []);
    await page.locator('.trades tbody button').first().click();
    assert.equal(await page.locator('.said').first().innerText(), HOSTILE);
    const [picture] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: /^Save PNG/ }).click(),
    ]);
    assert.equal(readFileSync(await picture.path()).toString('latin1', 1, 4), 'PNG');
    assert.deepEqual(
      requests.filter((address) => /^(https?|wss?):/.test(address)),
      [],
    );
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('as a file is in the editor’s language, with its numbers', async () => {
    const words: PageWords = JSON.parse(readFileSync('media/l10n/bundle.l10n.de.json', 'utf8'));
    const file = join(runs.folder, 'bericht.html');
    writeFileSync(file, await reportHtml(runs.service, [runs.runOf('first-light')], 'dist', words));
    const page = await (await sharedBrowser()).newPage({ locale: 'en-US' });
    await page.goto(pathToFileURL(file).href);
    await page.getByRole('heading', { name: 'Kennzahlen', exact: true }).waitFor();
    await page.getByText('10.000,00 USD Startkapital').waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'de');
    await page.locator('#weights-title').waitFor();
    for (const details of await page.locator('details > summary').all()) await details.click();
    const cells = await page.locator('td.number').allInnerTexts();
    assert.ok(cells.length > 500);
    const english = /\d\.\d(?!\d\d(\D|$))|\d,\d{3}[.,]/;
    assert.deepEqual(
      cells.filter((cell) => english.test(cell)),
      [],
    );
    await page.close();
  });
}
