// Code of the user's that decides, as VS Code shows it.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRuns } from '../../../src/backtest/results/runFiles';
import { scriptTypings } from '../../../src/decision/providers/scriptTypings';
import {
  clearNotifications,
  clickOnRow,
  picture,
  press,
  rowAppears,
  rowGoes,
  rowsOf,
  runAndPick,
  runCommand,
  toast,
} from '../workbench/driver';
import type { Stage } from '../workbench/stage';

const BROKEN = `import type { Decide } from '../backtest-memory';

const decide: Decide = ({ bars }) => {
  throw new RangeError(\`no idea after \${bars.length} bars\`);
};
export default decide;
`;

/** Its fifth answer, and that to being asked again, cannot be read. */
const FAULTY = `
let asked = 0;
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  asked += 1;
  const { id } = JSON.parse(line);
  console.log(asked === 5 || asked === 6 ? '{"id": ' + id + ', what is not JSON' : JSON.stringify({ id, action: 'HOLD', confidence: 10 }));
});`;

export function defineOwnCodeTests(stage: Stage): void {
  describe('code of the user’s', () => {
    it('a script that fails ends the run; a click on what is said opens its line', async () => {
      const { page, folder } = stage;
      const base = JSON.parse(readFileSync(join(folder, 'backtests/first-light.backtest.json'), 'utf8'));
      const file = join(folder, 'backtests/broken.backtest.json');
      writeFileSync(join(folder, 'strategies/broken.ts'), BROKEN);
      const own = { timeframe: '1d', to: '2025-02-28', providers: [{ use: 'script:strategies/broken.ts' }] };
      writeFileSync(file, JSON.stringify({ ...base, ...own }));
      await rowAppears(page, 'Backtests', 'broken');
      await runAndPick(page, 'Backtest Memory: Run Backtest', 'broken');
      const said =
        /broken\.ts:4: script:strategies\/broken\.ts failed 10 times and never answered: RangeError/;
      await toast(page, said).waitFor();
      await picture(page, 'own-code');
      await press(page, said, 'Open File');
      await page.locator('.tab.active', { hasText: 'broken.ts' }).waitFor();
      await page.getByText('Ln 4, Col 1').waitFor();
      rmSync(file);
      for (const { run, definition } of (await readRuns(folder)).runs)
        if (definition === 'broken') rmSync(join(folder, 'data/runs', run), { recursive: true });
      await rowGoes(page, 'Backtests', 'broken');
    });

    it('an answer that failed is a row of its provider, whose click opens the line of the log', async () => {
      const { page, folder } = stage;
      const base = JSON.parse(readFileSync(join(folder, 'backtests/first-light.backtest.json'), 'utf8'));
      const file = join(folder, 'backtests/faulty.backtest.json');
      writeFileSync(join(folder, 'faulty.cjs'), FAULTY);
      const providers = [{ use: 'command:node faulty.cjs' }, { use: 'rule:cross' }];
      const own = { timeframe: '1d', to: '2025-02-28', providers, quorum: 1 };
      writeFileSync(file, JSON.stringify({ ...base, ...own }));
      await rowAppears(page, 'Backtests', 'faulty');
      await clickOnRow(page, 'Backtests', 'faulty', 'Run Backtest');
      await rowAppears(page, 'Providers', /^command:node faulty.*1 failure/);
      await rowsOf(page, 'Providers')
        .filter({ hasText: /^command:node faulty/ })
        .locator('.monaco-tl-twistie')
        .click();
      await rowsOf(page, 'Providers').filter({ hasText: 'unusable reply' }).click();
      await page.locator('.tab.active', { hasText: 'decisions.jsonl' }).waitFor();
      const [{ run }] = (await readRuns(folder)).runs;
      const log = readFileSync(join(folder, 'data/runs', run, 'decisions.jsonl'), 'utf8').split('\n');
      const line = log.findIndex((one) => one.includes('"cause":"unusable reply"')) + 1;
      await page.locator('.statusbar-item', { hasText: `Ln ${line}, Col 1` }).waitFor();
      rmSync(file);
      rmSync(join(folder, 'data/runs', run), { recursive: true });
      const memory = join(folder, 'data/memory');
      for (const name of readdirSync(memory).filter((one) => one.startsWith(`outcome_${run}`)))
        rmSync(join(memory, name));
      await rowGoes(page, 'Backtests', 'faulty');
      await clearNotifications(page);
      await toast(page, 'done: ').waitFor({ state: 'detached' });
    });

    it('the types of scripts are written over what is there, and shown', async () => {
      const { page, folder } = stage;
      const file = join(folder, 'strategies/backtest-memory.d.ts');
      writeFileSync(file, '// of an earlier version\n');
      await runCommand(page, 'Backtest Memory: Write Script Typings');
      await page.locator('.tab.active', { hasText: 'backtest-memory.d.ts' }).waitFor();
      if (readFileSync(file, 'utf8') !== scriptTypings()) throw new Error('they are not as they should be');
    });
  });
}
