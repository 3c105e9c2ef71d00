import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import { FRONT_DOORS } from './frontDoors';

/** Lowest first: a room may import itself and those before it; rooms of one row do not import each other. */
const ORDER = [
  ['common'],
  ['market'],
  ['memory'],
  ['tradelog'],
  ['decision'],
  ['backtest'],
  ['run'],
  ['cards', 'report', 'agents'],
  ['workspace'],
  ['terminal', 'ui'],
] as const;
const SOURCE = 'src';
/** Browser code: of other rooms it sees the shapes of what it is told only, and they must not read files either. */
const BROWSER = 'webview';
/** The files whose code the browser loads too: numbers and words, the same in the page as elsewhere. They import no more than this. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  'common/format': [],
  'common/words': ['./format', '@vscode/l10n'],
};
/** The files that such shapes come from: the protocols, and what they are put together from. */
const SHAPES = /^(report\/reportProtocol|run\/process\/protocol|common\/problem|memory\/tradeRecord)$/;
/** Matches an import or export of types alone. */
const TYPES_ONLY = /(?:import|export)\s+type\s[^;]*?from\s+['"]([^'"]+)['"]/g;
/** Whose version a run's log names: no room. */
const MANIFEST = '../../package.json';
const IMPORT = /(?:from\s+|import\s*\(\s*|import\s+|require\(\s*)['"]([^'"]+)['"]/g;

const rankOf = (room: string) => ORDER.findIndex((row) => (row as readonly string[]).includes(room));

/** What is wrong with the imports of one file, given its path below src. */
function faults(file: string, text: string): string[] {
  const [room] = file.split('/');
  if (room === BROWSER) return browserFaults(file, text);
  const isEdge = file === 'extension.ts' || room === 'ui';
  return [...text.matchAll(IMPORT)].flatMap(([, target]) => {
    if (target === 'vscode') return isEdge ? [] : [`${file} imports vscode`];
    if (!target.startsWith('.') || !file.includes('/') || target === MANIFEST) return [];
    const [to] = below(file, target).split('/');
    const isBefore = rankOf(to) >= 0 && rankOf(to) < rankOf(room);
    return to === room || isBefore ? [] : [`${file} imports ${target}`];
  });
}

/** The browser has no vscode, no Node, and no room but by type, numbers and words excepted. */
function browserFaults(file: string, text: string): string[] {
  const types = [...text.matchAll(TYPES_ONLY)].map(([, target]) => target);
  const loaded = [...text.replaceAll(TYPES_ONLY, '').matchAll(IMPORT)].map(([, target]) => target);
  const leaves = (target: string) => target.startsWith('.') && !below(file, target).startsWith(BROWSER);
  return [
    ...loaded.filter(
      (target) =>
        (leaves(target) && !(below(file, target) in SHARED)) ||
        target === 'vscode' ||
        target.startsWith('node:'),
    ),
    ...types.filter((target) => target === 'vscode' || (leaves(target) && !SHAPES.test(below(file, target)))),
  ].map((target) => `${file} imports ${target}`);
}

/** The path below src, without an ending, of what a file imports. */
const below = (file: string, target: string) =>
  normalize(join(dirname(file), target))
    .split(sep)
    .join('/');

/** The paths below src of all that is compiled. */
function sources(): string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => name.split(sep).join('/'));
}

/** Which files import which, by path below src without an ending; types count. */
function importsOf(files: readonly string[], read: (file: string) => string): Map<string, string[]> {
  const plain = (file: string) => file.replace(/(\.d)?\.tsx?$/, '');
  return new Map(
    files.map((file) => {
      const targets = [...read(file).matchAll(IMPORT)].map(([, target]) => target);
      return [
        plain(file),
        targets.filter((target) => target.startsWith('.')).map((target) => below(file, target)),
      ];
    }),
  );
}

/** What of other rooms is imported, as room and path within the room. What is wired together at the top counts for nothing. */
function entered(imports: ReadonlyMap<string, readonly string[]>): Set<string> {
  const roomOf = (file: string) => file.slice(0, file.indexOf('/'));
  return new Set(
    [...imports]
      .filter(([file]) => file.includes('/'))
      .flatMap(([file, targets]) => targets.filter((target) => roomOf(target) !== roomOf(file)))
      .filter((target) => target.includes('/') && !target.startsWith('..') && !/^common\//.test(target)),
  );
}

/** A circle of imports, as a path that ends where it began; null without one. */
function circleIn(imports: ReadonlyMap<string, readonly string[]>): string[] | null {
  const left = new Set<string>();
  const walk = (file: string, path: readonly string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (left.has(file)) return null;
    for (const target of imports.get(file) ?? []) {
      const found = walk(target, [...path, file]);
      if (found) return found;
    }
    left.add(file);
    return null;
  };
  for (const file of imports.keys()) {
    const found = walk(file, []);
    if (found) return found;
  }
  return null;
}

describe('arrows between rooms', () => {
  const read = (file: string) => readFileSync(join(SOURCE, file), 'utf8');

  it('point only to rooms that come before, and only the edge imports vscode', () => {
    const files = sources();
    assert.ok(files.length > 50);
    assert.deepEqual(
      files.flatMap((file) => faults(file, read(file))),
      [],
    );
  });

  it('make no circle between files, of types neither', () => {
    assert.deepEqual(circleIn(importsOf(sources(), read)), null);
  });

  it('enter other rooms by their front doors, and no door is there that nobody uses', () => {
    const doors = Object.entries(FRONT_DOORS).flatMap(([room, files]) =>
      files.map((file) => `${room}/${file}`),
    );
    assert.deepEqual([...entered(importsOf(sources(), read))].sort(), doors.sort());
  });

  it('are found when they enter elsewhere', () => {
    const files: Record<string, string> = {
      'cli.ts': "import { a } from './run/a';",
      'run/a.ts': "import { b } from '../memory/store/b';\nimport { c } from './c';\nimport '../common/d';",
    };
    assert.deepEqual([...entered(importsOf(Object.keys(files), (file) => files[file]))], ['memory/store/b']);
  });

  it('are found when they make a circle', () => {
    const files: Record<string, string> = {
      'a/one.ts': "import type { Two } from './two';",
      'a/two.tsx': "export { three } from '../b/three';",
      'b/three.ts': "const one = await import('../a/one');",
    };
    const found = circleIn(importsOf(Object.keys(files), (file) => files[file]));
    assert.deepEqual(found, ['a/one', 'a/two', 'b/three', 'a/one']);
    files['b/three.ts'] = "import { x } from 'x';";
    assert.equal(circleIn(importsOf(Object.keys(files), (file) => files[file])), null);
  });

  it('are found when they are wrong', () => {
    assert.equal(faults('market/a.ts', "import { x } from '../memory/b';").length, 1);
    assert.equal(faults('memory/a.ts', "export type { x } from '../ui/b';").length, 1);
    assert.equal(faults('memory/store/a.ts', "import { x } from '../../tradelog/b';").length, 1);
    assert.equal(faults('memory/store/a.ts', "import { x } from '../b';").length, 0);
    assert.equal(faults('cards/a.ts', "import { x } from '../report/b';").length, 1);
    assert.equal(faults('cards/a.ts', "import { x } from '../run/b';").length, 0);
    assert.equal(faults('run/a.ts', "import type { Uri } from 'vscode';").length, 1);
    assert.equal(faults('run/a.ts', "const v = await import('vscode');").length, 1);
    assert.equal(faults('run/a.ts', "import { x } from '../elsewhere/b';").length, 1);
    assert.equal(
      faults('ui/a/b.ts', "import * as vscode from 'vscode';\nimport '../../memory/b';").length,
      0,
    );
  });

  it('keep the browser apart: it sees protocols, by type', () => {
    assert.equal(faults('webview/a.tsx', "import type { X } from '../report/reportProtocol';").length, 0);
    assert.equal(faults('webview/charts/a.tsx', "import type { X } from '../../common/problem';").length, 0);
    assert.equal(
      faults('webview/charts/a.tsx', "import { render } from 'preact';\nimport { b } from '../b';").length,
      0,
    );
    assert.equal(faults('webview/a.tsx', "import { isProblem } from '../common/problem';").length, 1);
    assert.equal(faults('webview/a.tsx', "import { type X } from '../report/reportProtocol';").length, 1);
    assert.equal(faults('webview/a.tsx', "import type { X } from '../report/reportData';").length, 1);
    assert.equal(faults('webview/a.tsx', "import type { Uri } from 'vscode';").length, 1);
    assert.equal(faults('webview/a.tsx', "import { join } from 'node:path';").length, 1);
    assert.equal(faults('webview/a.tsx', "const x = await import('../memory/outcome');").length, 1);
    assert.equal(faults('ui/a.ts', "import { Report } from '../webview/report';").length, 1);
  });

  it('lead from what the browser loads too to nothing that a browser lacks', () => {
    for (const [file, allowed] of Object.entries(SHARED)) {
      const targets = [...read(`${file}.ts`).matchAll(IMPORT)].map(([, target]) => target);
      assert.deepEqual([...new Set(targets)].sort(), allowed, file);
    }
    assert.equal(faults('webview/a.tsx', "import { dayText } from '../common/format';").length, 0);
    assert.equal(faults('webview/a.tsx', "import { hashOf } from '../common/hashOf';").length, 1);
  });

  it('leave extension.ts with wiring only', () => {
    assert.ok(read('extension.ts').split('\n').length < 120);
  });
});
