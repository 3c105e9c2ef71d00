import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';

/** Lowest first: a room may import itself and those before it. */
const ROOMS = ['market', 'memory', 'decision', 'backtest', 'evidence', 'runner', 'ui'];
const SOURCE = 'src';
/** Whose version a run's log names: no room. */
const MANIFEST = '../../package.json';
const IMPORT = /(?:from\s+|import\s*\(\s*|import\s+|require\(\s*)['"]([^'"]+)['"]/g;

/** What is wrong with the imports of one file, given its path below src. */
function faults(file: string, text: string): string[] {
  const [room] = file.split('/');
  const isEdge = file === 'extension.ts' || room === 'ui';
  return [...text.matchAll(IMPORT)].flatMap(([, target]) => {
    if (target === 'vscode') return isEdge ? [] : [`${file} imports vscode`];
    if (!target.startsWith('.') || !file.includes('/') || target === MANIFEST) return [];
    const [to] = normalize(join(dirname(file), target)).split(sep);
    return ROOMS.indexOf(to) >= 0 && ROOMS.indexOf(to) <= ROOMS.indexOf(room)
      ? []
      : [`${file} imports ${target}`];
  });
}

function sources(): string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => name.split(sep).join('/'));
}

describe('arrows between rooms', () => {
  it('point only to rooms that come before, and only the edge imports vscode', () => {
    const files = sources();
    assert.ok(files.length > 50);
    assert.deepEqual(
      files.flatMap((file) => faults(file, readFileSync(join(SOURCE, file), 'utf8'))),
      [],
    );
  });

  it('are found when they are wrong', () => {
    assert.equal(faults('market/a.ts', "import { x } from '../memory/b';").length, 1);
    assert.equal(faults('memory/a.ts', "export type { x } from '../ui/b';").length, 1);
    assert.equal(faults('runner/a.ts', "import type { Uri } from 'vscode';").length, 1);
    assert.equal(faults('runner/a.ts', "const v = await import('vscode');").length, 1);
    assert.equal(faults('ui/a.ts', "import * as vscode from 'vscode';\nimport '../memory/b';").length, 0);
  });

  it('leave extension.ts with wiring only', () => {
    assert.ok(readFileSync('src/extension.ts', 'utf8').split('\n').length < 120);
  });
});
