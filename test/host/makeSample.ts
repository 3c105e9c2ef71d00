import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a sample workspace, backtested by `demo`, with the first of its definitions alone: so no command asks which. */
export function makeSample(how: 'sample' | 'demo', folder: string): void {
  execFileSync(process.execPath, ['dist/cli.js', how, folder], { stdio: 'ignore' });
  rmSync(join(folder, 'backtests/own-code.backtest.json'));
}
