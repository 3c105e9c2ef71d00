// Makes real runs and opens the report's page over them in a plain Chromium; what the page asks of VS Code goes to the tests.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { packAnswer } from '../../../src/report/packReport';
import { ReportService } from '../../../src/report/reportData';
import type { ReportHost } from '../../../src/report/reportProtocol';
import { OverviewService } from '../../../src/workspace/overview';
import { tempFolder } from '../../tempFolder';
import { makeSample } from '../makeSample';
import { sharedBrowser } from '../workbench/workbench';
import { openReportPage, type ReportPage } from './reportPage';

/** Text that would run, or be a link or a tag, if a page took it for more than text. */
export const HOSTILE =
  '<img src=x onerror="document.title=1"><b>bold</b> [link](javascript:alert(1)) </script><script>document.title=2</script>';
/** Buys and closes in turn, each with a reason that is not to be trusted. */
const PROGRAM = `
let asked = 0;
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  asked += 1;
  console.log(JSON.stringify({ id: JSON.parse(line).id, action: asked % 2 ? 'BUY' : 'CLOSE', confidence: 70, reason: ${JSON.stringify(HOSTILE)} }));
});`;

/** Values of run.json in place of results while a run is under way, or once it has failed. */
export const NOTHING_TO_SHOW = {
  total: null,
  regret: null,
  tables: null,
  costs: [],
  benchmarks: null,
  ambiguous_share: null,
  log: null,
};

export class ReportedRuns {
  /** Emits `ask` with what the page asks VS Code to do. */
  readonly editor = new EventEmitter();
  #folder = '';
  #service: ReportService | null = null;
  #opened: ReportPage | null = null;

  get folder(): string {
    return this.#folder;
  }

  /** @throws Error before the runs were made. */
  get service(): ReportService {
    if (!this.#service) throw new Error('the runs were not made');
    return this.#service;
  }

  /** Backtests the sample, and three definitions more: of a program that is not to be trusted, of no trade and of few. */
  make(): void {
    this.#folder = tempFolder('report-page');
    makeSample('demo', this.folder);
    writeFileSync(join(this.folder, 'hostile.cjs'), PROGRAM);
    const base = JSON.parse(readFileSync(join(this.folder, 'backtests/first-light.backtest.json'), 'utf8'));
    const define = (name: string, own: object) => {
      const file = join(this.folder, `backtests/${name}.backtest.json`);
      writeFileSync(file, JSON.stringify({ ...base, name, from: '2025-03-01', to: '2025-03-07', ...own }));
      this.cli('run', file);
    };
    define('hostile', { timeframe: '8h', providers: [{ use: 'command:node hostile.cjs' }], stops: {} });
    define('idle', { providers: [{ use: 'rule:memory' }] });
    const one = {
      symbols: [base.symbols[0]],
      providers: [{ use: 'rule:cross', parameters: { fast: 2, slow: 100 } }],
    };
    define('single', { ...one, to: '2025-03-02', stops: {} });
    this.#service = new ReportService(this.folder, () => new OverviewService(this.folder).known());
  }

  cli(...args: string[]): void {
    execFileSync(process.execPath, ['dist/cli.js', ...args], { stdio: 'ignore' });
  }

  runOf(definition: string): string {
    const found = readdirSync(join(this.folder, 'data/runs')).find((name) =>
      name.startsWith(`${definition}-2`),
    );
    assert.ok(found);
    return found;
  }

  /** Reads run.json of a run. */
  summaryOf(run: string) {
    return JSON.parse(readFileSync(this.#summaryFile(run), 'utf8'));
  }

  /** Changes run.json of a run. */
  change(run: string, changes: object): void {
    writeFileSync(this.#summaryFile(run), JSON.stringify({ ...this.summaryOf(run), ...changes }));
  }

  #summaryFile(run: string): string {
    return join(this.folder, 'data/runs', run, 'run.json');
  }

  /** What VS Code would answer. */
  host(): Omit<ReportHost, 'ready'> {
    const { service } = this;
    return {
      report: async (run, known) => packAnswer(await service.report(run, known)),
      prices: (...range) => service.prices(...range),
      trade: (run, id) => service.trade(run, id),
      providers: (run) => service.providers(run),
      tradesCsv: (run, ids) => service.tradesCsv(run, ids),
      openOutcome: (id) => this.asks('outcome', id),
      saveText: (name, text) => this.asks('text', name, text),
      savePicture: (name, base64) => this.asks('picture', name, base64),
      exportHtml: () => this.asks('html'),
      compare: () => this.asks('compare'),
    };
  }

  asks(...what: string[]): void {
    this.editor.emit('ask', ...what);
  }

  /** What the page asks VS Code to do once `start` has begun. */
  async asked(start: () => Promise<void>): Promise<string[]> {
    const [what] = await Promise.all([once(this.editor, 'ask'), start()]);
    return what;
  }

  /** Opens the page, with other answers where some are named. */
  async open(runs: readonly string[], more: Partial<ReportHost> = {}): Promise<ReportPage> {
    this.#opened = await openReportPage(await sharedBrowser(), { ...this.host(), ...more }, runs);
    return this.#opened;
  }

  /** Opens the page, and waits until it shows the runs. */
  async show(...runs: string[]): Promise<ReportPage> {
    const opened = await this.open(runs);
    await opened.page.locator('#trades').waitFor();
    return opened;
  }

  async openFirstTrade(page: Page): Promise<void> {
    await page.locator('.trades tbody button').first().click();
    await page.getByRole('table', { name: 'Votes' }).waitFor();
    await page.locator('.chart canvas').first().waitFor();
  }

  /** Closes the page that is open; leaves a picture of it in dist/test where a test has failed. */
  async close(failed: boolean): Promise<void> {
    const page = this.#opened?.page;
    if (failed && page && !page.isClosed())
      await page.screenshot({ path: 'dist/test/failed-report-page.png', fullPage: true });
    await page?.close();
    this.#opened = null;
  }
}
