// Runs the in-host tests in a real VS Code: an installed desktop one where there is one and a display, else the one
// from npm. Prints all tests' counts at the end.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { runTests } from '@vscode/test-electron';

const results = resolve('dist/test/in-host.json');

/** A desktop VS Code named by VSCODE_PATH, where a display can show it. */
function desktop(): string | null {
  const path = process.env.VSCODE_PATH;
  const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  return path && display && existsSync(path) ? path : null;
}

async function main(): Promise<void> {
  const workspace = mkdtempSync(join(tmpdir(), 'backtest-memory-'));
  execFileSync(process.execPath, ['dist/cli.js', 'sample', workspace], { stdio: 'ignore' });
  writeFileSync(join(workspace, '.gitignore'), 'data/\n');
  const npmHosted = resolve('dist/test/workbench.js');
  chmodSync(npmHosted, 0o755);
  const vscodeExecutablePath = desktop() ?? npmHosted;
  console.log(
    `In-host tests in ${vscodeExecutablePath === npmHosted ? 'VS Code 1.100.3 from npm' : vscodeExecutablePath}`,
  );
  rmSync(results, { force: true });
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: resolve('.'),
      extensionTestsPath: resolve('dist/test/suite.js'),
      launchArgs: [workspace],
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
  // Tests that never came to run are a failure, not nothing.
  const inHost = existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : { passed: 0, failed: 1 };
  const unit = JSON.parse(readFileSync(resolve('dist/test/unit.json'), 'utf8'));
  console.log(`${unit.passed + inHost.passed} passed, ${unit.failed + inHost.failed} failed`);
}

void main();
