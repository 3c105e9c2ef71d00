// Builds dist/: a file each for the extension host, what it loads when it is asked for, the runner, the memory worker, the
// CLI and its MCP server, the JSON schema that VS Code completes definitions with and, with --tests, what runs inside VS Code
// for the tests.
const { build, context } = require('esbuild');
const { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');

const watch = process.argv.includes('--watch');
const tests = process.argv.includes('--tests');

/**
 * Leaves what is imported where it is needed, and the words that all of the editor's parts share, in files of their own.
 * @param dist where they are, seen from the importing file.
 */
const apart = (dist) => ({
  name: 'apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /./ }, ({ path, kind }) => {
      if (kind !== 'dynamic-import' && path !== '@vscode/l10n') return undefined;
      return { path: `${dist}/${basename(path)}.js`, external: true };
    }),
});
const options = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  // jsonc-parser's main is UMD, whose requires no bundler sees.
  mainFields: ['module', 'main'],
  minify: !watch,
  sourcemap: watch,
  metafile: true,
  logLevel: 'warning',
};
const entries = {
  extension: 'src/extension.ts',
  barsDownloads: 'src/ui/bars/barsDownloads.ts',
  tradeImports: 'src/ui/tradelogs/tradeImports.ts',
  runner: 'src/run/process/main.ts',
  worker: 'src/workspace/worker.ts',
  cli: 'src/cli.ts',
  mcp: 'src/agents/mcp/serveMcp.ts',
};
/** The pipeline: its WebAssembly back end for every platform, no native part, and nothing that processes images. */
const embedding = {
  ...options,
  entryPoints: { embedding: 'src/memory/embedding/modelEmbedder.ts' },
  outdir: 'dist',
  alias: { 'onnxruntime-node': 'onnxruntime-web', sharp: './src/memory/embedding/noImages.js' },
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
};
/** The report runs in a webview, or as a file in a browser. */
const report = {
  ...options,
  entryPoints: { report: 'src/webview/main.tsx' },
  outdir: 'dist',
  platform: 'browser',
  target: 'es2022',
  format: 'iife',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  mainFields: ['browser', 'module', 'main'],
};
/** What talks to the sources of bars. Of the exchanges' library only those that are offered, by their files. */
const bars = {
  ...options,
  entryPoints: {
    bars: 'src/market/download/main.ts',
    ...(tests && { 'test/bars': 'test/market/download/inProcess.ts' }),
  },
  outdir: 'dist',
  // What only other exchanges need to sign orders, and a transport in whose place ours is used.
  external: ['protobufjs/*', 'undici', 'utf-8-validate', 'bufferutil'],
};
const libraries = {
  ...options,
  entryPoints: {
    jiti: require.resolve('jiti'),
    l10n: require.resolve('@vscode/l10n'),
    'p-queue': require.resolve('p-queue'),
  },
  outdir: 'dist',
};
const testEntries = {
  'test/suite': 'test/host/suite.ts',
  'test/workbench': 'test/host/workbench.ts',
  'test/activation': 'test/bench/activation.ts',
  'test/largeHost': 'test/bench/largeHost.ts',
  'test/busyHost': 'test/bench/busyHost.ts',
  'test/saver': 'test/memory/store/saver.ts',
  'test/engineBench': 'test/bench/engineBench.ts',
};

/** The npm-hosted VS Code is started by its path, as a program. */
function makeExecutable(file) {
  writeFileSync(file, `#!/usr/bin/env node\n${readFileSync(file, 'utf8')}`, { mode: 0o755 });
}

/** What the bundles hold of other people's work, with its licences: they ask that these go with it. */
function writeNotices(metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = inputs.map((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  const notices = [...new Set(folders)]
    .filter((folder) => folder !== undefined)
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((one) => /^(licen[cs]e|copying)/i.test(one));
      const text = file ? readFileSync(join(folder, file), 'utf8').trim() : `Licence: ${license}`;
      return { name: `${name} ${version}`, text };
    });
  notices.sort((a, b) => (a.name < b.name ? -1 : 1));
  const line = '-'.repeat(80);
  const parts = notices.map(({ name, text }) => `${line}\n${name}\n${line}\n${text}\n`);
  writeFileSync(join('dist', 'THIRD-PARTY-NOTICES.txt'), parts.join('\n'));
}

async function writeSchema() {
  const source = "export { completionSchema } from './src/backtest/definition/completionSchema';";
  const { outputFiles } = await build({
    ...options,
    plugins: [apart('.')],
    stdin: { contents: source, resolveDir: __dirname, loader: 'ts' },
    write: false,
    sourcemap: false,
  });
  const module = { exports: {} };
  new Function('module', 'exports', 'require', outputFiles[0].text)(module, module.exports, require);
  writeFileSync(
    join('dist', 'backtest.schema.json'),
    JSON.stringify(module.exports.completionSchema(), null, 2),
  );
}

async function main() {
  rmSync('dist', { recursive: true, force: true });
  const all = {
    ...options,
    entryPoints: entries,
    outdir: 'dist',
    plugins: [apart('.')],
    // What is imported where it is needed is CommonJS too.
    supported: { 'dynamic-import': false },
  };
  const inHost = {
    ...all,
    entryPoints: testEntries,
    plugins: [apart('..')],
    external: [...options.external, 'mocha', 'playwright-core'],
  };
  if (watch) {
    await build(libraries);
    for (const one of [all, report]) await (await context(one)).watch();
  } else {
    const builds = await Promise.all(
      [all, embedding, report, bars, libraries, ...(tests ? [inHost] : [])].map((one) => build(one)),
    );
    writeNotices(builds.map(({ metafile }) => metafile));
    copyFileSync('node_modules/onnxruntime-web/dist/ort-wasm-simd.wasm', join('dist', 'ort-wasm-simd.wasm'));
    if (tests) makeExecutable(join('dist', 'test', 'workbench.js'));
  }
  await writeSchema();
}

main().catch(() => process.exit(1));
