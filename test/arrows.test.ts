import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';

/** Lowest first: a room may import itself and those before it. */
const ROOMS = ['market', 'memory', 'decision', 'backtest', 'evidence', 'runner', 'ui'];
const SOURCE = 'src';
/** Browser code: of other rooms it sees the shapes of what it is told only, and they must not read files either. */
const BROWSER = 'webview';
/** Matches an import or export of types alone. */
const TYPES_ONLY = /(?:import|export)\s+type\s[^;]*?from\s+['"]([^'"]+)['"]/g;
/** Whose version a run's log names: no room. */
const MANIFEST = '../../package.json';
const IMPORT = /(?:from\s+|import\s*\(\s*|import\s+|require\(\s*)['"]([^'"]+)['"]/g;

/** What is wrong with the imports of one file, given its path below src. */
function faults(file: string, text: string): string[] {
  const [room] = file.split('/');
  if (room === BROWSER) return browserFaults(file, text);
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

/** The browser has no vscode, no Node, and no room but by type. */
function browserFaults(file: string, text: string): string[] {
  const types = [...text.matchAll(TYPES_ONLY)].map(([, target]) => target);
  const loaded = [...text.replaceAll(TYPES_ONLY, '').matchAll(IMPORT)].map(([, target]) => target);
  const leaves = (target: string) => target.startsWith('../');
  return [
    ...loaded.filter((target) => leaves(target) || target === 'vscode' || target.startsWith('node:')),
    ...types.filter((target) => target === 'vscode' || (leaves(target) && !isShape(file, target))),
  ].map((target) => `${file} imports ${target}`);
}

/** Whether a type comes from a file of the protocols, or of what they are put together from. */
function isShape(file: string, target: string): boolean {
  const path = normalize(join(dirname(file), target))
    .split(sep)
    .join('/');
  return /^(runner\/(reportProtocol|protocol)|memory\/tradeRecord)$/.test(path);
}

function sources(): string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
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

  it('keep the browser apart: it sees protocols, by type', () => {
    assert.equal(faults('webview/a.tsx', "import type { X } from '../runner/reportProtocol';").length, 0);
    assert.equal(
      faults('webview/a.tsx', "import { render } from 'preact';\nimport { b } from './b';").length,
      0,
    );
    assert.equal(faults('webview/a.tsx', "import { isProblem } from '../runner/protocol';").length, 1);
    assert.equal(faults('webview/a.tsx', "import { type X } from '../runner/reportProtocol';").length, 1);
    assert.equal(faults('webview/a.tsx', "import type { X } from '../runner/reportData';").length, 1);
    assert.equal(faults('webview/a.tsx', "import type { Uri } from 'vscode';").length, 1);
    assert.equal(faults('webview/a.tsx', "import { join } from 'node:path';").length, 1);
    assert.equal(faults('webview/a.tsx', "const x = await import('../memory/outcome');").length, 1);
    assert.equal(faults('ui/a.ts', "import { Report } from '../webview/report';").length, 1);
  });

  it('leave extension.ts with wiring only', () => {
    assert.ok(readFileSync('src/extension.ts', 'utf8').split('\n').length < 120);
  });
});
