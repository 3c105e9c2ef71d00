// When an outcome was known is decided in one file; whoever compared an exit with a time elsewhere would write the rule anew.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { countKnownAt, knownAt, placesKnownAt } from '../../src/memory/admissible';

const SOURCE = 'src';
const THE_ONE = join('memory', 'admissible.ts');
/** What stands before and after an operator, as far as it belongs to the comparison. */
const BEFORE = /(?:(?!=>|[&|,;{}?:=]).)*$/;
const AFTER = /^(?:(?![&|,;{}?:]).)*/;

/** The comparisons of exits with anything, under whatever name a file gives them, as "line: text". */
function comparisons(text: string, name = 'some.tsx'): string[] {
  // Without types and elements "<" means only one thing, and esbuild puts blanks around each operator.
  const { code } = transformSync(text, {
    loader: name.endsWith('x') ? 'tsx' : 'ts',
    jsx: 'automatic',
    target: 'esnext',
  });
  const names = namesOfExits(code);
  const mentions = (operand: string) => names.test(operand.replaceAll(/[\w.#$\]]+\.length\b/g, ''));
  return code.split('\n').flatMap((line, index) =>
    [...line.matchAll(/ (?:<|<=|>|>=) /g)].flatMap((operator) => {
      const left = BEFORE.exec(line.slice(0, operator.index))?.[0] ?? '';
      const right = AFTER.exec(line.slice(operator.index + operator[0].length))?.[0] ?? '';
      return mentions(left) || mentions(right) ? [`${index + 1}: ${left}${operator[0]}${right}`] : [];
    }),
  );
}

/** Matches what a file calls an exit: `const { exitTime: left }`, `const left = trade.exitTime`, `this.left = …`. */
function namesOfExits(code: string): RegExp {
  const names = new Set(['exitTime', 'exit_time']);
  // Twice: a name may be given before the name that it is given to.
  for (let pass = 0; pass < 2; pass += 1) {
    const one = `(?:${[...names].join('|')})`;
    // An exit, one that is read, or what a function makes of each row.
    const value = `(?:Date\\.parse\\()?[\\w.#$]*\\b${one}\\)?(?=[,;\\]]|$)|[^;]*=> [\\w.]*\\b${one}\\)+(?=;|$)`;
    const patterns = [
      // { exitTime: left } = trade, and ({ exitTime: left }) => of parameters.
      new RegExp(`\\b${one}: (\\w+)(?=[^{}]*\\}(?: = |\\) ?=>|\\) \\{|, ))`, 'g'),
      new RegExp(`(?:const|let) (\\w+) = (?:${value})`, 'gm'),
      new RegExp(`\\.#?(\\w+) = (?:${value})`, 'gm'),
    ];
    for (const pattern of patterns) for (const [, name] of code.matchAll(pattern)) names.add(name);
    for (const [, given, values] of code.matchAll(/(?:const|let) \[([^\]]*)\] = \[(.*)\];/g))
      values.split(', ').forEach((each, place) => {
        const name = given.split(', ')[place];
        if (name && new RegExp(`^(?:${value})$`).test(each)) names.add(name);
      });
  }
  return new RegExp(`(?<![\\w$])#?(?:${[...names].join('|')})(?![\\w$])`);
}

describe('when an exit was known', () => {
  it('is asked of one file', () => {
    const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter(
      (name) => /\.tsx?$/.test(name) && name !== THE_ONE,
    );
    assert.ok(files.length > 200);
    const found = files.flatMap((name) => {
      const text = readFileSync(join(SOURCE, name), 'utf8');
      return /exit_?time/i.test(text) ? comparisons(text, name).map((one) => `${name}:${one}`) : [];
    });
    assert.deepEqual(found, []);
    assert.notDeepEqual(comparisons(readFileSync(join(SOURCE, THE_ONE), 'utf8'), THE_ONE), []);
  });

  it('is found wherever else it is compared', () => {
    for (const planted of [
      'rows.filter((row) => row.exitTime <= time);',
      'rows.filter(({ exitTime }) => time >= exitTime);',
      'const known = Date.parse(outcome.exit_time) < asOf;',
      'const { exitTime: left } = trade; if (left > time) skip();',
      'const left = Date.parse(trade.exit_time); const known = !(left > time);',
      'const [entered, left] = [trade.entryTime, trade.exitTime]; if (left <= time) show();',
      'const ends = rows.map((row) => row.exitTime); while (ends[middle] <= time) middle += 1;',
      'class Some { #ends = []; look() { this.#ends = Float64Array.from(rows, ({ exitTime }) => exitTime); if (this.#ends[0] > time) stop(); } }',
      'const view = <b>{trade.exitTime > now ? 1 : 2}</b>;',
      'rows.filter(({ exitTime: left }) => left <= time);',
      'const known = trade.exitTime - time <= 0;',
    ])
      assert.equal(comparisons(planted).length, 1, planted);
    for (const innocent of [
      'const held = trade.exitTime - trade.entryTime;',
      'const last = rows.map((row) => row.exitTime); if (last.length > 0) show();',
      'const some = rows.filter((row) => knownAt(row, row.exitTime)); if (some.length > 2) show();',
      'if (trade.entryTime >= from) show();',
    ])
      assert.deepEqual(comparisons(innocent), [], innocent);
  });

  it('is at its time and after, and never where the time cannot be read', () => {
    assert.deepEqual(
      [9, 10, 11].map((time) => knownAt({ exitTime: 10 }, time)),
      [false, true, true],
    );
    assert.equal(knownAt({ exitTime: Number.NaN }, Infinity), false);
    const exits = [1, 3, 3, 7];
    const trades = exits.map((exitTime) => ({ exitTime }));
    for (const time of [0, 1, 2, 3, 6, 7, 8]) {
      const known = exits.filter((exit) => exit <= time).length;
      assert.equal(countKnownAt(trades, time), known);
      assert.equal(placesKnownAt(Float64Array.from(exits), time, new Int32Array(4)), known);
    }
    const places = new Int32Array(3);
    assert.equal(placesKnownAt(Float64Array.of(5, Number.NaN, 2), 5, places), 2);
    assert.deepEqual([...places.subarray(0, 2)], [0, 2]);
  });
});
