// Tests that drive VS Code from outside, as a user does: by its palette and what its views say.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isUnderWay, readRuns } from '../../../src/backtest/results/runFiles';
import type { RunSummary } from '../../../src/backtest/results/runSummary';
import { ENGLISH } from '../../../src/common/format';
import type { Outcome } from '../../../src/memory/outcome';
import { loadOutcomes } from '../../../src/memory/store/memoryFolder';
import { newOutcomes } from '../../newOutcomes';
import { makeSample } from '../makeSample';
import { PYTHON_OUTCOME } from '../pythonOutcome';
import {
  extensionHosts,
  pick,
  press,
  rowAppears,
  rowGoes,
  rowsOf,
  rowTexts,
  runCommand,
  showSidebar,
  toast,
} from '../workbench/driver';
import { openWorkbench, type Workbench } from '../workbench/workbench';
import { defineOwnCodeTests } from './ownCodeTests';

/** Answers sixty requests, and the rest once there is a file named gate. */
const GATED = `
const { existsSync, watch } = require('node:fs');
let asked = 0;
const waiting = [];
const answer = () => console.log(JSON.stringify({ action: 'HOLD', confidence: 10 }));
watch('.', () => { if (existsSync('gate')) for (const _ of waiting.splice(0)) answer(); });
require('node:readline').createInterface({ input: process.stdin }).on('line', () => {
  asked += 1;
  if (asked > 60 && !existsSync('gate')) waiting.push(asked);
  else answer();
});`;

const money = (amount: number) => ENGLISH.signedMoney(amount);
const share = (part: number) => `${(part * 100).toFixed(0)} %`;

/** What a group of the Outcomes view must say of its trades. */
function groupText(name: string, outcomes: readonly Outcome[]): string {
  const won = outcomes.filter(({ pnl }) => pnl > 0).length;
  const pnl = outcomes.reduce((sum, outcome) => sum + outcome.pnl, 0);
  return `${name}${outcomes.length} trades · ${won} won · ${money(pnl)}`;
}

function quarterTexts(outcomes: readonly Outcome[]): string[] {
  const quarters = [...new Set(outcomes.map(({ quarter }) => quarter))].sort();
  return quarters.map((quarter) =>
    groupText(
      quarter,
      outcomes.filter((one) => one.quarter === quarter),
    ),
  );
}

export function defineRunTests(): void {
  describe('VS Code, driven from outside', function () {
    this.timeout(240_000);
    let folder: string;
    let memory: string;
    let workbench: Workbench;
    const outcomesOnDisk = async () => (await loadOutcomes(memory)).outcomes;
    const newestRun = async (): Promise<RunSummary> => (await readRuns(folder)).runs[0];

    before(async () => {
      folder = mkdtempSync(join(tmpdir(), 'driven-'));
      memory = join(folder, 'data/memory');
      makeSample('demo', folder);
      // As on a machine of three cores, where two backtests run side by side and a third waits.
      const cores = join(folder, 'cores.cjs');
      writeFileSync(cores, "require('node:os').availableParallelism = () => 3;");
      process.env.NODE_OPTIONS = `--require "${cores}"`;
      workbench = await openWorkbench(folder, resolve('.'));
      delete process.env.NODE_OPTIONS;
      await workbench.page.setViewportSize({ width: 1280, height: 1500 });
    });
    after(async () => {
      await workbench.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    afterEach(async function () {
      if (this.currentTest?.state === 'failed')
        await workbench.page.screenshot({ path: join(tmpdir(), 'driven-failed.png') });
    });

    async function viewsSayWhatFilesSay(): Promise<void> {
      const { page } = workbench;
      const outcomes = await outcomesOnDisk();
      const run = await newestRun();
      await rowAppears(page, 'Outcomes', quarterTexts(outcomes).at(-1) ?? '');
      assert.deepEqual(await rowTexts(page, 'Outcomes'), quarterTexts(outcomes));

      const { providers } = JSON.parse(readFileSync(join(memory, 'provider_performance.json'), 'utf8'));
      const { regimes } = JSON.parse(readFileSync(join(memory, 'regime_performance.json'), 'utf8'));
      for (const [name, record] of Object.entries<(typeof providers)[string]>({ ...providers, ...regimes })) {
        const [low, high] = record.win_rate_interval;
        const learned = Object.values(run.regimeWeights)
          .map((own) => own[name]?.toFixed(2))
          .sort();
        const [least, most] = [learned[0], learned.at(-1)];
        const weight = run.weights[name] === undefined ? '' : `${least}–${most}× · `;
        const rate = `${share(record.win_rate)} \\(${(100 * low).toFixed(0)}–${share(high)}\\)`;
        const said = `${name}${weight}${rate} · ${record.trades} trades · ${money(record.pnl).replaceAll(/[+.]/g, '\\$&')}`;
        await rowAppears(page, 'Providers', new RegExp(`^${said.replaceAll(' ', '\\s')}$`));
      }
      // Once its row tells of no progress any more, the run is over here too.
      await rowAppears(page, 'Backtests', /^first-light$/);
      const newest = rowsOf(page, 'Backtests').nth(1);
      await newest.filter({ hasText: new RegExp(`${run.total?.trades} trades.*synthetic$`) }).waitFor();
      assert.equal((await rowTexts(page, 'Backtests'))[0], 'first-light');
    }

    it('shows in its views what the files say', async () => {
      await showSidebar(workbench.page);
      await viewsSayWhatFilesSay();
    });

    it('shows the same after a reload', async () => {
      await workbench.page.reload();
      await showSidebar(workbench.page);
      await viewsSayWhatFilesSay();
    });

    it('finds outcomes by words about their situation, says how, and opens one', async () => {
      const { page } = workbench;
      await runCommand(page, 'Backtest Memory: Search Memory…');
      await page.getByText('outcomes, newest first').waitFor();
      await page.keyboard.type('losing shorts strong downtrend');
      await page.getByText(/lost · short: \d+ outcomes, scored by shared words/).waitFor();
      const first = page.locator('.quick-input-list .monaco-list-row').first();
      await first.filter({ hasText: /short.*strong downtrend/s }).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.tab', { hasText: 'outcome_' }).first().waitFor();
    });

    it('shows a run whose process was killed as interrupted, and its closed trades', async () => {
      const { page } = workbench;
      const closed = newOutcomes(memory, 20);
      await runCommand(page, 'Backtest Memory: Run Backtest');
      await closed;
      const { pid } = await newestRun();
      process.kill(pid, 'SIGKILL');
      await rowAppears(page, 'Backtests', 'interrupted');
      await press(page, 'closed trades are kept', 'Show Log');
      await page.locator('.part.panel .view-line').first().waitFor();
      await runCommand(page, 'View: Toggle Panel Visibility');
      const outcomes = await outcomesOnDisk();
      assert.ok(outcomes.length >= 20);
      await rowAppears(page, 'Outcomes', quarterTexts(outcomes).at(-1) ?? '');
      assert.deepEqual(await rowTexts(page, 'Outcomes'), quarterTexts(outcomes));
    });

    it('loses nothing when the extension host is killed in mid-run, and leaves no orphan', async function () {
      if (process.platform !== 'linux') this.skip();
      const { page } = workbench;
      const closed = newOutcomes(memory, 20);
      await runCommand(page, 'Backtest Memory: Run Backtest');
      await closed;
      const { run, pid } = await newestRun();
      const hosts = extensionHosts(workbench.serverPid);
      assert.equal(hosts.length, 1);
      for (const host of hosts) process.kill(host, 'SIGKILL');
      await workbench.page.reload();
      await showSidebar(page);
      await rowAppears(page, 'Backtests', 'interrupted');
      const { outcomes, damaged } = await loadOutcomes(memory);
      const own = outcomes.filter(({ run_id }) => run_id === run);
      assert.ok(own.length >= 20);
      assert.deepEqual(damaged, []);
      assert.equal(isUnderWay(await newestRun()), false, `the runner ${pid} is gone`);
      await rowAppears(page, 'Outcomes', quarterTexts(outcomes).at(-1) ?? '');
      assert.deepEqual(await rowTexts(page, 'Outcomes'), quarterTexts(outcomes));
    });

    it('tells once that a run was interrupted, and goes on with it where it was', async () => {
      const { page } = workbench;
      const interrupted = await newestRun();
      await press(page, 'was interrupted. It can go on', 'Resume');
      await toast(page, 'done: ').first().waitFor();
      const resumed = await newestRun();
      assert.deepEqual([resumed.run, resumed.state], [interrupted.run, 'done']);
      assert.ok(resumed.notes.some((note) => note.startsWith('resumed on')));
      assert.equal((await outcomesOnDisk()).length, resumed.total?.trades);
      await viewsSayWhatFilesSay();
    });

    it('says what changed where a run cannot be resumed, and runs it afresh instead', async () => {
      const { page } = workbench;
      const file = join(folder, 'backtests/first-light.backtest.json');
      const text = readFileSync(file, 'utf8');
      const closed = newOutcomes(memory, 5);
      await runCommand(page, 'Backtest Memory: Run Backtest');
      await closed;
      const { run, pid } = await newestRun();
      process.kill(pid, 'SIGKILL');
      await rowAppears(page, 'Backtests', 'interrupted');
      writeFileSync(file, JSON.stringify({ ...JSON.parse(text), capital: 20_000 }));
      await runCommand(page, 'Notifications: Clear All Notifications');
      await runCommand(page, 'Backtest Memory: Resume Backtest');
      await pick(page, run);
      await press(page, 'definition: capital was 10000 and is 20000', 'Run Afresh');
      await toast(page, 'done: ').first().waitFor();
      const fresh = await newestRun();
      assert.notEqual(fresh.run, run);
      assert.deepEqual([fresh.state, fresh.capital], ['done', 20_000]);
      await viewsSayWhatFilesSay();
      writeFileSync(file, text);
    });

    it('runs two side by side while a third waits, each with its progress; one cancelled, the others end', async () => {
      const { page } = workbench;
      const gate = join(folder, 'gate');
      writeFileSync(join(folder, 'gated.cjs'), GATED);
      const names = ['alpha', 'beta', 'gamma'];
      const base = JSON.parse(readFileSync(join(folder, 'backtests/first-light.backtest.json'), 'utf8'));
      for (const name of names) {
        const own = {
          name,
          timeframe: '1d',
          from: '2025-02-01',
          to: '2025-04-30',
          providers: [{ use: 'command:node gated.cjs' }, { use: 'rule:cross', weight: 2 }],
          quorum: 1,
        };
        const text = JSON.stringify({ ...base, ...own });
        writeFileSync(join(folder, 'backtests', `${name}.backtest.json`), text);
      }
      for (const name of names) {
        await rowAppears(page, 'Backtests', name);
        await runCommand(page, 'Backtest Memory: Run Backtest');
        await pick(page, name);
      }
      await rowAppears(page, 'Backtests', 'waits for its turn');
      const progressing = page.locator('.monaco-list-row', {
        hasText: /2025-Q1 · [\d,]+ of [\d,]+ answers/,
      });
      await progressing.nth(1).waitFor();
      assert.equal(await progressing.count(), 2);
      await page.getByText('Backtests: 2 running, 1 waiting').waitFor();
      await page.screenshot({ path: 'dist/test/side-by-side.png' });
      await runCommand(page, 'Backtest Memory: Cancel');
      await pick(page, 'alpha');
      await rowGoes(page, 'Backtests', 'waits for its turn');
      await progressing.nth(1).waitFor();
      writeFileSync(gate, '');
      const ends = async () =>
        (await readRuns(folder)).runs.map(({ definition, state }) => `${definition} ${state}`);
      await toast(page, 'beta done').waitFor();
      await toast(page, 'gamma done').waitFor();
      const all = await ends();
      for (const end of ['alpha cancelled', 'beta done', 'gamma done'])
        assert.ok(all.includes(end), `${all}`);
      for (const name of names) rmSync(join(folder, 'backtests', `${name}.backtest.json`));
      for (const { run, definition } of (await readRuns(folder)).runs)
        if (names.includes(definition)) rmSync(join(folder, 'data/runs', run), { recursive: true });
      for (const name of readdirSync(memory))
        if (/^outcome_(alpha|beta|gamma)/.test(name)) rmSync(join(memory, name));
      await rowGoes(page, 'Backtests', 'alpha');
    });

    it('tells once of a damaged file, names it in a report and sets it aside', async () => {
      const { page } = workbench;
      writeFileSync(join(memory, 'outcome_broken.json'), '{"half":');
      await page.getByText('A file is damaged.').first().waitFor();
      await rowAppears(page, 'Outcomes', 'outcome_broken.json');
      await page.locator('.monaco-list-row', { hasText: 'outcome_broken.json' }).first().click();
      await page.locator('.tab.active', { hasText: 'outcome_broken.json' }).waitFor();
      await page.getByRole('button', { name: 'Verify Memory' }).click();
      await page.getByText('damaged: data/memory/outcome_broken.json').first().waitFor();
      await page.getByRole('button', { name: 'Set Aside and Rebuild' }).click();
      await page.getByText('It was set aside as').first().waitFor();
      assert.deepEqual(readdirSync(join(memory, 'quarantine')), ['outcome_broken.json']);
      await rowGoes(page, 'Outcomes', 'outcome_broken.json');
      await runCommand(page, 'Backtest Memory: Verify Memory');
      await page.getByText('nothing is wrong').first().waitFor();
    });

    it('offers to import what the Python engine left, and does', async () => {
      const { page } = workbench;
      const text = JSON.stringify(PYTHON_OUTCOME);
      writeFileSync(join(memory, 'outcome_old-1.json'), text);
      const row = page.locator('.monaco-list-row', { hasText: '1 outcomeof the Python engine' });
      await rowAppears(page, 'Outcomes', '2024-Q21 trade · 1 won · +10.00');
      await row.click();
      await page.getByText('Imported 1 outcome from').first().waitFor();
      await rowGoes(page, 'Outcomes', 'of the Python engine');
      await rowAppears(page, 'Outcomes', '2024-Q21 trade · 1 won · +10.00');
      assert.equal(
        readFileSync(join(memory, 'outcome_old-1.json'), 'utf8'),
        text,
        'the old file is as it was',
      );
      rmSync(join(memory, 'outcome_old-1.json'));
      rmSync(join(memory, 'outcome_old-1.python.json'));
    });

    defineOwnCodeTests(() => ({ page: workbench.page, folder }));

    it('starts clean after that', async () => {
      await runCommand(workbench.page, 'Notifications: Clear All Notifications');
      await runCommand(workbench.page, 'Backtest Memory: Run Backtest');
      await workbench.page
        .getByText(/on synthetic bars/)
        .first()
        .waitFor();
      await viewsSayWhatFilesSay();
    });
  });
}
