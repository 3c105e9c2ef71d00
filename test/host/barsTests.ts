// Bars in VS Code, driven from outside: from a definition without any to its backtest, against a stand-in of the sources.
import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { barsToCsv } from '../../src/market/barsCsv';
import { HOUR } from '../../src/market/timeframe';
import { someBars } from '../market/sources/someBars';
import { StandIn } from '../market/sources/standIn';
import { rowAppears, rowTexts, runCommand, showSidebar } from './hands';
import { openWorkbench, type Workbench } from './workbench';

/** The last whole year, as Download Bars… offers it. */
const YEAR = new Date().getUTCFullYear() - 1;
const FROM = Date.UTC(YEAR - 1, 11, 1);
const HOURS = (Date.UTC(YEAR + 1, 0, 1) - FROM) / HOUR;
const PICTURES = resolve('dist/test');

const definition = JSON.stringify(
  {
    name: 'Needs bars',
    symbols: ['BTCUSD', 'ETHUSD'].map((symbol) => ({ symbol, file: `data/market/${symbol}-1h.csv` })),
    timeframe: '1h',
    from: `${YEAR}-02-01`,
    to: `${YEAR}-03-31`,
    providers: [{ use: 'rule:trend' }],
  },
  null,
  2,
);

export function defineBarsTests(): void {
  describe('bars in VS Code, driven from outside', function () {
    this.timeout(120_000);
    const market = new StandIn();
    let folder: string;
    let workbench: Workbench;
    let page: Page;
    const file = (name: string) => join(folder, 'data/market', name);
    const toast = (text: string | RegExp): Locator =>
      page.locator('.notification-toast', { hasText: text }).first();
    const picture = (name: string) => page.screenshot({ path: join(PICTURES, `bars-${name}.png`) });
    const input = () => page.locator('.quick-input-widget input');
    const marketOf = (name: string) => someBars(name, { from: FROM, count: HOURS + 24, step: HOUR });

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'bars-host-'));
      for (const part of ['backtests', 'data/memory']) mkdirSync(join(folder, part), { recursive: true });
      writeFileSync(join(folder, 'backtests/needs.backtest.json'), definition);
      for (const name of ['BTC/USD', 'ETH/USD']) market.bars.set(name, marketOf(name));
      const weekend = (time: number) => [0, 6].includes(new Date(time).getUTCDay());
      const euro = { from: FROM, count: HOURS + 24, step: HOUR, without: weekend };
      market.bars.set('EURUSD=X', someBars('EURUSD=X', euro));
      market.yahoo.set('EURUSD=X', {
        symbol: 'EURUSD=X',
        instrumentType: 'CURRENCY',
        currency: 'USD',
        exchangeTimezoneName: 'Europe/London',
      });
      process.env.BACKTEST_MEMORY_BARS_STAND_IN = String(await market.start());
      workbench = await openWorkbench(folder, resolve('.'));
      delete process.env.BACKTEST_MEMORY_BARS_STAND_IN;
      page = workbench.page;
      await page.setViewportSize({ width: 1280, height: 900 });
      await showSidebar(page);
      await rowAppears(page, 'Backtests', 'needs');
      // Some of VS Code's own complain where there is no ripgrep.
      await runCommand(page, 'Notifications: Clear All Notifications');
    });
    after(async () => {
      await workbench.close();
      await market.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    afterEach(async function () {
      if (this.currentTest?.state === 'failed') await picture('failed');
      await runCommand(page, 'Notifications: Clear All Notifications');
    });

    it('a run without them offers to download exactly those, and can be cancelled', async () => {
      await rowAppears(page, 'Backtests', '2 problems');
      await runCommand(page, 'Backtest Memory: Run Backtest');
      const failed = toast('there is no such file');
      await failed.getByText('Download Bars…', { exact: true }).click();
      await page.getByText('BTCUSD from coinbase, ETHUSD from coinbase').first().waitFor();
      market.delay = 2000;
      await page.keyboard.press('Enter');
      const progress = toast('Downloading BTCUSD, ETHUSD (1h)');
      // A tooltip under the mouse would lie over it.
      await page.mouse.move(600, 20);
      await progress.getByText(/[1-9]\d* bars · \d+ a second/).waitFor();
      await picture('progress');
      await progress.getByText('Cancel', { exact: true }).click();
      await progress.waitFor({ state: 'detached' });
      market.delay = 0;
      // Its locks may still be there for a moment: their process is just ending.
      const left = readdirSync(join(folder, 'data/market')).filter((name) => !/\.(part|lock)$/.test(name));
      assert.deepEqual(left, []);
    });

    it('a definition that lacks them says so and gets them by a click on its lens; then it runs', async () => {
      await page.locator('.monaco-list-row', { hasText: 'needs' }).first().click();
      await page.locator('.squiggly-error').first().waitFor();
      const lens = page.locator('.codelens-decoration a', { hasText: 'Download bars: BTCUSD, ETHUSD' });
      await lens.waitFor();
      await picture('lacking');
      await lens.click();
      await page.getByText('BTCUSD from coinbase, ETHUSD from coinbase').first().waitFor();
      await page.keyboard.press('Enter');
      await toast(`${YEAR}-03-31`).waitFor({ timeout: 60_000 });
      await rowAppears(page, 'Backtests', 'Bars2 files');
      await page.locator('.codelens-decoration a', { hasText: 'Update bars' }).waitFor();
      await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
      const rows = readFileSync(file('ETHUSD-1h.csv'), 'utf8').trimEnd().split('\n');
      const first = Date.UTC(YEAR, 1, 1) - 200 * HOUR;
      assert.equal(rows[1].slice(0, 10), new Date(first).toISOString().slice(0, 10));
      assert.ok(rows[rows.length - 1].startsWith(`${YEAR}-03-31T23:00`));
      await runCommand(page, 'Backtest Memory: Run Backtest');
      await toast('Needs bars done: ').waitFor({ timeout: 60_000 });
    });

    it('a symbol tells under the mouse what its bars are', async () => {
      await page
        .locator('.view-line span', { hasText: /^"BTCUSD"$/ })
        .first()
        .hover();
      await page.locator('.monaco-hover', { hasText: /BTCUSD.*1h.*bars.*no gaps.*coinbase/s }).waitFor();
      await picture('hover');
    });

    it('the command has an answer at hand for each question', async () => {
      await runCommand(page, 'Backtest Memory: Download Bars…');
      await page.getByText('Symbols, with blanks between them').first().waitFor();
      await input().fill('EURUSD');
      await page.keyboard.press('Enter');
      for (const offered of ['EURUSD from yahoo', 'a backtest puts longer bars', `The year ${YEAR}`]) {
        await page.locator('.quick-input-list .monaco-list-row', { hasText: offered }).first().waitFor();
        await page.keyboard.press('Enter');
      }
      await toast(/EURUSD: \d+ bars, .*from yahoo; no gaps/).waitFor({ timeout: 60_000 });
      await page.locator('.monaco-list-row', { hasText: 'Bars3 files' }).first().click();
      await rowAppears(page, 'Backtests', new RegExp(`EURUSD 1h.*${YEAR}-12-31.*no gaps.*yahoo`));
      await picture('group');
      const sidecar = JSON.parse(readFileSync(file('EURUSD-1h.csv.json'), 'utf8'));
      assert.ok(sidecar.gaps.every(({ kind }: { kind: string }) => kind === 'weekend'));
    });

    it('an update that finds a changed past writes nothing until the user agrees, and then keeps the old file', async () => {
      const before = readFileSync(file('BTCUSD-1h.csv'), 'utf8');
      const bars = marketOf('BTC/USD');
      const volume = bars.volume.map((one) => one + 1);
      market.bars.set('BTC/USD', { ...bars, volume });
      const row = page.locator('.monaco-list-row', { hasText: 'BTCUSD 1h' }).first();
      await row.hover();
      await row.locator('.action-label[aria-label="Update Bars"]').click();
      const changed = toast('coinbase has changed its past');
      await changed.waitFor({ timeout: 60_000 });
      await picture('changed');
      assert.equal(readFileSync(file('BTCUSD-1h.csv'), 'utf8'), before);
      await changed.getByText('Download Anew, Keep the Old File').click();
      await toast('kept in data/market/replaced').waitFor({ timeout: 60_000 });
      const [kept] = readdirSync(file('replaced'));
      assert.equal(readFileSync(join(file('replaced'), kept), 'utf8'), before);
      const fresh = readFileSync(file('BTCUSD-1h.csv'), 'utf8').trimEnd().split('\n');
      assert.ok(barsToCsv({ ...bars, volume }).includes(fresh[fresh.length - 1]));
      assert.ok(!existsSync(file('BTCUSD-1h.csv.part')));
      assert.ok((await rowTexts(page, 'Backtests')).some((text) => text.startsWith('BTCUSD 1h')));
    });
  });
}
