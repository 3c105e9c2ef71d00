// What is logged or hashed must not depend on the engine: functions whose last digits, or whose order of words, differ from one
// engine or machine to the next are used nowhere in the source.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { transformSync } from 'esbuild';

const SOURCE = 'src';
/** Matches what is forbidden, in code as esbuild writes it: without types and comments, with blanks around each operator. */
const FORBIDDEN = [
  // 2 ** 48 is a constant that all engines agree on.
  / \*\*=? (?!-?\d)|(?<![\w.]\d*)(?:[\w$)\]]*[A-Za-z_$)\]][\w$]*|\d*\.\d+) \*\*=? /,
  // Of Math only what IEEE 754 or the language fixes to the last bit.
  /\bMath\.(?!(?:abs|ceil|clz32|floor|fround|imul|max|min|round|sign|sqrt|trunc|random|E|LN2|LN10|PI|SQRT2)\b)/,
  /\bMath\[|(?<!\{ fround) \} = Math\b|(?<!\{ fround \}) = Math;/,
  /\.(?:localeCompare|toLocale\w*)\(/,
  // Squares by Math.pow.
  /\brootMeanSquare\b/,
];

/** Draws, and writes what people read. */
const isShown = (file: string) => /^(webview|ui)\//.test(file) || file === 'common/format.ts';

/** The engine's own functions that a text uses, as "line of the code: text". */
function engineDependent(text: string, name = 'some.tsx'): string[] {
  const loader = name.endsWith('x') ? 'tsx' : 'ts';
  const { code } = transformSync(text, { loader, jsx: 'automatic', target: 'esnext' });
  return code
    .split('\n')
    .flatMap((line, index) =>
      FORBIDDEN.some((one) => one.test(line)) ? [`${index + 1}: ${line.trim()}`] : [],
    );
}

describe('the same bytes on every engine', () => {
  it('use no function whose last digit engines differ in', () => {
    const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => /\.tsx?$/.test(file) && !isShown(file));
    assert.ok(files.length > 300);
    const found = files.flatMap((file) =>
      engineDependent(readFileSync(`${SOURCE}/${file}`, 'utf8'), file).map((what) => `${file}:${what}`),
    );
    assert.deepEqual(found, []);
  });

  it('would find each such function where somebody used it', () => {
    for (const planted of [
      'const a = b ** 0.5;',
      'let a = 2; a **= c;',
      'const a = 1.5 ** x;',
      'Math.pow(a, b)',
      'const a = Math.exp(x);',
      "Math['log'](x)",
      'const { pow } = Math;',
      'const m = Math;',
      'const a = x * (b + c) ** 0.5;',
      'const a = 0.5 ** (1 / b);',
      'const a = 2 ** n;',
      'const a = b[1] ** 2;',
      'xs.map(Math.cbrt)',
      'names.sort((a, b) => a.localeCompare(b))',
      'time.toLocaleString()',
      'rootMeanSquare(losses)',
    ])
      assert.equal(engineDependent(planted).length, 1, planted);
    assert.deepEqual(
      engineDependent('const a = 2 ** 48 * Math.sqrt(x * x) + Math.min(1, 2) * 10 ** -3;'),
      [],
    );
  });
});
