// Everything in the report's page that can be clicked is clicked, and does something.
import assert from 'node:assert/strict';
import { type EventEmitter, once } from 'node:events';
import type { Frame, Page } from 'playwright-core';
import type { ReportedRuns } from './reportedRuns';
import { leaveTrade } from './reportPage';

/** Finds clickable elements that are not chosen already: each one's name and its place among all such elements; of a table's rows the first. */
const CLICKABLE = `(() => {
  const nameOf = (element) => {
    const place = [element.localName, element.getAttribute('aria-label') ?? element.innerText];
    if (element.localName === 'select') place.push(element.parentElement.innerText.split('\\n')[0]);
    const row = element.closest('tbody tr');
    if (row) place.splice(1, 1, row.closest('table').caption.innerText, element.closest('td, th').cellIndex);
    return place.join(' ').trim();
  };
  const all = [...document.querySelectorAll('a, button, summary, select')];
  const found = new Map();
  all.forEach((element, index) => {
    if (element.disabled || element.ariaPressed === 'true' || !element.checkVisibility()) return;
    if (!found.has(nameOf(element))) found.set(nameOf(element), index);
  });
  return [...found];
})()`;

/** Longest wait for the effect of a click, ms. */
const PATIENCE = 5000;

/** Resolves when anything in the page changes, except charts and texts that are written anew as they were. */
const CHANGES = `new Promise((changed, nothing) => {
  setTimeout(nothing, ${PATIENCE});
  const now = ({ type, target, attributeName }) =>
    ({ attributes: () => target.getAttribute(attributeName), characterData: () => target.data })[type]?.();
  const isChange = (record) => !record.target.parentElement?.closest('.canvas') && now(record) !== record.oldValue;
  const what = { subtree: true, childList: true, attributeOldValue: true, characterDataOldValue: true };
  new MutationObserver((records) => records.some(isChange) && changed()).observe(document, what);
})`;

const clickable = async (page: Page) => new Map(await page.evaluate<[string, number][]>(CLICKABLE));

/** Clicks the element with a name. @returns once the click had an effect. */
async function click(page: Page, editor: EventEmitter, name: string): Promise<unknown> {
  const place = (await clickable(page)).get(name);
  assert.ok(place !== undefined);
  const element = page.locator('a, button, summary, select').nth(place);
  const isChoice = (await element.evaluate(({ localName }) => localName)) === 'select';
  const before = page.url();
  const seen = new AbortController();
  const effect = Promise.any([
    once(editor, 'ask', { signal: AbortSignal.any([seen.signal, AbortSignal.timeout(PATIENCE)]) }),
    page.evaluate(CHANGES),
    page.waitForURL(({ href }) => href !== before, { timeout: PATIENCE, waitUntil: 'commit' }),
    page.waitForRequest((request) => request.isNavigationRequest(), { timeout: PATIENCE }),
  ]).finally(() => seen.abort());
  // Where nothing comes of it, the click may yet fail first.
  effect.catch(() => {});
  if (isChoice) await element.selectOption({ index: (await element.locator('option').count()) - 1 });
  else await element.click();
  // Something else may have changed before: the page has drawn what came of the click only now.
  await page
    .evaluate('new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))')
    .catch(() => {});
  return effect;
}

/** Clicks a position on a chart of prices, found as a reader does: by the hand that the mouse becomes over it. */
export async function clickPosition(page: Page, frame: Page | Frame, chart: string): Promise<void> {
  const canvas = frame.locator(`${chart} canvas`).first();
  await canvas.scrollIntoViewIfNeeded();
  const box = await frame.locator(`${chart} .canvas`).boundingBox();
  assert.ok(box);
  const hand = "getComputedStyle([...document.querySelectorAll(':hover')].at(-1)).cursor === 'pointer'";
  for (let y = box.y + box.height / 2; y > box.y; y -= 20) {
    for (let x = box.x + 20; x < box.x + box.width - 80; x += 10) {
      await page.mouse.move(x, y);
      if (!(await frame.evaluate<boolean>(hand))) continue;
      await page.mouse.click(x, y);
      return;
    }
  }
  assert.fail('there is no position on the chart');
}

export function defineReportClickTests(runs: ReportedRuns): void {
  /** Clicks all that there is, each from where `back` leads to. @returns the names. */
  async function clickAll(page: Page, back: () => Promise<void>): Promise<string[]> {
    await back();
    const names = [...(await clickable(page)).keys()];
    const idle: string[] = [];
    for (const name of names) {
      await click(page, runs.editor, name).catch(() => idle.push(name));
      await back();
    }
    assert.deepEqual(idle, [], 'each does something');
    return names;
  }

  const isShown = (page: Page, selector: string) => page.locator(selector).first().isVisible();

  /** Back to the chart that is shown at first, and until all are. */
  const firstSymbol = async (page: Page) => {
    await page.locator('#prices .choices button').first().click();
    await page.getByRole('heading', { name: /^BTCUSD, / }).waitFor();
    for (const place of ['#equity', '#prices', '#providers', '#distribution'])
      await page.locator(`${place} canvas`).first().waitFor();
  };

  it('has nothing to be clicked that does nothing: overview', async () => {
    const { page, complaints } = await runs.show(runs.runOf('hostile'));
    const names = await clickAll(page, async () => {
      if (await isShown(page, '#trade-title')) await leaveTrade(page);
      for (const choice of await page.locator('.filters select').all()) await choice.selectOption('');
      await firstSymbol(page);
    });
    assert.ok(names.length > 30, `${names}`);
    for (const name of ['a TradingView', 'button Compare…', 'button Export as HTML…', 'a Notes'])
      assert.ok(names.includes(name), `${name} of ${names}`);
    assert.deepEqual(complaints, []);
  }).timeout(120_000);

  for (const [definition, part] of [
    ['first-light', 'button Earlier trades, the most similar first 0'],
    ['hostile', 'summary What it was asked'],
  ]) {
    it(`has nothing to be clicked that does nothing: a trade of ${definition}`, async () => {
      const { page, complaints } = await runs.show(runs.runOf(definition));
      const last = page.getByRole('button', { name: 'Last' });
      if (await last.isVisible()) await last.click();
      await page.locator('tr[data-trade]').last().click();
      const id = await page.locator('.trade .id').innerText();
      const names = await clickAll(page, async () => {
        if (!(await page.getByText(id, { exact: true }).isVisible())) {
          if (await isShown(page, '#trade-title')) await leaveTrade(page);
          await page.locator(`tr[data-trade="${id}"]`).click();
        }
        await page.locator('.trade canvas').first().waitFor();
        await page.getByRole('table', { name: 'Votes' }).waitFor();
      });
      assert.ok(names.includes(part), `${names}`);
      assert.deepEqual(complaints, []);
    });
  }

  it('opens the trade whose position is clicked on the chart', async () => {
    const { page } = await runs.show(runs.runOf('first-light'));
    await clickPosition(page, page, '#prices');
    await page.locator('#trade-title', { hasText: /^BTCUSD/ }).waitFor();
  });
}
