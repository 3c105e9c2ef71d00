import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Where sample workspaces are kept once they were made; a build removes them. */
const KEPT = 'dist/test/samples';

/** Makes one of each kind, for copies: before several processes want them at once. */
export function keepSamples(): void {
  for (const how of ['sample', 'demo'] as const) {
    const kept = join(KEPT, how);
    if (existsSync(kept)) continue;
    mkdirSync(kept, { recursive: true });
    execFileSync(process.execPath, ['dist/cli.js', how, kept], { stdio: 'ignore' });
    rmSync(join(kept, 'backtests/own-code.backtest.json'));
  }
}

/**
 * Puts a sample workspace into a folder, backtested by `demo`, with the first of its definitions alone: so no command asks which.
 */
export function makeSample(how: 'sample' | 'demo', folder: string): void {
  keepSamples();
  cpSync(join(KEPT, how), folder, { recursive: true, preserveTimestamps: true });
}
