// The report's page, driven in a plain Chromium over real runs, and an exported report opened as a file.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { packAnswer } from '../../../src/report/packReport';
import { ReportService } from '../../../src/report/reportData';
import { reportHtml } from '../../../src/report/reportHtml';
import type { PageWords, ReportHost } from '../../../src/report/reportProtocol';
import { OverviewService } from '../../../src/workspace/overview';
import { findBrowser } from '../workbench/workbench';
import { defineReportClickTests } from './reportClickTests';
import { openReportPage, type ReportPage, THEMES, useTheme, violations } from './reportPage';

/** What would run, or be a link or a tag, if anything but text were made of it. */
/** What run.json has in place of results while a run is under way, or once it has failed. */
const NOTHING_TO_SHOW = {
  total: null,
  regret: null,
  tables: null,
  costs: [],
  benchmarks: null,
  ambiguous_share: null,
  log: null,
};
const HOSTILE =
  '<img src=x onerror="document.title=1"><b>bold</b> [link](javascript:alert(1)) </script><script>document.title=2</script>';
/** Buys and closes in turn, each with a reason that is not to be trusted. */
const PROGRAM = `
let asked = 0;
require('node:readline').createInterface({ input: process.stdin }).on('line', () => {
  asked += 1;
  console.log(JSON.stringify({ action: asked % 2 ? 'BUY' : 'CLOSE', confidence: 70, reason: ${JSON.stringify(HOSTILE)} }));
});`;

/** Keeps what is written in the middle of its place, as the labels of time axes are, and how far it is cut. */
const WATCH_LABELS = `(() => {
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y) {
    const half = this.measureText(text).width / 2;
    if (this.textAlign === 'center')
      window.labels.push({ text, left: x - half, beyond: x + half - this.canvas.clientWidth });
    return write.call(this, text, x, y);
  };
  window.labels = [];
})()`;
const FRAMES = `new Promise((drawn) => {
  const after = (frames) => requestAnimationFrame(() => (frames > 0 ? after(frames - 1) : drawn()));
  after(10);
})`;

const THEME_NAMES = Object.keys(THEMES) as (keyof typeof THEMES)[];

export function defineReportPageTests(): void {
  describe('the report’s page', function () {
    this.timeout(120_000);
    let folder: string;
    let browser: Browser;
    let desk: ReportService;
    let opened: ReportPage | null = null;
    /** Emits `ask` with what the page asks VS Code to do. */
    const editor = new EventEmitter();
    const asks = (...what: string[]) => void editor.emit('ask', ...what);
    const asked = async (start: () => Promise<void>): Promise<string[]> => {
      const [what] = await Promise.all([once(editor, 'ask'), start()]);
      return what;
    };

    const cli = (...args: string[]) =>
      execFileSync(process.execPath, ['dist/cli.js', ...args], { stdio: 'ignore' });
    const runOf = (definition: string) => {
      const found = readdirSync(join(folder, 'data/runs')).find((name) => name.startsWith(`${definition}-2`));
      assert.ok(found);
      return found;
    };
    const host = (): Omit<ReportHost, 'ready'> => ({
      report: async (run, known) => packAnswer(await desk.report(run, known)),
      prices: (...range) => desk.prices(...range),
      trade: (run, id) => desk.trade(run, id),
      providers: (run) => desk.providers(run),
      tradesCsv: (run, ids) => desk.tradesCsv(run, ids),
      openOutcome: (id) => asks('outcome', id),
      saveText: (name, text) => asks('text', name, text),
      savePicture: (name, base64) => asks('picture', name, base64),
      exportHtml: () => asks('html'),
      compare: () => asks('compare'),
    });
    const show = async (...runs: string[]): Promise<ReportPage> => {
      opened = await openReportPage(browser, host(), runs);
      await opened.page.locator('#trades').waitFor();
      return opened;
    };
    /** Changes run.json of a run. */
    const change = (run: string, changes: object) => {
      const file = join(folder, 'data/runs', run, 'run.json');
      writeFileSync(file, JSON.stringify({ ...summaryOf(run), ...changes }));
    };
    const summaryOf = (run: string) =>
      JSON.parse(readFileSync(join(folder, 'data/runs', run, 'run.json'), 'utf8'));

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'report-page-'));
      cli('demo', folder);
      writeFileSync(join(folder, 'hostile.cjs'), PROGRAM);
      const base = JSON.parse(readFileSync(join(folder, 'backtests/first-light.backtest.json'), 'utf8'));
      const define = (name: string, own: object) => {
        const file = join(folder, `backtests/${name}.backtest.json`);
        writeFileSync(file, JSON.stringify({ ...base, name, from: '2025-03-01', to: '2025-03-07', ...own }));
        cli('run', file);
      };
      define('hostile', { timeframe: '8h', providers: [{ use: 'command:node hostile.cjs' }], stops: {} });
      define('idle', { providers: [{ use: 'rule:memory' }] });
      const one = {
        symbols: [base.symbols[0]],
        providers: [{ use: 'rule:cross', parameters: { fast: 2, slow: 100 } }],
      };
      define('single', { ...one, to: '2025-03-02', stops: {} });
      desk = new ReportService(folder, () => new OverviewService(folder).known());
      browser = await chromium.launch({
        executablePath: findBrowser(),
        args: ['--no-sandbox', '--disable-gpu'],
      });
    });
    after(async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    });
    afterEach(async function () {
      if (this.currentTest?.state === 'failed')
        await opened?.page.screenshot({ path: join(tmpdir(), 'report-page-failed.png'), fullPage: true });
      await opened?.page.close();
      opened = null;
    });

    const openFirstTrade = async (page: Page) => {
      await page.locator('.trades tbody button').first().click();
      await page.getByRole('table', { name: 'Votes' }).waitFor();
      await page.locator('.chart canvas').first().waitFor();
    };

    it('is right by axe, overview, tables and trade, and breaks no policy', async () => {
      const { page, complaints } = await show(runOf('first-light'));
      await page.locator('#prices canvas').first().waitFor();
      await page.getByRole('table', { name: /How often a provider/ }).waitFor();
      assert.deepEqual(await violations(page), []);
      await openFirstTrade(page);
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(complaints, []);
    });

    it('asks for nothing that it was sent while it was loaded, and asks anew when that has changed', async () => {
      const run = runOf('first-light');
      let questions = 0;
      const report: ReportHost['report'] = (of, known) => {
        questions += 1;
        asks('report', String(known));
        return host().report(of, known);
      };
      opened = await openReportPage(browser, { ...host(), report }, []);
      const { page, events } = opened;
      const made = packAnswer(await desk.report(run, null));
      assert.ok(made && 'signature' in made);
      await page.locator('[role=status]').waitFor({ state: 'attached' });
      await events.ahead.asEvent(run, made);
      await events.show.asEvent([run], '');
      await page.locator('#trades').waitFor();
      assert.equal(questions, 0);
      assert.deepEqual(await asked(() => events.changed.asEvent()), ['report', made.signature]);
    });

    it('has colours that can be told apart in light, dark and high contrast, by axe', async () => {
      const { page } = await show(runOf('hostile'));
      await page.locator('#prices canvas').first().waitFor();
      for (const details of await page.locator('details > summary').all()) await details.click();
      for (const theme of THEME_NAMES) {
        await useTheme(page, theme);
        assert.deepEqual(await violations(page), [], theme);
      }
      await openFirstTrade(page);
      await page.getByText('What it was asked').click();
      for (const theme of THEME_NAMES) {
        await useTheme(page, theme);
        assert.deepEqual(await violations(page), [], `trade, ${theme}`);
      }
    });

    it('paints its charts anew when the theme changes', async () => {
      const { page } = await show(runOf('first-light'));
      await page.locator('#equity canvas').first().waitFor();
      const picture = () => asked(() => page.getByRole('button', { name: /^Save PNG of Equity/ }).click());
      await useTheme(page, 'light');
      const [, name, light] = await picture();
      await useTheme(page, 'dark');
      const [, , dark] = await picture();
      assert.match(name, /-equity\.png$/);
      assert.notEqual(light, dark);
    });

    it('writes the labels of each time axis whole at any width, and a minus as elsewhere', async () => {
      const { page } = await show(runOf('first-light'));
      await page.locator('#distribution canvas').first().waitFor();
      await page.locator('#prices canvas').first().waitFor();
      await page.evaluate(WATCH_LABELS);
      for (const width of [380, 700, 1100, 1700]) {
        await page.setViewportSize({ width, height: 900 });
        await page.evaluate(FRAMES);
        await page.evaluate('window.labels = []');
        // All is drawn anew in other colours.
        for (const theme of ['dark', 'light'] as const) await useTheme(page, theme);
        await page.evaluate(FRAMES);
        const labels = await page.evaluate<{ text: string; left: number; beyond: number }[]>('window.labels');
        assert.ok(labels.length > 15, `${width}: ${labels.length} labels`);
        assert.deepEqual(
          labels.filter(({ text, left, beyond }) => left < -1 || beyond > 1 || text.includes('-')),
          [],
          `${width}`,
        );
        assert.ok(labels.some(({ text }) => /^−\d+\.\d\d$/.test(text)));
        // The whole year is still in sight.
        assert.ok(labels.some(({ text }) => text === '2025') && labels.some(({ text }) => text === '2026'));
      }
    });

    it('puts in as text whatever a program or a note says', async () => {
      const run = runOf('hostile');
      change(run, { notes: [HOSTILE], name: HOSTILE });
      const { page, complaints } = await show(run);
      assert.equal(await page.locator('h1').innerText(), HOSTILE);
      assert.equal(await page.locator('#notes li').first().innerText(), HOSTILE);
      await openFirstTrade(page);
      assert.equal(await page.locator('.said').first().innerText(), HOSTILE);
      await page.getByText('What it was asked').click();
      await page.locator('pre', { hasText: '"situation"' }).waitFor();
      assert.equal(await page.locator('#report img, #report b, #report script').count(), 0);
      assert.equal(await page.title(), 'Backtest report');
      assert.deepEqual(complaints, []);
    });

    it('says so where there is no trade, and shows no empty chart', async () => {
      const { page, complaints } = await show(runOf('idle'));
      await page.getByText('The run made no trade').waitFor();
      assert.equal(await page.locator('#prices, #distribution, #worst').count(), 0);
      assert.equal(
        await page.locator('.cards > div', { hasText: 'Win rate' }).locator('.value').innerText(),
        '–',
      );
      assert.deepEqual(await violations(page), []);
      assert.deepEqual(complaints, []);
    });

    it('shows a run of few trades as one to conclude nothing from', async () => {
      const { page, complaints } = await show(runOf('single'));
      await page.getByText('too few to conclude from').waitFor();
      await openFirstTrade(page);
      assert.deepEqual(complaints, []);
    });

    it('says why a run failed, and that one was cancelled', async () => {
      const run = runOf('single');
      const done = summaryOf(run);
      change(run, { state: 'failed', problem: 'the disk is full', ...NOTHING_TO_SHOW });
      const failed = await show(run);
      await failed.page.getByText('It failed: the disk is full').waitFor();
      await failed.page.getByText('Made by closed trades').waitFor();
      change(run, { ...done, state: 'cancelled', benchmarks: null });
      await failed.events.changed();
      await failed.page.getByText('cancelled: what had closed by then').waitFor();
    });

    it('sorts, filters and pages through the trades, and saves those that are shown', async () => {
      const run = runOf('first-light');
      const { page } = await show(run);
      assert.deepEqual(await asked(() => page.getByRole('button', { name: 'Compare…' }).click()), [
        'compare',
      ]);
      const report = await desk.report(run, null);
      assert.ok(report && 'trades' in report && report.trades.length > 200);
      const shorts = report.trades.filter(({ side, pnl }) => side === 'short' && pnl <= 0);
      const [worst] = [...shorts].sort((a, b) => a.pnl - b.pnl);
      await page.getByRole('combobox', { name: 'Side' }).selectOption('short');
      await page.getByRole('combobox', { name: 'Result' }).selectOption('lost');
      await page.getByRole('button', { name: 'P/L' }).click();
      await page.getByText(`${shorts.length} of ${report.trades.length} trades`).waitFor();
      assert.equal(await page.locator('.trades tbody tr').first().getAttribute('data-trade'), worst.id);
      const [kind, name, text] = await asked(() =>
        page.getByRole('button', { name: 'Save these as CSV' }).click(),
      );
      await page.getByRole('combobox', { name: 'Side' }).selectOption('');
      await page.getByRole('combobox', { name: 'Result' }).selectOption('');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByText(`101 to 200 of ${report.trades.length}`).waitFor();
      await page.getByRole('button', { name: 'Last' }).click();
      await page.getByText(`${report.trades.length} of ${report.trades.length}`).waitFor();
      await page.getByRole('button', { name: 'Previous' }).click();
      await page.getByRole('button', { name: 'First' }).click();
      await page.getByText(`1 to 100 of ${report.trades.length}`).waitFor();
      for (const column of ['Symbol', 'Left (UTC)', 'Held', 'Result', 'Confidence', 'Entered (UTC)']) {
        await page.locator('.trades thead').getByRole('button', { name: column, exact: true }).click();
        await page.locator('[aria-sort=ascending]', { hasText: column }).waitFor();
      }
      await page.getByRole('link', { name: 'Prices' }).click();
      assert.match(page.url(), /#prices$/);
      assert.deepEqual([kind, name], ['text', `${run}-trades.csv`]);
      const [header, first, ...rest] = text.trim().split('\n');
      assert.match(header, /^decision_id,asset_pair,side,/);
      assert.ok(first.startsWith(`${worst.id},`));
      assert.equal(rest.length, shorts.length - 1);
    });

    it('is moved and zoomed by keys, and shows finer bars when zoomed into', async () => {
      const { page } = await show(runOf('first-light'));
      await page.getByRole('heading', { name: 'BTCUSD, 4h bars' }).waitFor();
      await page.locator('#prices canvas').first().waitFor();
      await page.getByRole('group', { name: /^BTCUSD, 4h bars/ }).focus();
      const finer = page.getByRole('heading', { name: 'BTCUSD, 1h bars' });
      // A chart that is still being drawn takes no keys.
      for (let presses = 0; presses < 100 && !(await finer.isVisible()); presses += 1) {
        await page.keyboard.press('+');
        await page.evaluate('new Promise((drawn) => requestAnimationFrame(() => drawn(0)))');
      }
      await finer.waitFor();
      await page.keyboard.press('0');
      await page.getByRole('button', { name: 'EURUSD' }).click();
      await page.getByRole('heading', { name: /^EURUSD, / }).waitFor();
    });

    it('leads from a memory to its trade, and to its file', async () => {
      const { page } = await show(runOf('first-light'));
      await page.getByRole('button', { name: 'Last' }).click();
      await page.locator('.trades tbody button').last().click();
      const memories = page.getByRole('table', { name: /^Earlier trades/ });
      const name = await memories.locator('tbody th button').first().innerText();
      const file = memories.getByRole('button', { name: /^Open the outcome file/ }).first();
      const [, id] = await asked(() => file.click());
      await memories.locator('tbody th button').first().click();
      const [entered, time, symbol, side] = name.split(' ');
      await page.locator('#trade-title', { hasText: `${symbol} ${side}` }).waitFor();
      await page.getByText(`${entered} ${time} UTC at`).waitFor();
      assert.match(id, /^first-light-.*Z$/);
    });

    it('comes back as it was after a reload', async () => {
      const { page } = await show(runOf('first-light'));
      await page.getByRole('button', { name: 'Result', exact: true }).click();
      await openFirstTrade(page);
      const first = await page.locator('#trade-title').innerText();
      await page.getByRole('button', { name: 'Next trade' }).click();
      await page.getByRole('button', { name: 'Previous trade' }).click();
      await page.locator('#trade-title', { hasText: first }).waitFor();
      await page.getByRole('button', { name: 'Next trade' }).click();
      const [kind] = await asked(() => page.getByRole('button', { name: 'Open its outcome file' }).click());
      assert.equal(kind, 'outcome');
      const title = await page.locator('#trade-title').innerText();
      await page.reload();
      await page.locator('#trade-title').waitFor();
      assert.equal(await page.locator('#trade-title').innerText(), title);
      await page.keyboard.press('Escape');
      await page.locator('[aria-sort=ascending]', { hasText: 'Result' }).waitFor();
    });

    defineReportClickTests(show, runOf, editor);

    it('shows how far a run is, and how its curve grows', async () => {
      const run = runOf('idle');
      change(run, { state: 'running', finished: null, pid: process.pid, ...NOTHING_TO_SHOW });
      const { page, events } = await show(run);
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
      const run = runOf('first-light');
      const ended = summaryOf(run);
      const memory = join(folder, 'data/memory');
      const later = readdirSync(memory).filter((name) =>
        /^outcome_first-light-.*_2025-?(0[4-9]|1)/.test(name),
      );
      assert.ok(later.length > 100);
      for (const name of later) renameSync(join(memory, name), join(folder, name));
      change(run, { state: 'running', finished: null, pid: process.pid, ...NOTHING_TO_SHOW });
      const drawn = async (page: Page) => {
        await page.getByRole('heading', { name: 'BTCUSD, 4h bars' }).waitFor();
        await page.locator('#trades [role=status]', { hasText: `${ended.total.trades} trades` }).waitFor();
        const charts = [page.locator('#equity .canvas'), page.locator('#prices .canvas')];
        return Promise.all(charts.map(async (chart) => (await chart.screenshot()).toString('base64')));
      };
      const { page, events } = await show(run);
      await page.locator('#equity canvas').first().waitFor();
      await page.locator('#prices canvas').first().waitFor();
      for (const name of later) renameSync(join(folder, name), join(memory, name));
      change(run, ended);
      await events.changed();
      const followed = await drawn(page);
      await page.close();
      assert.deepEqual(await drawn((await show(run)).page), followed);
    });

    it('is one file that opens without a network, with its charts, decisions and pictures', async () => {
      const file = join(folder, 'report.html');
      cli('report', runOf('hostile'), runOf('first-light'), '--workspace', folder, '--out', file);
      const page = await browser.newPage({ viewport: { width: 1100, height: 900 }, acceptDownloads: true });
      opened = null;
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
      const file = join(folder, 'bericht.html');
      writeFileSync(file, await reportHtml(desk, [runOf('first-light')], 'dist', words));
      const page = await browser.newPage({ locale: 'en-US' });
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
  });
}
