// Bars in VS Code, driven from outside: from a definition without any to its backtest, against a stand-in of the sources.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { HOUR } from '../../../src/common/timeframe';
import { barsToCsv } from '../../../src/market/barsCsv';
import { someBars } from '../../market/download/sources/someBars';
import { StandIn } from '../../market/download/sources/standIn';
import {
  chooseInTitle,
  chooseOnRow,
  clearNotifications,
  clickOnRow,
  pick,
  picture,
  press as pressIn,
  rowAppears,
  rowTexts,
  runAndPick,
  toast as toastIn,
  until,
} from '../workbench/driver';
import { childrenOf, extensionHosts } from '../workbench/processes';
import type { Stage } from '../workbench/stage';

/** The last whole year, as Download Bars… offers it. */
const YEAR = new Date().getUTCFullYear() - 1;
const FROM = Date.UTC(YEAR - 1, 11, 1);
const HOURS = (Date.UTC(YEAR + 1, 0, 1) - FROM) / HOUR;
/** A source of the user's, in the settings of the window. */
export const OWN_SOURCE = 'url:https://bars.example/{symbol}.csv?from={from}&to={to}&key={key}';
/** A program of the user's: bars that stay where they are. */
const PROGRAM = `const [from, to] = process.argv.slice(2).map(Number);
console.log('time,open,high,low,close,volume');
for (let at = from; at < to; at += 3600000) console.log([at, 1000, 1001, 999, 1000, 5].join());`;

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

/** Stands in for the sources of bars: started before the window that asks it. */
export class BarSources {
  readonly market = new StandIn();

  async start(): Promise<string> {
    for (const name of ['BTC/USD', 'ETH/USD']) this.market.bars.set(name, marketOf(name));
    const weekend = (time: number) => [0, 6].includes(new Date(time).getUTCDay());
    const euro = { from: FROM, count: HOURS + 24, step: HOUR, without: weekend };
    this.market.bars.set('EURUSD=X', someBars('EURUSD=X', euro));
    this.market.yahoo.set('EURUSD=X', {
      symbol: 'EURUSD=X',
      instrumentType: 'CURRENCY',
      currency: 'USD',
      exchangeTimezoneName: 'Europe/London',
    });
    return String(await this.market.start());
  }
}

const marketOf = (name: string) => someBars(name, { from: FROM, count: HOURS + 24, step: HOUR });

export function defineBarsTests(stage: Stage, { market }: BarSources): void {
  describe('bars', () => {
    let folder: string;
    let page: Page;
    const file = (name: string) => join(folder, 'data/market', name);
    const toast = (text: string | RegExp) => toastIn(page, text).first();
    const press = (text: string | RegExp, button: string) => pressIn(page, text, button);
    const input = () => page.locator('.quick-input-widget input');
    /** Files that were there from the start. */
    const others = new Set<string>();
    const group = (downloaded: number) => `Bars${others.size + downloaded} files`;

    before(async () => {
      ({ folder, page } = stage);
      for (const name of readdirSync(join(folder, 'data/market'))) others.add(name);
      writeFileSync(join(folder, 'backtests/needs.backtest.json'), definition);
      await rowAppears(page, 'Backtests', 'needs');
      await clearNotifications(page);
    });
    after(async () => {
      rmSync(join(folder, 'backtests/needs.backtest.json'));
      await market.stop();
    });
    afterEach(() => clearNotifications(page));

    it('a run without them offers to download exactly those, and can be cancelled', async () => {
      await rowAppears(page, 'Backtests', '2 problems');
      await runAndPick(page, 'Backtest Memory: Run Backtest', 'needs');
      await press('there is no such file', 'Download Bars…');
      await page.getByText('BTCUSD from coinbase, ETHUSD from coinbase').first().waitFor();
      // Three requests are answered and no more: the download cannot end before it is cancelled.
      market.silent = { from: market.asked.length + 4, reached: () => {} };
      await page.keyboard.press('Enter');
      const progress = toast('Downloading BTCUSD, ETHUSD (1h)');
      // A tooltip under the mouse would cover the button.
      await page.mouse.move(600, 20);
      await progress.getByText(/[1-9][\d,]* bars · [\d,]+ a second/).waitFor();
      await picture(page, 'bars-progress');
      await progress.getByText('Cancel', { exact: true }).click();
      await progress.waitFor({ state: 'detached' });
      market.silent = null;
      // Locks of the download may still be there: its process is just ending.
      const left = readdirSync(join(folder, 'data/market')).filter(
        (name) => !others.has(name) && !/\.(part|lock)$/.test(name),
      );
      assert.deepEqual(left, []);
    });

    it('each of its symbols has quick fixes that get its bars, or all', async () => {
      await page.locator('.monaco-list-row', { hasText: 'needs' }).first().click();
      await page.locator('.squiggly-error').first().waitFor();
      for (const [symbol, fix, asked] of [
        ['BTCUSD', /^Download BTCUSD bars, /, 'BTCUSD from coinbase'],
        ['ETHUSD', 'Download all bars', 'BTCUSD from coinbase, ETHUSD from coinbase'],
      ] as const) {
        const row = page.locator('.action-widget .monaco-list-row', { hasText: fix }).first();
        // VS Code drops a menu that is asked for while it draws the editor anew.
        await until(row, async () => {
          await page
            .locator('.view-line span', { hasText: `"${symbol}"` })
            .last()
            .click();
          await page.keyboard.press('Control+.');
        });
        // The menu takes no click until the mouse has moved.
        await row.hover({ force: true });
        await row.click();
        const offered = page.locator('.quick-input-list .monaco-list-row', { hasText: asked }).first();
        await offered.waitFor();
        await page.keyboard.press('Escape');
        await offered.waitFor({ state: 'hidden' });
      }
      await page.locator('.view-line').first().click();
      await page.keyboard.press('Control+Home');
    });

    it('a definition that lacks them says so and gets them by a click on its lens; then it runs', async () => {
      const lens = page.locator('.codelens-decoration a', { hasText: 'Download bars: BTCUSD, ETHUSD' });
      await lens.waitFor();
      await picture(page, 'bars-lacking');
      await lens.click();
      await page.getByText('BTCUSD from coinbase, ETHUSD from coinbase').first().waitFor();
      await page.keyboard.press('Enter');
      await toast(`${YEAR}-03-31`).waitFor();
      await rowAppears(page, 'Backtests', group(2));
      await page.locator('.codelens-decoration a', { hasText: 'Update bars' }).waitFor();
      await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
      const rows = readFileSync(file('ETHUSD-1h.csv'), 'utf8').trimEnd().split('\n');
      const first = Date.UTC(YEAR, 1, 1) - 200 * HOUR;
      assert.equal(rows[1].slice(0, 10), new Date(first).toISOString().slice(0, 10));
      assert.ok(rows[rows.length - 1].startsWith(`${YEAR}-03-31T23:00`));
      await runAndPick(page, 'Backtest Memory: Run Backtest', 'needs');
      await toast('Needs bars done: ').waitFor();
    });

    it('a symbol tells under the mouse what its bars are', async () => {
      await page
        .locator('.view-line span', { hasText: /^"BTCUSD"$/ })
        .first()
        .hover();
      await page.locator('.monaco-hover', { hasText: /BTCUSD.*1h.*bars.*no gaps.*coinbase/s }).waitFor();
      await picture(page, 'bars-hover');
    });

    it('the command has an answer at hand for each question', async () => {
      await chooseInTitle(page, 'Backtests', 'Download Bars…');
      await page.getByText('Symbols, with blanks between them').first().waitFor();
      await input().fill('EURUSD');
      await page.keyboard.press('Enter');
      for (const offered of ['EURUSD from yahoo', 'a backtest puts longer bars', `The year ${YEAR}`]) {
        await page.locator('.quick-input-list .monaco-list-row', { hasText: offered }).first().waitFor();
        await page.keyboard.press('Enter');
      }
      await toast(/EURUSD: [\d,]+ bars, .*from yahoo; no gaps/).waitFor();
      await page
        .locator('.monaco-list-row', { hasText: group(3) })
        .first()
        .click();
      await rowAppears(page, 'Backtests', new RegExp(`EURUSD 1h.*${YEAR}-12-31.*no gaps.*yahoo`));
      await picture(page, 'bars-group');
      const sidecar = JSON.parse(readFileSync(file('EURUSD-1h.csv.json'), 'utf8'));
      assert.ok(sidecar.gaps.every(({ kind }: { kind: string }) => kind === 'weekend'));
    });

    it('an update that finds a changed past writes nothing until the user agrees, and then keeps the old file', async () => {
      const before = readFileSync(file('BTCUSD-1h.csv'), 'utf8');
      const bars = marketOf('BTC/USD');
      const volume = bars.volume.map((one) => one + 1);
      market.bars.set('BTC/USD', { ...bars, volume });
      // Days after the end of the bars, not months: each page of bars waits its turn.
      market.now = () => Date.UTC(YEAR, 3, 3);
      await clickOnRow(page, 'Backtests', 'BTCUSD 1h', 'Update Bars');
      const changed = toast('coinbase has changed its past');
      await changed.waitFor();
      await picture(page, 'bars-changed');
      assert.equal(readFileSync(file('BTCUSD-1h.csv'), 'utf8'), before);
      await press('coinbase has changed its past', 'Download Anew, Keep the Old File');
      await toast('kept in data/market/replaced').waitFor();
      const [kept] = readdirSync(file('replaced'));
      assert.equal(readFileSync(join(file('replaced'), kept), 'utf8'), before);
      const fresh = readFileSync(file('BTCUSD-1h.csv'), 'utf8').trimEnd().split('\n');
      assert.ok(barsToCsv({ ...bars, volume }).includes(fresh[fresh.length - 1]));
      assert.ok(!existsSync(file('BTCUSD-1h.csv.part')));
      assert.ok((await rowTexts(page, 'Backtests')).some((text) => text.startsWith('BTCUSD 1h')));
      await page.keyboard.press('Control+Home');
      await page.locator('.codelens-decoration a', { hasText: 'Update bars' }).click();
      await toast(/ETHUSD: .*from coinbase/).waitFor();
    });

    it('all are updated by a click on their group, and from the menu over the view', async () => {
      market.now = () => Date.UTC(YEAR, 3, 5);
      await clickOnRow(page, 'Backtests', /^Bars/, 'Update Bars');
      await toast(/BTCUSD: .*from coinbase/).waitFor();
      for (const symbol of ['BTCUSD', 'ETHUSD'])
        await rowAppears(page, 'Backtests', new RegExp(`${symbol} 1h.*${YEAR}-04-04`));
      market.now = () => Date.UTC(YEAR, 3, 6);
      await chooseInTitle(page, 'Backtests', 'Update Bars');
      for (const symbol of ['BTCUSD', 'ETHUSD'])
        await rowAppears(page, 'Backtests', new RegExp(`${symbol} 1h.*${YEAR}-04-05`));
      market.now = () => Date.now();
    });

    /** Answers the questions of Download Bars… for two days of a symbol. */
    const askFor = async (symbol: string, source: string) => {
      await chooseOnRow(page, 'Backtests', /^Bars\d+ files?/, 'Download Bars…');
      const answer = async (question: string, text: string) => {
        await page.locator('.quick-input-widget', { hasText: question }).waitFor();
        await input().fill(text);
        await page.keyboard.press('Enter');
      };
      await answer('Symbols, with blanks between them', symbol);
      await pick(page, source);
      await pick(page, 'a backtest puts longer bars');
      await pick(page, 'Other days…');
      await answer('The first day', `${YEAR}-02-01`);
      await answer('The last day', `${YEAR}-02-02`);
    };

    it('a key that is refused is tried again or forgotten on a click, and then asked for anew', async () => {
      const still = marketOf('MINEUSD');
      for (const [name, value] of Object.entries({
        open: 1000,
        high: 1001,
        low: 999,
        close: 1000,
        volume: 5,
      }))
        still[name as 'open'].fill(value);
      market.bars.set('MINEUSD', still);
      const give = async (key: string) => {
        await page.locator('.quick-input-widget', { hasText: 'Key for https://bars.example' }).waitFor();
        await input().fill(key);
        await page.keyboard.press('Enter');
      };
      await askFor('MINEUSD', 'bars.example');
      await give('wrong');
      const asked = market.asked.length;
      await press('401', 'Try Again');
      await toast('401').waitFor();
      assert.ok(market.asked.length > asked);
      await press('401', 'Forget Key');
      await askFor('MINEUSD', 'bars.example');
      await give('open sesame');
      await press(/MINEUSD: 48 bars/, 'Open File');
      await page.locator('.tab.active', { hasText: 'MINEUSD-1h.csv' }).waitFor();
    });

    /** Names another source in the file beside the bars of MINEUSD, and updates them. */
    const updateMineFrom = async (source: string) => {
      const sidecar = JSON.parse(readFileSync(file('MINEUSD-1h.csv.json'), 'utf8'));
      writeFileSync(file('MINEUSD-1h.csv.json'), JSON.stringify({ ...sidecar, source }));
      await rowAppears(page, 'Backtests', new RegExp(`MINEUSD 1h.*${source.slice(0, 20)}`));
      await clickOnRow(page, 'Backtests', 'MINEUSD 1h', 'Update Bars');
    };
    const dialog = (source: string) => page.locator('.monaco-dialog-box', { hasText: source });

    it('an address that only a file of the workspace names is asked once the user agrees', async () => {
      const source = 'url:https://bars.elsewhere/{symbol}.csv?from={from}&to={to}';
      const asked = market.asked.length;
      await updateMineFrom(source);
      await dialog(source).getByRole('button', { name: 'Cancel' }).click();
      await dialog(source).waitFor({ state: 'detached' });
      assert.equal(market.asked.length, asked);
      await clickOnRow(page, 'Backtests', 'MINEUSD 1h', 'Update Bars');
      await dialog(source).getByRole('button', { name: 'Ask This Address' }).click();
      await toast(/MINEUSD: [\d,]+ bars/).waitFor();
      assert.ok(market.asked.length > asked);
    });

    it('a program that only a file of the workspace names is run once the user agrees', async () => {
      writeFileSync(join(folder, 'mine.cjs'), PROGRAM);
      const source = 'command:node mine.cjs {from_ms} {to_ms}';
      await updateMineFrom(source);
      await dialog(source).getByRole('button', { name: 'Run This Program' }).click();
      await toast(/MINEUSD: [\d,]+ bars/).waitFor();
    });

    it('another pair in place of one that a source does not have is taken once the user agrees', async () => {
      market.bars.set('SOL/USDT', marketOf('SOL/USDT'));
      await askFor('SOLUSD', 'binance');
      await press('Take that as SOLUSD?', 'Take SOL/USDT');
      await toast(/SOLUSD: 48 bars, .*from binance/).waitFor();
    });

    it('a download whose process dies says so, and shows the log', async function () {
      if (process.platform !== 'linux') this.skip();
      const asked = new Promise<void>((reached) => {
        market.silent = { from: market.asked.length + 1, reached };
      });
      await clickOnRow(page, 'Backtests', 'ETHUSD 1h', 'Update Bars');
      await asked;
      const [host] = extensionHosts(stage.workbench.serverPid);
      const [download] = childrenOf(host, 'bars.js');
      process.kill(download, 'SIGKILL');
      // A click is lost where a notification that comes in beneath moves the button.
      await until(page.locator('.part.panel .view-line').first(), () =>
        press('The download ended early; what has come is kept', 'Show Log'),
      );
    });
  });
}
