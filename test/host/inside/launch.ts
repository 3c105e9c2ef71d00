// Starts a VS Code that runs the tests inside it, in a process of its own, and tells the parent the counts.
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { mochaHooks, tempFolder } from '../../tempFolder';
import type { Counts, Told } from '../job';
import { makeSample } from '../makeSample';

const RESULTS = resolve('dist/test/in-host.json');
/** How long the server of VS Code's downloads may take to answer, ms. */
const PATIENCE = 5000;

/**
 * A desktop VS Code: the one that VSCODE_PATH names, else one that can be downloaded.
 * @returns null without a display, or where none can be had.
 */
async function desktop(): Promise<string | null> {
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return null;
  const named = process.env.VSCODE_PATH;
  if (named && existsSync(named)) return named;
  try {
    await fetch('https://update.code.visualstudio.com/api/releases/stable', {
      signal: AbortSignal.timeout(PATIENCE),
    });
    return await downloadAndUnzipVSCode('1.100.3');
  } catch {
    return null;
  }
}

async function main(): Promise<Counts> {
  const workspace = tempFolder('in-host');
  makeSample('sample', workspace);
  writeFileSync(join(workspace, '.gitignore'), 'data/\n');
  const npmHosted = resolve('dist/test/workbench.js');
  chmodSync(npmHosted, 0o755);
  const vscodeExecutablePath = (await desktop()) ?? npmHosted;
  console.log(
    `In-host tests in ${vscodeExecutablePath === npmHosted ? 'VS Code 1.100.3 from npm' : vscodeExecutablePath}`,
  );
  rmSync(RESULTS, { force: true });
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: [resolve('.'), resolve('test/host/agent')],
      extensionTestsPath: resolve('dist/test/suite.js'),
      launchArgs: [workspace, '--enable-proposed-api=test.stand-in-agent'],
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  }
  // Tests that never came to run are a failure, not nothing.
  if (!existsSync(RESULTS)) return { passed: 0, failed: 1, pending: 0 };
  const { report, ...counts }: Counts & { report: string[] } = JSON.parse(readFileSync(RESULTS, 'utf8'));
  console.log(report.join('\n'));
  return counts;
}

void main()
  .finally(mochaHooks.afterAll)
  .then((counts) => {
    const told: Told = { ...counts, clicks: [] };
    process.send?.(told, () => process.exit(0));
  });
