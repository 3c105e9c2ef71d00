// Runs the tests that need a real VS Code, each part in a process of its own and several side by side: those inside VS Code, in an
// installed or downloaded desktop one where there is a display, else in the one from npm; those that drive the one from npm. Prints
// the counts of all tests at the end, those of the unit tests with them. Arguments name the parts to run; none means all.
import { fork } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { type Counts, isPart, type Told } from './job';
import { keepSamples } from './makeSample';
import { WINDOWS } from './windows';
import { builtInExtensions } from './workbench/codeServer';
import { findBrowser } from './workbench/workbench';

/** File with the clicks of all parts, for the part that checks them. */
const CLICKS = resolve('dist/test/clicks.json');
/** Longest duration of a part, ms. A part takes one to two minutes, and six beside a load of twenty. */
const LONGEST = 25 * 60_000;
/** More than there are cores: a part waits a third of its time. */
const AT_ONCE = availableParallelism() + 1;

const FAILED: Told = { passed: 0, failed: 1, pending: 0, clicks: [] };

/** Runs a part in a process of its own, and prints what it said once it has ended. */
function runPart(name: string): Promise<Told> {
  const [file, ...args] = isPart(name) ? ['test/host/job.ts', name] : ['test/host/inside/launch.ts'];
  const child = fork(resolve(file), args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => said.push(text));
  const late = setTimeout(() => {
    said.push(Buffer.from(`\n${name} did not end within ${LONGEST / 60_000} minutes and is killed.\n`));
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 10_000).unref();
  }, LONGEST);
  return new Promise((ended) => {
    // A part without a message has failed.
    let told = FAILED;
    child.on('message', (message: Told) => {
      told = message;
    });
    // Not "close": processes that a killed part leaves behind may hold its output open.
    child.on('exit', () => {
      clearTimeout(late);
      setImmediate(() => {
        console.log(Buffer.concat(said).toString('utf8'));
        ended(told);
      });
    });
  });
}

/** Runs parts side by side, in their order. */
async function runAll(names: readonly string[]): Promise<Told[]> {
  const left = [...names];
  const ends: Told[] = [];
  const work = async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) ends.push(await runPart(name));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return ends;
}

/** Reads the counts of the unit tests, where they ran before. */
function unitCounts(): Counts[] {
  const file = resolve('dist/test/unit.json');
  return existsSync(file) ? [JSON.parse(readFileSync(file, 'utf8'))] : [];
}

async function main(): Promise<void> {
  const named = process.argv.slice(2);
  mkdirSync('dist/test', { recursive: true });
  rmSync(CLICKS, { force: true });
  // Prepared once, before several parts need them.
  findBrowser();
  builtInExtensions();
  keepSamples();
  const ends: Counts[] = named.length > 0 ? [] : unitCounts();
  const told = await runAll(named.length > 0 ? named : [...Object.keys(WINDOWS), 'inside']);
  writeFileSync(CLICKS, JSON.stringify(told.flatMap(({ clicks }) => clicks)));
  ends.push(...told);
  if (named.length === 0) ends.push(await runPart('clicks'));
  const sum = (name: keyof Counts) => ends.reduce((total, counts) => total + (counts[name] ?? 0), 0);
  const [failed, skipped] = [sum('failed'), sum('pending')];
  const mustRun = skipped > 0 && process.env.ALLOW_SKIPS !== '1';
  if (mustRun) console.log(`Tests were skipped, which fails the run unless ALLOW_SKIPS=1.`);
  console.log(`${sum('passed')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exit(failed > 0 || mustRun ? 1 : 0);
}

void main();
