// Mocha's spec reporter that also leaves the counts for the sum that `npm test` ends with. Tests that were skipped fail the run,
// since nobody reads their names in the middle of a thousand others: ALLOW_SKIPS=1 lets them pass.
const { mkdirSync, writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      mkdirSync('dist/test', { recursive: true });
      const { passes: passed, failures: failed, pending } = runner.stats;
      writeFileSync('dist/test/unit.json', JSON.stringify({ passed, failed, pending }));
    });
  }

  /** Has the last word on how many failures mocha ends with. */
  done(failures, end) {
    const { pending } = this.stats;
    const refused = pending > 0 && process.env.ALLOW_SKIPS !== '1';
    if (refused) console.log(`  ${pending} skipped, which fails the run unless ALLOW_SKIPS=1\n`);
    end(failures + (refused ? pending : 0));
  }
};
