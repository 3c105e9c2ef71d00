// Tests that drive VS Code from outside, as a user does: by its palette and what its views say.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isUnderWay, readRuns } from '../../../src/backtest/results/runFiles';
import type { RunSummary } from '../../../src/backtest/results/runSummary';
import { ENGLISH } from '../../../src/common/format';
import type { Outcome } from '../../../src/memory/outcome';
import { loadOutcomes } from '../../../src/memory/store/memoryFolder';
import { PYTHON_OUTCOME } from '../pythonOutcome';
import {
  clearNotifications,
  picture,
  press,
  rowAppears,
  rowGoes,
  rowsOf,
  rowTexts,
  runAndPick,
  runCommand,
  showSidebar,
  toast,
} from '../workbench/driver';
import { extensionHosts, isGone, untilSo } from '../workbench/processes';
import type { Stage } from '../workbench/stage';

/** Answers sixty requests, and the rest once there is a file named gate. */
const GATED = `
const { existsSync, watch } = require('node:fs');
let asked = 0;
const waiting = [];
const answer = (id) => console.log(JSON.stringify({ id, action: 'HOLD', confidence: 10 }));
watch('.', () => { if (existsSync('gate')) for (const id of waiting.splice(0)) answer(id); });
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  asked += 1;
  const { id } = JSON.parse(line);
  if (asked > 60 && !existsSync('gate')) waiting.push(id);
  else answer(id);
});`;

const money = (amount: number) => ENGLISH.signedMoney(amount);
const share = (part: number) => `${(part * 100).toFixed(0)} %`;

/** Returns the text that a group of the Outcomes view must show. */
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

export function defineBacktestTests(stage: Stage): void {
  describe('views and runs', () => {
    const memory = () => join(stage.folder, 'data/memory');
    const outcomesOnDisk = async () => (await loadOutcomes(memory())).outcomes;
    const newestRun = async (): Promise<RunSummary> => (await readRuns(stage.folder)).runs[0];

    /** Runs the backtest until twenty of its trades are on disk, and has it stop there. @returns its process id. */
    async function runHalf(): Promise<number> {
      const { runs } = stage.workbench;
      runs.hold(20);
      await runCommand(stage.page, 'Backtest Memory: Run Backtest');
      return runs.stopped();
    }

    /** Kills the process of a backtest, and waits until no process writes any more. */
    async function kill(pid: number): Promise<void> {
      process.kill(pid, 'SIGKILL');
      await untilSo('the backtest is gone', () => isGone(pid));
      stage.workbench.runs.release();
    }

    async function outcomesViewSaysWhatFilesSay(): Promise<void> {
      const quarters = quarterTexts(await outcomesOnDisk());
      for (const text of quarters) await rowAppears(stage.page, 'Outcomes', text);
      assert.deepEqual(await rowTexts(stage.page, 'Outcomes'), quarters);
    }

    async function viewsSayWhatFilesSay(): Promise<void> {
      const { page } = stage;
      const run = await newestRun();
      await outcomesViewSaysWhatFilesSay();
      const { providers } = JSON.parse(readFileSync(join(memory(), 'provider_performance.json'), 'utf8'));
      const { regimes } = JSON.parse(readFileSync(join(memory(), 'regime_performance.json'), 'utf8'));
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
      // A row without progress: the view knows that the run is over.
      await rowAppears(page, 'Backtests', /^first-light$/);
      const newest = rowsOf(page, 'Backtests').nth(1);
      await newest.filter({ hasText: new RegExp(`${run.total?.trades} trades.*synthetic$`) }).waitFor();
      assert.equal((await rowTexts(page, 'Backtests'))[0], 'first-light');
    }

    it('shows in its views what the files say', async () => {
      await showSidebar(stage.page);
      await viewsSayWhatFilesSay();
    });

    it('finds outcomes by words about their situation, says how, and opens one', async () => {
      const { page } = stage;
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
      const { page } = stage;
      await kill(await runHalf());
      await rowAppears(page, 'Backtests', 'interrupted');
      await press(page, 'closed trades are kept', 'Show Log');
      await page.locator('.part.panel .view-line').first().waitFor();
      await runCommand(page, 'View: Toggle Panel Visibility');
      assert.ok((await outcomesOnDisk()).length >= 20);
      await outcomesViewSaysWhatFilesSay();
    });

    it('loses nothing when the extension host is killed in mid-run, leaves no orphan, and shows the same after a reload', async function () {
      if (process.platform !== 'linux') this.skip();
      const { page } = stage;
      const pid = await runHalf();
      const { run } = await newestRun();
      const hosts = extensionHosts(stage.workbench.serverPid);
      assert.equal(hosts.length, 1);
      for (const host of hosts) process.kill(host, 'SIGKILL');
      // A stopped process would not notice that its parent is gone.
      stage.workbench.runs.release(pid);
      await untilSo('the backtest ends with its parent', () => isGone(pid));
      await page.reload();
      await showSidebar(page);
      await rowAppears(page, 'Backtests', 'interrupted');
      const { outcomes, damaged } = await loadOutcomes(memory());
      assert.ok(outcomes.filter(({ run_id }) => run_id === run).length >= 20);
      assert.deepEqual(damaged, []);
      assert.equal(isUnderWay(await newestRun()), false);
      await outcomesViewSaysWhatFilesSay();
    });

    it('tells once that a run was interrupted, and goes on with it where it was', async () => {
      const { page } = stage;
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
      const { page } = stage;
      const file = join(stage.folder, 'backtests/first-light.backtest.json');
      const text = readFileSync(file, 'utf8');
      const pid = await runHalf();
      const { run } = await newestRun();
      await kill(pid);
      await rowAppears(page, 'Backtests', 'interrupted');
      writeFileSync(file, JSON.stringify({ ...JSON.parse(text), capital: 20_000 }));
      await clearNotifications(page);
      await runAndPick(page, 'Backtest Memory: Resume Backtest', run);
      await press(page, 'definition: capital was 10000 and is 20000', 'Run Afresh');
      await toast(page, 'done: ').first().waitFor();
      const fresh = await newestRun();
      assert.notEqual(fresh.run, run);
      assert.deepEqual([fresh.state, fresh.capital], ['done', 20_000]);
      assert.equal((await outcomesOnDisk()).length, fresh.total?.trades, 'it starts clean');
      await viewsSayWhatFilesSay();
      writeFileSync(file, text);
    });

    it('runs two side by side while a third waits, each with its progress; one cancelled, the others end', async () => {
      const { page } = stage;
      const gate = join(stage.folder, 'gate');
      writeFileSync(join(stage.folder, 'gated.cjs'), GATED);
      const names = ['alpha', 'beta', 'gamma'];
      const base = JSON.parse(
        readFileSync(join(stage.folder, 'backtests/first-light.backtest.json'), 'utf8'),
      );
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
        writeFileSync(join(stage.folder, 'backtests', `${name}.backtest.json`), text);
      }
      for (const name of names) {
        await rowAppears(page, 'Backtests', name);
        await runAndPick(page, 'Backtest Memory: Run Backtest', name);
      }
      await rowAppears(page, 'Backtests', 'waits for its turn');
      const progressing = page.locator('.monaco-list-row', {
        hasText: /2025-Q1 · [\d,]+ of [\d,]+ answers/,
      });
      await progressing.nth(1).waitFor();
      assert.equal(await progressing.count(), 2);
      await page.getByText('Backtests: 2 running, 1 waiting').waitFor();
      await picture(page, 'side-by-side');
      await runAndPick(page, 'Backtest Memory: Cancel', 'alpha');
      await rowGoes(page, 'Backtests', 'waits for its turn');
      await progressing.nth(1).waitFor();
      writeFileSync(gate, '');
      const ends = async () =>
        (await readRuns(stage.folder)).runs.map(({ definition, state }) => `${definition} ${state}`);
      for (const name of ['beta', 'gamma']) await rowAppears(page, 'Backtests', new RegExp(`^${name}$`));
      const all = await ends();
      for (const end of ['alpha cancelled', 'beta done', 'gamma done'])
        assert.ok(all.includes(end), `${all}`);
      for (const name of names) rmSync(join(stage.folder, 'backtests', `${name}.backtest.json`));
      for (const { run, definition } of (await readRuns(stage.folder)).runs)
        if (names.includes(definition)) rmSync(join(stage.folder, 'data/runs', run), { recursive: true });
      for (const name of readdirSync(memory()))
        if (/^outcome_(alpha|beta|gamma)/.test(name)) rmSync(join(memory(), name));
      await rowGoes(page, 'Backtests', 'alpha');
    });

    it('tells once of a damaged file, names it in a report and sets it aside', async () => {
      const { page } = stage;
      writeFileSync(join(memory(), 'outcome_broken.json'), '{"half":');
      await rowAppears(page, 'Outcomes', 'outcome_broken.json');
      await page.locator('.monaco-list-row', { hasText: 'outcome_broken.json' }).first().click();
      await page.locator('.tab.active', { hasText: 'outcome_broken.json' }).waitFor();
      await press(page, 'A file is damaged.', 'Verify Memory');
      await page.getByText('damaged: data/memory/outcome_broken.json').first().waitFor();
      await press(page, 'damaged, impossible or outdated', 'Set Aside and Rebuild');
      await page.getByText('It was set aside as').first().waitFor();
      assert.deepEqual(readdirSync(join(memory(), 'quarantine')), ['outcome_broken.json']);
      await rowGoes(page, 'Outcomes', 'outcome_broken.json');
      await runCommand(page, 'Backtest Memory: Verify Memory');
      await page.getByText('nothing is wrong').first().waitFor();
    });

    it('offers to import what the Python engine left, and does', async () => {
      const { page } = stage;
      const text = JSON.stringify(PYTHON_OUTCOME);
      writeFileSync(join(memory(), 'outcome_old-1.json'), text);
      const row = page.locator('.monaco-list-row', { hasText: '1 outcomeof the Python engine' });
      await rowAppears(page, 'Outcomes', '2024-Q21 trade · 1 won · +10.00');
      await row.click();
      await page.getByText('Imported 1 outcome from').first().waitFor();
      await rowGoes(page, 'Outcomes', 'of the Python engine');
      await rowAppears(page, 'Outcomes', '2024-Q21 trade · 1 won · +10.00');
      assert.equal(
        readFileSync(join(memory(), 'outcome_old-1.json'), 'utf8'),
        text,
        'the old file is as it was',
      );
      rmSync(join(memory(), 'outcome_old-1.json'));
      rmSync(join(memory(), 'outcome_old-1.python.json'));
    });
  });
}
