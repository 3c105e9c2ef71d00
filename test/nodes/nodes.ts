// `npm run test:nodes`: a run is the same to the byte on every Node that is supported. The golden run replays on each; a run that is
// begun on one and killed goes on on another, and ends as an undisturbed one. Gets the Nodes from npm, each once.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { goldenWorkspace, putGoldenRun } from '../run/golden/goldenWorkspace';
import { ageLocks, runUntilKilled } from '../run/killing';

const VERSIONS = ['20', '22', '24', '26'];
const CLI = resolve('dist/cli.js');
const KEPT = resolve('.vscode-test/nodes');

/** The binary of a Node, installed from npm where it is not there yet. */
function nodeOf(version: string): string {
  const folder = join(KEPT, version);
  const binary = join(folder, 'node_modules/node/bin/node');
  if (!existsSync(binary)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{}');
    // The package's own script puts the binary of this machine in its place.
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--foreground-scripts', `node@${version}`], {
      cwd: folder,
      stdio: 'ignore',
    });
  }
  return binary;
}

const workspaces: string[] = [];
async function workspace(): Promise<{ folder: string; definition: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'nodes-'));
  workspaces.push(folder);
  return { folder, definition: await goldenWorkspace(folder) };
}

const runsIn = (folder: string) =>
  readdirSync(join(folder, 'data/runs'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** Hashes of what a run leaves: its tables and outcomes, without its id. */
function remains(folder: string): Record<string, string> {
  const [run] = runsIn(folder);
  const memory = join(folder, 'data/memory');
  const files = [
    ...['trades.csv', 'equity.csv', 'benchmarks.csv'].map((name) => join(folder, 'data/runs', run, name)),
    ...readdirSync(memory)
      .filter((name) => /^(outcome_.*|.*_performance)\.json$/.test(name))
      .sort()
      .map((name) => join(memory, name)),
  ];
  const all = files.map((file) => readFileSync(file, 'utf8').replaceAll(run, 'RUN')).join('\n');
  const weights = JSON.parse(readFileSync(join(folder, 'data/runs', run, 'run.json'), 'utf8')).regime_weights;
  return {
    files: `${files.length}: ${createHash('sha256').update(all).digest('hex').slice(0, 16)}`,
    weights: JSON.stringify(weights),
  };
}

async function main(): Promise<void> {
  let [passed, failed] = [0, 0];
  const check = async (what: string, act: () => Promise<void>) => {
    try {
      await act();
      passed += 1;
      console.log(`✔ ${what}`);
    } catch (error) {
      failed += 1;
      console.log(`✖ ${what}: ${error instanceof Error ? error.message : error}`);
    }
  };
  const made: Record<string, string>[] = [];
  for (const version of VERSIONS) {
    const node = nodeOf(version);
    const { v8, node: exact } = JSON.parse(
      execFileSync(node, ['-p', 'JSON.stringify(process.versions)'], { encoding: 'utf8' }),
    );
    await check(`Node ${exact}, V8 ${v8}: the golden run replays to the byte`, async () => {
      const { folder } = await workspace();
      const args = [CLI, 'replay', putGoldenRun(folder), '--workspace', folder];
      const { status, stdout, stderr } = spawnSync(node, args, { encoding: 'utf8' });
      assert.equal(status, 0, stdout + stderr);
    });
    await check(`Node ${exact}: a run from its start leaves the same bytes`, async () => {
      const { folder, definition } = await workspace();
      execFileSync(node, [CLI, 'run', definition], { stdio: 'ignore' });
      made.push(remains(folder));
      assert.deepEqual(made.at(-1), made[0]);
    });
  }
  for (const [first, then] of [
    ['20', '24'],
    ['26', '20'],
  ]) {
    await check(`begun on Node ${first}, killed, ended on ${then}: the same bytes`, async () => {
      const { folder, definition } = await workspace();
      const killed = { files: /^outcome_/, count: 60 };
      const ended = await runUntilKilled(['run', definition], folder, killed, nodeOf(first));
      assert.equal(ended, false, 'it ended before it was killed');
      ageLocks(folder);
      const [run] = runsIn(folder);
      execFileSync(nodeOf(then), [CLI, 'resume', run, '--workspace', folder], { stdio: 'ignore' });
      assert.deepEqual(remains(folder), made[0]);
    });
  }
  for (const folder of workspaces) rmSync(folder, { recursive: true });
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}

void main();
