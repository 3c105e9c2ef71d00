import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Runs a suite of dist/test inside VS Code's extension host, with our extension under development.
 * @param result the file beside the suite to which the suite writes its measurements.
 */
export function runInHost<Measured>(
  workspace: string,
  suite: string,
  result: string,
  more: readonly string[] = [],
): Measured {
  const file = resolve('dist/test', result);
  rmSync(file, { force: true });
  spawnSync(
    process.execPath,
    [
      'dist/test/workbench.js',
      `--extensionDevelopmentPath=${resolve('.')}`,
      ...more,
      `--extensionTestsPath=${resolve('dist/test', suite)}`,
      workspace,
    ],
    { stdio: 'inherit' },
  );
  if (!existsSync(file)) throw new Error(`nothing was measured: VS Code did not get as far as ${suite}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}
