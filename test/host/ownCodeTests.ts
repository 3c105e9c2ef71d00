// Code of the user's that decides, as VS Code shows it.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { readRuns } from '../../src/backtest/runFiles';
import { scriptTypings } from '../../src/decision/scriptTypings';
import { pick, rowAppears, rowGoes, runCommand } from './hands';

const BROKEN = `import type { Decide } from './backtest-memory';

const decide: Decide = ({ bars }) => {
  throw new RangeError(\`no idea after \${bars.length} bars\`);
};
export default decide;
`;

export function defineOwnCodeTests(at: () => { page: Page; folder: string }): void {
  it('a script that fails ends the run; a click on what is said opens its line', async () => {
    const { page, folder } = at();
    const base = JSON.parse(readFileSync(join(folder, 'backtests/first-light.backtest.json'), 'utf8'));
    const file = join(folder, 'backtests/broken.backtest.json');
    writeFileSync(join(folder, 'strategies/broken.ts'), BROKEN);
    const own = { timeframe: '1d', to: '2025-02-28', providers: [{ use: 'script:strategies/broken.ts' }] };
    writeFileSync(file, JSON.stringify({ ...base, ...own }));
    await rowAppears(page, 'Backtests', 'broken');
    await runCommand(page, 'Backtest Memory: Run Backtest');
    await pick(page, 'broken');
    const said = page.locator('.notification-toast', {
      hasText: /broken\.ts:4: script:strategies\/broken\.ts failed 10 times and never answered: RangeError/,
    });
    await said.waitFor({ timeout: 30_000 });
    await page.screenshot({ path: 'dist/test/own-code.png' });
    await said.getByText('Open File', { exact: true }).click();
    await page.locator('.tab.active', { hasText: 'broken.ts' }).waitFor();
    await page.getByText('Ln 4, Col 1').waitFor();
    rmSync(file);
    for (const { run, definition } of (await readRuns(folder)).runs)
      if (definition === 'broken') rmSync(join(folder, 'data/runs', run), { recursive: true });
    await rowGoes(page, 'Backtests', 'broken');
  });

  it('the types of scripts are written over what is there, and shown', async () => {
    const { page, folder } = at();
    const file = join(folder, 'strategies/backtest-memory.d.ts');
    writeFileSync(file, '// of an earlier version\n');
    await runCommand(page, 'Backtest Memory: Write Script Typings');
    await page.locator('.tab.active', { hasText: 'backtest-memory.d.ts' }).waitFor();
    if (readFileSync(file, 'utf8') !== scriptTypings()) throw new Error('they are not as they should be');
  });
}
