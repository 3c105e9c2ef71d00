// Builds dist/: one file each for the extension host, the runner, the memory worker and the CLI,
// the JSON schema of definitions, and (with --tests) the code that runs inside VS Code.
const { build, context } = require('esbuild');

const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');

const node = { bundle: true, platform: 'node', target: 'node20', format: 'cjs', minify: !watch, sourcemap: watch, logLevel: 'warning' };
