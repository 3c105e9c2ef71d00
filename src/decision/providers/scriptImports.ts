import { readFile, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isOwn } from './userCode';

/** Matches the path of a file in `import … from './x'`, `export … from './x'`, `import './x'`, `import('./x')` and `require('./x')`. */
const RELATIVE = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["'`](\.{1,2}\/[^"'`\n]+)["'`]/g;
const ENDINGS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json'];

/**
 * Finds the workspace's files that files import by their paths, directly or by way of others, among them what is imported only
 * when a function is called. A path that is computed is not found.
 * @param files absolute. @returns the files themselves too.
 */
export async function withImports(files: readonly string[], workspace: string): Promise<string[]> {
  const found = new Set(files);
  // A set that grows while it is walked through is walked to its end.
  for (const file of found) {
    const text = await readFile(file, 'utf8');
    for (const [, path] of text.matchAll(RELATIVE)) {
      const imported = await fileAt(resolve(dirname(file), path));
      if (imported !== null && isOwn(workspace, imported)) found.add(imported);
    }
  }
  return [...found];
}

/** The file that an import of a path means: TypeScript may be named as the JavaScript that is made of it. */
async function fileAt(path: string): Promise<string | null> {
  const tries = [
    path,
    path.replace(/\.([cm]?)js$/, '.$1ts'),
    ...ENDINGS.map((ending) => path + ending),
    ...ENDINGS.map((ending) => `${path}/index${ending}`),
  ];
  for (const file of tries) if ((await stat(file).catch(() => null))?.isFile()) return file;
  return null;
}
