import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, sep } from 'node:path';

const SOURCE = 'src';
const LONGEST_FILE = 350;
const FULLEST_FOLDER = 14;
const FULLEST_UI_FOLDER = 12;
/** Folders whose many files are one kind of thing: sections of a page, parts of the engine. */
const LARGE_FOLDERS: readonly string[] = ['webview/sections', 'backtest/engine'];
/** Matches what a file imports, by `import`, `export … from` or `require`, types included. */
const IMPORT = /(?:from\s+|import\s*\(\s*|import\s+|require(?:\.resolve)?\(\s*)['"]([^'"]+)['"]/g;

/** The paths of all files below a folder, relative to that folder, with `/` between their parts. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    );
}

/** Files longer than allowed, each with its number of lines. */
function longFiles(files: readonly string[], read: (file: string) => string): string[] {
  return files.flatMap((file) => {
    const lines = read(file).trimEnd().split('\n').length;
    return lines > LONGEST_FILE ? [`${file} has ${lines} lines`] : [];
  });
}

/** Folders with more loose files than allowed, each with its number of files. */
function fullFolders(files: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const folder of files.map(dirname)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  return [...counts].flatMap(([folder, count]) => {
    const limit = folder.startsWith('ui') ? FULLEST_UI_FOLDER : FULLEST_FOLDER;
    return count > limit && !LARGE_FOLDERS.includes(folder) ? [`${folder} has ${count} files`] : [];
  });
}

/** The npm packages that a text imports. */
function packagesIn(text: string): string[] {
  const targets = [...text.matchAll(IMPORT)].map(([, target]) => target);
  return targets
    .filter((target) => !/^[./]/.test(target) && !isBuiltin(target) && target !== 'vscode')
    .map((target) => /^(?:@[^/]+\/)?[^/]+/.exec(target)?.[0] ?? target);
}

/** The paths that a page names in backticks, files and folders (`…/`) of the project; `data/` is the user's. */
function pathsIn(page: string): string[] {
  const quoted = [...page.matchAll(/`([\w.-]*\/[\w./-]*|[\w.-]+\.(?:tsx?|json|md))`/g)].map(
    ([, path]) => path,
  );
  return quoted.filter((path) => !path.startsWith('data/'));
}

/** Packages that are not pinned to one version. */
const unpinned = (packages: Record<string, string>) =>
  Object.entries(packages).flatMap(([name, version]) =>
    /^\d+\.\d+\.\d+$/.test(version) ? [] : [`${name} ${version}`],
  );

describe('the house', () => {
  const read = (file: string) => readFileSync(join(SOURCE, file), 'utf8');
  const compiled = filesBelow(SOURCE).filter((file) => /\.(tsx?|js)$/.test(file));

  it(`has no file of more than ${LONGEST_FILE} lines`, () => {
    assert.ok(compiled.length > 50);
    assert.deepEqual(longFiles(compiled, read), []);
    const planted = longFiles(['a.ts', 'b.ts'], (file) => 'x;\n'.repeat(file === 'a.ts' ? 350 : 351));
    assert.deepEqual(planted, ['b.ts has 351 lines']);
  });

  it('has no folder with too many loose files', () => {
    assert.deepEqual(fullFolders(filesBelow(SOURCE)), []);
    const planted = (folder: string, count: number) =>
      fullFolders(Array.from({ length: count }, (_, index) => `${folder}/${index}.ts`));
    assert.deepEqual(planted('run', 14), []);
    assert.deepEqual(planted('run', 15), ['run has 15 files']);
    assert.deepEqual(planted('ui/bars', 13), ['ui/bars has 13 files']);
    assert.deepEqual(planted('webview/sections', 20), []);
  });

  it('ships what stands in dependencies, and pins each package', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    const shipped = new Set([...compiled.map(read), readFileSync('esbuild.js', 'utf8')].flatMap(packagesIn));
    shipped.delete('esbuild');
    // esbuild.js puts this package in the place of a native one that transformers imports.
    shipped.add('onnxruntime-web');
    assert.deepEqual([...shipped].sort(), Object.keys(dependencies).sort());
    const bench = JSON.parse(readFileSync('test/bench/package.json', 'utf8'));
    for (const packages of [dependencies, devDependencies, bench.devDependencies])
      assert.deepEqual(unpinned(packages), []);
    assert.deepEqual(unpinned({ a: '^1.2.3', b: '1.2.3' }), ['a ^1.2.3']);
  });

  it('has pages that name only what exists', () => {
    const lost = (page: string, folder: string) =>
      pathsIn(page).filter((path) => !existsSync(join(folder, path)));
    for (const [page, folder] of [
      ['src/README.md', 'src'],
      ['.github/CONTRIBUTING.md', '.'],
    ]) {
      const text = readFileSync(page, 'utf8');
      assert.ok(pathsIn(text).length > 20, page);
      assert.deepEqual(lost(text, folder), [], page);
    }
    assert.deepEqual(lost('`ui/` `ui/no.ts` `cli.ts` `data/x.csv` `npm ci`', 'src'), ['ui/no.ts']);
  });
});
