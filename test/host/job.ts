// Runs one part of the tests that need a real VS Code, in a process of its own, and tells the parent the counts and the clicks.
import Mocha from 'mocha';
import { mochaHooks } from '../tempFolder';
import { defineClickedTests } from './clickedTests';
import { WINDOWS } from './windows';
import { type Click, clicksSoFar } from './workbench/clicks';

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly pending: number;
}

/** Message of a part to its parent. */
export interface Told extends Counts {
  readonly clicks: readonly Click[];
}

/** All parts; `clicks` runs last and checks the clicks of the others. */
const PARTS = { ...WINDOWS, clicks: defineClickedTests } as const;

export type Part = keyof typeof PARTS;

export const isPart = (name: string): name is Part => Object.hasOwn(PARTS, name);

function run(part: Part): void {
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false });
  mocha.rootHooks(mochaHooks);
  if (process.env.GREP) mocha.grep(process.env.GREP);
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  PARTS[part]();
  const runner = mocha.run((failed) => {
    const { passes: passed = 0, pending = 0 } = runner.stats ?? {};
    const told: Told = { passed, failed, pending, clicks: clicksSoFar() };
    if (process.send) process.send(told, () => process.exit(0));
    else process.exit(failed > 0 ? 1 : 0);
  });
}

if (require.main === module) {
  // On exit servers are stopped; a signal alone would leave them.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));
  const [name] = process.argv.slice(2);
  if (isPart(name)) run(name);
  else throw new Error(`there is no part ${name}`);
}
