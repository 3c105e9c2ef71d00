import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { mochaHooks } from '../../tempFolder';
import { defineCommandTests } from './commandTests';
import { defineEditorTests } from './editorTests';
import { defineToolTests } from './toolTests';
import { defineTradeLogImportTests } from './tradeLogImportTests';
import { defineTradeLogTests } from './tradeLogTests';
import { defineTreeTests } from './treeTests';

/** Runs inside the extension host; called by VS Code. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 90_000, color: false });
  mocha.rootHooks(mochaHooks);
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  // GREP chooses tests by title.
  if (process.env.GREP) mocha.grep(process.env.GREP);
  defineTreeTests();
  defineCommandTests();
  defineTradeLogTests();
  defineTradeLogImportTests();
  defineEditorTests();
  defineToolTests();
  await new Promise<void>((done, fail) => {
    const report: string[] = [];
    const runner = mocha.run((failed) => {
      const { passes: passed = 0, pending = 0 } = runner.stats ?? {};
      writeFileSync(join(__dirname, 'in-host.json'), JSON.stringify({ passed, failed, pending, report }));
      if (failed > 0) fail(new Error(`${failed} in-host tests failed`));
      else done();
    });
    // The console of an extension host does not reach the terminal in every VS Code.
    runner.on('pass', (test) => report.push(`✔ ${test.fullTitle()} (${test.duration}ms)`));
    runner.on('pending', (test) => report.push(`- ${test.fullTitle()}`));
    runner.on('fail', (test, error) => report.push(`✘ ${test.fullTitle()}\n${error.stack}`));
  });
}
