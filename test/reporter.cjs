// Mocha's spec reporter that also leaves the counts for the sum that `npm test` ends with.
const { mkdirSync, writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once('end', () => {
      mkdirSync('dist/test', { recursive: true });
      const { passes, failures } = runner.stats;
      writeFileSync('dist/test/unit.json', JSON.stringify({ passed: passes, failed: failures }));
    });
  }
};
