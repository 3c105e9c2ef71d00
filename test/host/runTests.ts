// Runs the tests that need a real VS Code: those inside it, in an installed or downloaded desktop one where there is a
// display, else in the one from npm; then those that drive the one from npm. Prints all tests' counts at the end.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import Mocha from 'mocha';
import { defineAgentTests } from './agentTests';
import { defineBarsTests } from './barsTests';
import { defineClickTests } from './clickTests';
import { defineDeskTests } from './deskTests';
import { defineDrivenTests } from './drivenTests';
import { defineDrivenTradeLogTests } from './drivenTradeLogTests';
import { makeSample } from './makeSample';
import { defineModelTests } from './modelTests';
import { definePackageTests } from './packageTests';
import { defineReportPageTests } from './reportPageTests';
import { defineReportTests } from './reportTests';

interface Counts {
  readonly passed: number;
  readonly failed: number;
}

const results = resolve('dist/test/in-host.json');
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

async function inHost(): Promise<Counts> {
  const workspace = mkdtempSync(join(tmpdir(), 'backtest-memory-'));
  makeSample('sample', workspace);
  writeFileSync(join(workspace, '.gitignore'), 'data/\n');
  const npmHosted = resolve('dist/test/workbench.js');
  chmodSync(npmHosted, 0o755);
  const vscodeExecutablePath = (await desktop()) ?? npmHosted;
  console.log(
    `In-host tests in ${vscodeExecutablePath === npmHosted ? 'VS Code 1.100.3 from npm' : vscodeExecutablePath}`,
  );
  rmSync(results, { force: true });
  const maker = resolve('../shared/embedding/make-tiny.mjs');
  if (existsSync(maker)) {
    process.env.TINY_MODEL = join(workspace, '.tiny');
    execFileSync(process.execPath, [maker, process.env.TINY_MODEL], { stdio: 'ignore' });
  }
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: [resolve('.'), resolve('test/host/agent')],
      extensionTestsPath: resolve('dist/test/suite.js'),
      launchArgs: [workspace, '--enable-proposed-api=test.stand-in-agent'],
    });
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
  // Tests that never came to run are a failure, not nothing.
  if (!existsSync(results)) return { passed: 0, failed: 1 };
  const { report, ...counts }: Counts & { report: string[] } = JSON.parse(readFileSync(results, 'utf8'));
  console.log(report.join('\n'));
  return counts;
}

function driven(): Promise<Counts> {
  const mocha = new Mocha({ ui: 'bdd', color: false });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  defineClickTests();
  defineDrivenTests();
  defineDrivenTradeLogTests();
  defineDeskTests();
  defineModelTests();
  defineBarsTests();
  defineAgentTests();
  definePackageTests();
  defineReportPageTests();
  defineReportTests();
  return new Promise((ended) => {
    const runner = mocha.run((failed) => ended({ passed: runner.stats?.passes ?? 0, failed }));
  });
}

async function main(): Promise<void> {
  const unit: Counts = JSON.parse(readFileSync(resolve('dist/test/unit.json'), 'utf8'));
  const all = process.env.ONLY_INHOST ? [await inHost()] : [unit, await inHost(), await driven()];
  const sum = (name: keyof Counts) => all.reduce((total, counts) => total + counts[name], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exit(sum('failed') > 0 ? 1 : 0);
}

void main();
