// Drives the npm-hosted VS Code as a user would and takes the pictures of README and walkthrough, and the short tour:
// `npm run picture`. All scenes in all themes are left in dist/pictures, to be looked at.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { newServerData } from '../workbench/codeServer';
import { openFile, pick, rowAppears, runCommand, showSidebar, toast } from '../workbench/driver';
import { closeBrowser, openWorkbench, type Workbench } from '../workbench/workbench';
import { shot, takeScenes } from './scenes';

const WIDTH = 900;
const FRAME_MS = 2200;

/** Makes a picture small enough to be shipped. */
const small = (png: Buffer) =>
  sharp(png).resize({ width: WIDTH }).png({ palette: true, colours: 128 }).toBuffer();

async function open(page: Page, file: string): Promise<void> {
  await openFile(page, file);
  // Keys are for the editor once it has the focus.
  await page.locator('.view-line').first().click();
}

/** Takes a picture of each step of the walkthrough, in their order. */
async function takeAll(page: Page, folder: string): Promise<Record<string, Buffer>> {
  const definition = join(folder, 'backtests/first-light.backtest.json');
  await showSidebar(page);
  await rowAppears(page, 'Backtests', 'not run yet');
  await open(page, definition);
  await runCommand(page, 'Notifications: Clear All Notifications');
  const setUp = await shot(page);
  await runCommand(page, 'Backtest Memory: Run Backtest');
  await pick(page, 'first-light');
  await toast(page, 'done: ').first().waitFor({ timeout: 120_000 });
  await runCommand(page, 'Notifications: Clear All Notifications');
  await page.getByText('2025-Q4', { exact: true }).click();
  await rowAppears(page, 'Outcomes', 'BTCUSD');
  const run = await shot(page);
  const [newest] = readdirSync(join(folder, 'data/runs')).sort().reverse();
  await open(page, join(folder, 'data/runs', newest, 'trades.csv'));
  await page.keyboard.press('Control+End');
  await page.keyboard.press('ArrowUp');
  const line = page.locator('.view-line', { hasText: `${newest}_` }).last();
  await line.hover({ position: { x: 120, y: 8 } });
  await page
    .getByText(/most similar won/)
    .first()
    .waitFor();
  const hover = await shot(page);
  await runCommand(page, 'Backtest Memory: Open Report');
  await pick(page, newest);
  const report = page.frameLocator('iframe.webview.ready:visible').last().frameLocator('#active-frame');
  await report.locator('canvas').first().waitFor();
  const shown = await shot(page);
  const content = JSON.parse(readFileSync(definition, 'utf8'));
  const models = ['llama3.2', 'qwen2.5', 'mistral'].map((model) => ({ use: `ollama:${model}` }));
  const own = { name: 'Models and a rule', timeframe: '1d', providers: [...models, { use: 'rule:trend' }] };
  const file = join(folder, 'backtests/models.backtest.json');
  writeFileSync(file, JSON.stringify({ ...content, ...own }, null, 2));
  await rowAppears(page, 'Backtests', 'models');
  await open(page, file);
  return { setUp, run, hover, report: shown, models: await shot(page) };
}

/** Themes, each with a part of the class by which VS Code's window tells it. */
const THEMES = {
  light: { theme: 'Default Light Modern', kind: 'light_modern' },
  dark: { theme: 'Default Dark Modern', kind: 'dark_modern' },
  contrast: { theme: 'Default High Contrast', kind: 'hc_black' },
} as const;

/** Scenes that README shows. */
const SHOWN = [
  'first-start-dark',
  'running-contrast',
  'hover-tradingView-light',
  'hover-backtestingPy-dark',
  'hover-metaTrader-contrast',
  'report-dark',
  'providers-contrast',
  'decision-light',
  'search-light',
  'walkthrough-dark',
];

async function takeTour(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'backtest-memory-'));
  execFileSync(process.execPath, ['dist/cli.js', 'sample', folder], { stdio: 'ignore' });
  const pictures = await inWorkbench(folder, undefined, ({ page }) => takeAll(page, folder));
  mkdirSync('media/walkthrough', { recursive: true });
  for (const [name, png] of Object.entries(pictures))
    writeFileSync(join('media/walkthrough', `${name}.png`), await small(png));
  const frames = await Promise.all(Object.values(pictures).map(small));
  const delay = frames.map(() => FRAME_MS);
  await sharp(frames, { join: { animated: true } })
    .gif({ delay, loop: 0, colours: 64 })
    .toFile('media/tour.gif');
}

async function takeThemes(): Promise<void> {
  mkdirSync('dist/pictures', { recursive: true });
  mkdirSync('media/pictures', { recursive: true });
  for (const [name, { theme, kind }] of Object.entries(THEMES)) {
    const folder = mkdtempSync(join(tmpdir(), 'backtest-memory-'));
    const data = newServerData();
    mkdirSync(join(data, 'data/Machine'), { recursive: true });
    writeFileSync(
      join(data, 'data/Machine/settings.json'),
      JSON.stringify({
        'window.autoDetectColorScheme': false,
        // Its language server does not start in this VS Code, and complains.
        'files.associations': { '*.htm': 'plaintext' },
      }),
    );
    const scenes = await inWorkbench(folder, data, async (workbench) => {
      // In a browser VS Code takes a theme from the folder's settings, and only once it has found all extensions.
      await workbench.page.locator('.activitybar .action-label[aria-label="Backtest Memory"]').waitFor();
      mkdirSync(join(folder, '.vscode'));
      writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify({ 'workbench.colorTheme': theme }));
      await workbench.page.locator(`.monaco-workbench[class*=${kind}]`).first().waitFor();
      return takeScenes(workbench, folder);
    });
    for (const [scene, png] of scenes) {
      const title = `${scene}-${name}`;
      writeFileSync(join('dist/pictures', `${title}.png`), png);
      if (SHOWN.includes(title)) writeFileSync(join('media/pictures', `${title}.png`), await small(png));
    }
    rmSync(data, { recursive: true, force: true });
  }
}

/** Opens a folder in VS Code for as long as it takes; both are gone afterwards. */
async function inWorkbench<Taken>(
  folder: string,
  data: string | undefined,
  work: (workbench: Workbench) => Promise<Taken>,
): Promise<Taken> {
  const workbench = await openWorkbench(folder, { data });
  const { page, close } = workbench;
  await page.setViewportSize({ width: 1280, height: 800 });
  try {
    return await work(workbench);
  } catch (error) {
    await page.screenshot({ path: join(tmpdir(), 'pictures-failed.png') });
    throw error;
  } finally {
    await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

void takeTour().then(takeThemes).finally(closeBrowser);
