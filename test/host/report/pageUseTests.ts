// What is done in the report's page: by click, by key, over a reload.
import assert from 'node:assert/strict';
import { packAnswer } from '../../../src/report/packReport';
import type { ReportHost } from '../../../src/report/reportProtocol';
import { defineReportClickTests } from './reportClickTests';
import type { ReportedRuns } from './reportedRuns';
import { leaveTrade } from './reportPage';

export function definePageUseTests(runs: ReportedRuns): void {
  it('asks for nothing that it was sent while it was loaded, and asks anew when that has changed', async () => {
    const run = runs.runOf('first-light');
    let questions = 0;
    const report: ReportHost['report'] = (of, known) => {
      questions += 1;
      runs.asks('report', String(known));
      return runs.host().report(of, known);
    };
    const { page, events } = await runs.open([], { report });
    const made = packAnswer(await runs.service.report(run, null));
    assert.ok(made && 'signature' in made);
    await page.locator('[role=status]').waitFor({ state: 'attached' });
    await events.ahead.asEvent(run, made);
    await events.show.asEvent([run], '');
    await page.locator('#trades').waitFor();
    assert.equal(questions, 0);
    assert.deepEqual(await runs.asked(() => events.changed.asEvent()), ['report', made.signature]);
  });

  it('sorts, filters and pages through the trades, and saves those that are shown', async () => {
    const run = runs.runOf('first-light');
    const { page } = await runs.show(run);
    assert.deepEqual(await runs.asked(() => page.getByRole('button', { name: 'Compare…' }).click()), [
      'compare',
    ]);
    const report = await runs.service.report(run, null);
    assert.ok(report && 'trades' in report && report.trades.length > 200);
    const shorts = report.trades.filter(({ side, pnl }) => side === 'short' && pnl <= 0);
    const [worst] = [...shorts].sort((a, b) => a.pnl - b.pnl);
    await page.getByRole('combobox', { name: 'Side' }).selectOption('short');
    await page.getByRole('combobox', { name: 'Result' }).selectOption('lost');
    await page.getByRole('button', { name: 'P/L' }).click();
    await page.getByText(`${shorts.length} of ${report.trades.length} trades`).waitFor();
    assert.equal(await page.locator('.trades tbody tr').first().getAttribute('data-trade'), worst.id);
    const [kind, name, text] = await runs.asked(() =>
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
    const { page } = await runs.show(runs.runOf('first-light'));
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
    const { page } = await runs.show(runs.runOf('first-light'));
    await page.getByRole('button', { name: 'Last' }).click();
    await page.locator('.trades tbody button').last().click();
    const memories = page.getByRole('table', { name: /^Earlier trades/ });
    const name = await memories.locator('tbody th button').first().innerText();
    const file = memories.getByRole('button', { name: /^Open the outcome file/ }).first();
    const [, id] = await runs.asked(() => file.click());
    await memories.locator('tbody th button').first().click();
    const [entered, time, symbol, side] = name.split(' ');
    await page.locator('#trade-title', { hasText: `${symbol} ${side}` }).waitFor();
    await page.getByText(`${entered} ${time} UTC at`).waitFor();
    assert.match(id, /^first-light-.*Z$/);
  });

  it('comes back as it was after a reload', async () => {
    const { page } = await runs.show(runs.runOf('first-light'));
    await page.getByRole('button', { name: 'Result', exact: true }).click();
    await runs.openFirstTrade(page);
    const first = await page.locator('#trade-title').innerText();
    await page.getByRole('button', { name: 'Next trade' }).click();
    await page.getByRole('button', { name: 'Previous trade' }).click();
    await page.locator('#trade-title', { hasText: first }).waitFor();
    await page.getByRole('button', { name: 'Next trade' }).click();
    const [kind] = await runs.asked(() =>
      page.getByRole('button', { name: 'Open its outcome file' }).click(),
    );
    assert.equal(kind, 'outcome');
    const title = await page.locator('#trade-title').innerText();
    await page.reload();
    await page.locator('#trade-title').waitFor();
    assert.equal(await page.locator('#trade-title').innerText(), title);
    await leaveTrade(page);
    await page.locator('[aria-sort=ascending]', { hasText: 'Result' }).waitFor();
  });

  defineReportClickTests(runs);
}
