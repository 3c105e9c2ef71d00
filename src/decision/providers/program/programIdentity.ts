import { access, constants, readdir, realpath, stat } from 'node:fs/promises';
import { delimiter, dirname, join, relative, resolve, sep } from 'node:path';
import { OWN_FOLDERS } from '../../../common/files/workspacePaths';
import { InputError } from '../../../common/inputError';
import { pinnedText } from '../pinnedFiles';

/** Endings of source files. Data and settings are none: programs write those themselves. */
const SOURCE =
  /\.(py|pyx|js|mjs|cjs|jsx|ts|mts|cts|tsx|rb|pl|pm|php|lua|r|jl|sh|bash|zsh|ps1|bat|cmd|go|rs|c|h|cc|cpp|hpp|cs|fs|java|kt|scala|swift|sql)$/i;
/** Types decide nothing, and *Write Script Typings* writes them anew. */
const TYPES = /\.d\.[cm]?ts$/i;
/** Folders of other people's code, or of what was built from sources. */
const FOREIGN = /^(\..*|node_modules|__pycache__|site-packages)$/;
/** So many source files a program is pinned by at most. */
const MOST_FILES = 5_000;

/**
 * Identifies what decides: the command, with the hash of each file that the command names and of all source files in the
 * folders of those files.
 * @throws InputError where there is no such program, or where its folder has too many sources to pin.
 */
export async function identityOfCommand(argv: readonly string[], workspace: string): Promise<string> {
  const named = await namedFiles(argv, workspace);
  if (!(await isProgram(argv[0], workspace))) {
    throw new InputError(
      { file: named.find((file) => file !== resolve(workspace, argv[0])) ?? resolve(workspace, argv[0]) },
      `the program "${argv[0]}" that is to run it is not on this machine’s PATH`,
      `Install it, or name another program in the definition’s "use"`,
    );
  }
  const folders = new Set(named.filter((file) => SOURCE.test(file)).map(dirname));
  // Python looks for what a module imports in the current folder.
  if (argv.includes('-m')) folders.add(workspace);
  const sources = await Promise.all([...folders].map((folder) => sourcesIn(folder, workspace)));
  const files = [...new Set([...named, ...sources.flat()])];
  return [argv.join(' '), await pinnedText(files, workspace)].filter((part) => part !== '').join('\n');
}

/** The files that the words of a command name, absolute; a module's file for Python's "-m package.module". */
async function namedFiles(argv: readonly string[], workspace: string): Promise<string[]> {
  const found: string[] = [];
  for (const [index, part] of argv.entries()) {
    const path = resolve(workspace, part);
    const module = resolve(workspace, part.replaceAll('.', '/'));
    const tries =
      argv[index - 1] === '-m'
        ? [`${module}.py`, join(module, '__main__.py')]
        : [path, ...(index > 0 ? ['.js', '.ts', '/index.js', '/__main__.py'].map((end) => path + end) : [])];
    for (const file of tries) if (!found.includes(file) && (await isFile(file))) found.push(file);
  }
  return found;
}

const isFile = async (file: string) => (await stat(file).catch(() => null))?.isFile() ?? false;

/** All source files below a folder, absolute, those of other people and of the workspace's own folders apart. */
async function sourcesIn(folder: string, workspace: string): Promise<string[]> {
  const found: string[] = [];
  const visited = new Set<string>();
  const waiting = [folder];
  for (let below = waiting.pop(); below !== undefined; below = waiting.pop()) {
    const real = await realpath(below);
    const names = visited.has(real) ? [] : await readdir(below);
    visited.add(real);
    if (names.includes('pyvenv.cfg')) continue;
    const sources = names.filter((name) => SOURCE.test(name) && !TYPES.test(name));
    for (const name of sources) found.push(join(below, name));
    if (found.length > MOST_FILES) throw tooManySources(folder);
    for (const name of names) {
      const path = join(below, name);
      const foreign = FOREIGN.test(name) || isOwnFolder(path, workspace);
      if (!foreign && (await stat(path).catch(() => null))?.isDirectory()) waiting.push(path);
    }
  }
  return found.sort();
}

const tooManySources = (folder: string) =>
  new InputError(
    { file: folder },
    `it has more than ${MOST_FILES} source files, by all of which its program would be pinned`,
    'Move the program into a folder of its own',
  );

const isOwnFolder = (path: string, workspace: string) => OWN_FOLDERS.includes(relative(workspace, path));

/** Whether a program can be found by its path, or by its name as a shell does. */
async function isProgram(name: string, workspace: string): Promise<boolean> {
  const isPath = name.includes('/') || name.includes(sep);
  const folders = isPath ? [workspace] : (process.env.PATH ?? '').split(delimiter);
  const endings = process.platform === 'win32' ? ['', '.exe', '.com'] : [''];
  const places = folders.flatMap((folder) => endings.map((ending) => resolve(folder, name + ending)));
  const found = await Promise.all(
    places.map((place) =>
      access(place, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}
