// Runs the tests that need a real VS Code: those inside it, in an installed or downloaded desktop one where there is a
// display, else in the one from npm; beside them those that drive the one from npm. Prints all tests' counts at the end.
import { execFileSync, fork } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import type { Counts, Lane } from './lanes';
import { makeSample } from './makeSample';
import { findBrowser, installServer } from './workbench/workbench';

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

/** Runs a lane in a process of its own, and prints what it said once it has ended. */
function driven(lane: Lane): Promise<Counts> {
  const child = fork(resolve('test/host/lanes.ts'), [lane], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => said.push(text));
  return new Promise((ended) => {
    // One that told nothing has failed.
    let counts: Counts = { passed: 0, failed: 1 };
    child.on('message', (told: Counts) => {
      counts = told;
    });
    child.on('close', () => {
      console.log(Buffer.concat(said).toString('utf8'));
      ended(counts);
    });
  });
}

async function main(): Promise<void> {
  const unit = process.env.ONLY_INHOST
    ? []
    : [JSON.parse(readFileSync(resolve('dist/test/unit.json'), 'utf8')) as Counts];
  // Once, before several want it.
  findBrowser();
  installServer();
  const inside = inHost();
  const lanes = process.env.ONLY_INHOST ? [] : [driven('first'), inside.then(() => driven('second'))];
  const all = [...unit, ...(await Promise.all([inside, ...lanes]))];
  const sum = (name: keyof Counts) => all.reduce((total, counts) => total + counts[name], 0);
  console.log(`${sum('passed')} passed, ${sum('failed')} failed`);
  process.exit(sum('failed') > 0 ? 1 : 0);
}

void main();
