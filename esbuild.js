// Builds dist/: one file for the extension host, one for each part that loads on demand, and one each for the runner, the
// workspace worker, the command line and the MCP server; also the JSON schema by which VS Code completes definitions.
// --tests adds what runs inside VS Code for tests, --bench what runs there for measurements, --watch rebuilds on changes, and
// --maps (implied by --watch) writes source maps.
const { build, context } = require('esbuild');
const { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { basename, join } = require('node:path');

const watch = process.argv.includes('--watch');
const maps = watch || process.argv.includes('--maps');
const bench = process.argv.includes('--bench');
const tests = bench || process.argv.includes('--tests');

/**
 * Keeps dynamic imports, and the translations that all parts of the editor share, in files of their own.
 * @param dist the folder of those files, seen from the importing file.
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
  minify: !maps,
  sourcemap: maps,
  metafile: true,
  logLevel: 'warning',
};
const entries = {
  extension: 'src/extension.ts',
  barsDownloads: 'src/ui/bars/barsDownloads.ts',
  tradeImports: 'src/ui/tradelogs/tradeImports.ts',
  editorModels: 'src/ui/models/editorModels.ts',
  copyDiagnostics: 'src/ui/diagnostics/copyDiagnostics.ts',
  writeMcpJson: 'src/ui/agents/writeMcpJson.ts',
  runner: 'src/run/process/main.ts',
  worker: 'src/workspace/worker.ts',
  cli: 'src/cli.ts',
  mcp: 'src/agents/mcp/serveMcp.ts',
};
/** The embedding pipeline with its WebAssembly back end for every platform: no native part, no image processing. */
const embedding = {
  ...options,
  entryPoints: { embedding: 'src/memory/embedding/modelEmbedder.ts' },
  outdir: 'dist',
  alias: { 'onnxruntime-node': 'onnxruntime-web', sharp: './src/memory/embedding/noImages.js' },
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
};
/** The report's page, for a webview or for a browser that opens an exported file. */
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
/** The process that asks bar sources. Imports the offered exchanges by file, not the whole exchange library. */
const bars = {
  ...options,
  entryPoints: {
    bars: 'src/market/download/main.ts',
    ...(tests && { 'test/bars': 'test/market/download/inProcess.ts' }),
  },
  outdir: 'dist',
  // Needed only by other exchanges to sign orders, or by a transport that ours replaces.
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
  'test/suite': 'test/host/inside/suite.ts',
  'test/workbench': 'test/host/workbench/workbench.ts',
  'test/saver': 'test/memory/store/saver.ts',
};
const benchEntries = {
  'test/activation': 'test/bench/activation.ts',
  'test/largeHost': 'test/bench/largeHost.ts',
  'test/busyHost': 'test/bench/busyHost.ts',
  'test/engineBench': 'test/bench/engineBench.ts',
  'test/grademarkBench': 'test/bench/grademarkBench.ts',
};
/** All parts that load on demand are CommonJS too. */
const all = {
  ...options,
  entryPoints: entries,
  outdir: 'dist',
  plugins: [apart('.')],
  supported: { 'dynamic-import': false },
};
const inHost = {
  ...all,
  entryPoints: { ...testEntries, ...(bench && benchEntries) },
  plugins: [apart('..')],
  external: [...options.external, 'mocha', 'playwright-core'],
};
/** Runs the bundle that makes the JSON schema, and writes that schema. */
const schemaWriter = {
  name: 'schemaWriter',
  setup: ({ onEnd }) =>
    onEnd(({ outputFiles }) => {
      if (!outputFiles?.length) return;
      const module = { exports: {} };
      new Function('module', 'exports', 'require', outputFiles[0].text)(module, module.exports, require);
      const schema = JSON.stringify(module.exports.completionSchema(), null, 2);
      writeFileSync(join('dist', 'backtest.schema.json'), schema);
    }),
};
const schema = {
  ...options,
  plugins: [apart('.'), schemaWriter],
  stdin: {
    contents: "export { completionSchema } from './src/backtest/definition/completionSchema';",
    resolveDir: __dirname,
    loader: 'ts',
  },
  write: false,
  sourcemap: false,
};
const builds = [all, embedding, report, bars, libraries, schema, ...(tests ? [inHost] : [])];

/** Lets the npm-hosted VS Code be started by its path, as a program. */
function makeExecutable(file) {
  writeFileSync(file, `#!/usr/bin/env node\n${readFileSync(file, 'utf8')}`, { mode: 0o755 });
}

/** Writes the licences of all packages in the bundles: these licences ask to go with the code. */
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

/**
 * Prints when building begins and ends, and what is wrong, in lines that the problem matcher of .vscode/tasks.json knows.
 * @returns a plugin for each of the builds, all of which begin at once.
 */
function watchTellers(count) {
  let running = count;
  const metafiles = [];
  console.log('[watch] build started');
  return Array.from({ length: count }, (_, index) => {
    let isFirst = true;
    return {
      name: 'watchTeller',
      setup({ onStart, onEnd }) {
        onStart(() => {
          if (!isFirst && running === 0) console.log('[watch] build started');
          if (!isFirst) running += 1;
          isFirst = false;
        });
        onEnd(({ errors, metafile }) => {
          if (metafile) metafiles[index] = metafile;
          for (const { text, location } of errors) {
            const { file, line, column } = location ?? { file: 'esbuild.js', line: 1, column: 0 };
            console.log(`${file}:${line}:${column + 1}: error: ${text}`);
          }
          running -= 1;
          if (running > 0) return;
          writeNotices(metafiles);
          console.log('[watch] build finished');
        });
      },
    };
  });
}

async function watchAll() {
  const tellers = watchTellers(builds.length);
  const contexts = builds.map((one, index) =>
    context({ ...one, plugins: [...(one.plugins ?? []), tellers[index]], logLevel: 'silent' }),
  );
  for (const one of await Promise.all(contexts)) await one.watch();
}

async function main() {
  rmSync('dist', { recursive: true, force: true });
  mkdirSync('dist');
  copyFileSync('node_modules/onnxruntime-web/dist/ort-wasm-simd.wasm', join('dist', 'ort-wasm-simd.wasm'));
  if (watch) return watchAll();
  const results = await Promise.all(builds.map((one) => build(one)));
  writeNotices(results.map(({ metafile }) => metafile));
  if (tests) makeExecutable(join('dist', 'test', 'workbench.js'));
}

main().catch(() => process.exit(1));
