import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { defineTests } from './inHostTests';

/** Runs inside the extension host; called by VS Code. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 90_000, color: false });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  defineTests();
  await new Promise<void>((done, fail) => {
    const runner = mocha.run((failures) => {
      const { passes = 0 } = runner.stats ?? {};
      writeFileSync(join(__dirname, 'in-host.json'), JSON.stringify({ passed: passes, failed: failures }));
      if (failures > 0) fail(new Error(`${failures} in-host tests failed`));
      else done();
    });
  });
}
