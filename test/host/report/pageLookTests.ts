// How the report's page looks: colours, charts, labels, and what it says where little or much is to be shown.
import assert from 'node:assert/strict';
import { HOSTILE, NOTHING_TO_SHOW, type ReportedRuns } from './reportedRuns';
import { THEMES, useTheme, violations } from './reportPage';

/** Records centred texts on canvases, as the labels of time axes are, and how far each is cut. */
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

export function definePageLookTests(runs: ReportedRuns): void {
  it('is right by axe, overview, tables and trade, and breaks no policy', async () => {
    const { page, complaints } = await runs.show(runs.runOf('first-light'));
    await page.locator('#prices canvas').first().waitFor();
    await page.getByRole('table', { name: /How often a provider/ }).waitFor();
    assert.deepEqual(await violations(page), []);
    await runs.openFirstTrade(page);
    assert.deepEqual(await violations(page), []);
    assert.deepEqual(complaints, []);
  });

  it('has colours that can be told apart in light, dark and high contrast, by axe', async () => {
    const { page } = await runs.show(runs.runOf('hostile'));
    await page.locator('#prices canvas').first().waitFor();
    for (const details of await page.locator('details > summary').all()) await details.click();
    for (const theme of THEME_NAMES) {
      await useTheme(page, theme);
      assert.deepEqual(await violations(page), [], theme);
    }
    await runs.openFirstTrade(page);
    await page.getByText('What it was asked').click();
    for (const theme of THEME_NAMES) {
      await useTheme(page, theme);
      assert.deepEqual(await violations(page), [], `trade, ${theme}`);
    }
  });

  it('paints its charts anew when the theme changes', async () => {
    const { page } = await runs.show(runs.runOf('first-light'));
    await page.locator('#equity canvas').first().waitFor();
    const picture = () => runs.asked(() => page.getByRole('button', { name: /^Save PNG of Equity/ }).click());
    await useTheme(page, 'light');
    const [, name, light] = await picture();
    await useTheme(page, 'dark');
    const [, , dark] = await picture();
    assert.match(name, /-equity\.png$/);
    assert.notEqual(light, dark);
  });

  it('writes the labels of each time axis whole at any width, and a minus as elsewhere', async () => {
    const { page } = await runs.show(runs.runOf('first-light'));
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
    const run = runs.runOf('hostile');
    runs.change(run, { notes: [HOSTILE], name: HOSTILE });
    const { page, complaints } = await runs.show(run);
    assert.equal(await page.locator('h1').innerText(), HOSTILE);
    assert.equal(await page.locator('#notes li').first().innerText(), HOSTILE);
    await runs.openFirstTrade(page);
    assert.equal(await page.locator('.said').first().innerText(), HOSTILE);
    await page.getByText('What it was asked').click();
    await page.locator('pre', { hasText: '"situation"' }).waitFor();
    assert.equal(await page.locator('#report img, #report b, #report script').count(), 0);
    assert.equal(await page.title(), 'Backtest report');
    assert.deepEqual(complaints, []);
  });

  it('says so where there is no trade, and shows no empty chart', async () => {
    const { page, complaints } = await runs.show(runs.runOf('idle'));
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
    const { page, complaints } = await runs.show(runs.runOf('single'));
    await page.getByText('too few to conclude from').waitFor();
    await runs.openFirstTrade(page);
    assert.deepEqual(complaints, []);
  });

  it('says why a run failed, and that one was cancelled', async () => {
    const run = runs.runOf('single');
    const done = runs.summaryOf(run);
    runs.change(run, { state: 'failed', problem: 'the disk is full', ...NOTHING_TO_SHOW });
    const failed = await runs.show(run);
    await failed.page.getByText('It failed: the disk is full').waitFor();
    await failed.page.getByText('Made by closed trades').waitFor();
    runs.change(run, { ...done, state: 'cancelled', benchmarks: null });
    await failed.events.changed();
    await failed.page.getByText('cancelled: what had closed by then').waitFor();
  });
}
