// The tests that drive VS Code from outside, in two lanes that run side by side: each waits for VS Code most of the time.
// Run as a program it runs the one that is named and tells its parent the counts.
import Mocha from 'mocha';
import { defineAgentTests } from './driven/agentTests';
import { defineBarsTests } from './driven/barsTests';
import { defineFirstStepTests } from './driven/firstStepTests';
import { defineFolderTests } from './driven/folderTests';
import { defineModelTests } from './driven/modelTests';
import { defineOfferTests } from './driven/offerTests';
import { definePackageTests } from './driven/packageTests';
import { defineReportTests } from './driven/reportTests';
import { defineRunTests } from './driven/runTests';
import { defineTradeLogTests } from './driven/tradeLogTests';
import { defineReportPageTests } from './report/reportPageTests';

/** Of about the same length; the in-host tests go before the second. */
export const LANES = {
  first: [defineRunTests, defineReportTests, defineBarsTests, defineAgentTests, defineOfferTests],
  second: [
    defineFirstStepTests,
    defineTradeLogTests,
    defineFolderTests,
    defineModelTests,
    definePackageTests,
    defineReportPageTests,
  ],
} as const;

export type Lane = keyof typeof LANES;

export interface Counts {
  readonly passed: number;
  readonly failed: number;
}

function run(lane: Lane): void {
  const mocha = new Mocha({ ui: 'bdd', color: false });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const define of LANES[lane]) define();
  const runner = mocha.run((failed) => {
    const counts: Counts = { passed: runner.stats?.passes ?? 0, failed };
    process.send?.(counts, () => process.exit(0));
  });
}

const isLane = (name: string): name is Lane => Object.hasOwn(LANES, name);

if (require.main === module) {
  const [name] = process.argv.slice(2);
  if (isLane(name)) run(name);
  else throw new Error(`there is no lane ${name}`);
}
