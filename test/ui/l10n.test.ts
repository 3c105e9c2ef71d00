// Every word that people see has a German counterpart, and none is left over.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { numbers } from '../../src/common/words';
import { progressText, stateText } from '../../src/ui/backtests/runTexts';
import { weightTexts } from '../../src/ui/outcomes/providerTexts';

type Texts = Readonly<Record<string, string>>;

const BUNDLE = 'media/l10n/bundle.l10n.de.json';
/** What VS Code shows of a manifest, wherever it stands. */
const SHOWN =
  /^(title|shortTitle|description|markdownDescription|contents|label|userDescription|altText|(markdownE|e)numDescriptions|enumItemLabels|(patternE|e)rrorMessage|(markdownD|d)eprecationMessage)$/;
const PRODUCT = 'Backtest Memory';
/** What is counted: "{0} new outcomes". */
const COUNTED =
  /\{\d\} ((?:new |earlier )?(?:answer|backtest|bar|file|failure|gap|model|outcome|problem|run|token|trade))s(?![\w/])/;
/** What is said of two or more only, or names whose they are. */
const OF_SEVERAL = [
  'All {0} trades of it are in memory already.',
  'Download {0} bars, {1} to {2}',
  'Pull {0} Models',
  'Report of {0} runs',
  'The {0} trades that lost most',
  '{0} backtests run',
  '{0} backtests were interrupted. They can go on where they were.',
  '{0} bars missing in {1} gaps',
  '{0} runs compared',
];
/** A call of `t` whose first argument is a literal; that literal. */
const LITERAL = /^\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*")\s*[,)]/;

const read = (file: string): Texts => JSON.parse(readFileSync(file, 'utf8'));
const placeholders = (text: string) => [...new Set(text.match(/\{\d+\}/g))].sort();
const missing = (some: Texts, others: Texts) => Object.keys(some).filter((key) => !(key in others));

/** The calls of `t` in a source. @returns null for each whose first argument is no literal. */
function calls(source: string): (string | null)[] {
  return [...source.matchAll(/(?<![\w.$])t(?=\()/g)].map(({ index }) => {
    const [, literal] = LITERAL.exec(source.slice(index + 1)) ?? [];
    if (!literal) return null;
    const text = literal.slice(1, -1).replaceAll(/\\(.)/g, '$1');
    return text;
  });
}

/** The sources that speak to people in their language. */
function speaking(): { file: string; source: string }[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => ({ file, source: readFileSync(join('src', file), 'utf8') }))
    .filter(({ source }) => source.includes("from '@vscode/l10n'"));
}

function keysOfSources(): Texts {
  const keys = speaking().flatMap(({ source }) => calls(source).flatMap((key) => key ?? []));
  return Object.fromEntries(keys.map((key) => [key, key]));
}

/** The texts of a manifest that VS Code shows, each with where it stands. Schemas of tools are for models. */
function shown(value: unknown, path: readonly string[] = []): { path: string; text: string }[] {
  if (typeof value === 'string') {
    const names = path.filter((part) => !/^\d+$/.test(part));
    return SHOWN.test(names.at(-1) ?? '') || isName(names) ? [{ path: path.join('.'), text: value }] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    key === 'inputSchema' ? [] : shown(one, [...path, key]),
  );
}

/** The names of views and tools; elsewhere a name is an id. */
const isName = (path: readonly string[]) =>
  (path[1] === 'views' && path.at(-1) === 'name') || path.at(-1) === 'displayName';

describe('words for people', () => {
  it('are literals where they are translated', () => {
    assert.ok(speaking().length > 20);
    assert.deepEqual(
      speaking().flatMap(({ file, source }) => (calls(source).includes(null) ? [file] : [])),
      [],
    );
    assert.deepEqual(calls("t('a'); t(\n  \"it's {0}\",\n b); t(c); set('d'); t(`e`); t('f' + g)"), [
      'a',
      "it's {0}",
      null,
      null,
      null,
    ]);
  });

  it('have German counterparts with the same placeholders', () => {
    const german = read(BUNDLE);
    const keys = keysOfSources();
    assert.ok(Object.keys(keys).length > 150);
    assert.deepEqual(missing(keys, german), [], 'to be translated');
    assert.deepEqual(missing(german, keys), [], 'translated for nothing');
    for (const [key, text] of Object.entries(german))
      assert.deepEqual(placeholders(text), placeholders(key), key);
  });

  it('are those for one, too, of whatever is counted', () => {
    const keys = keysOfSources();
    const ofOne = (key: string) => key.replace(COUNTED, '1 $1');
    const counting = Object.keys(keys).filter((key) => COUNTED.test(key) && !OF_SEVERAL.includes(key));
    assert.ok(counting.length > 5);
    assert.deepEqual(
      counting.filter((key) => !(ofOne(key) in keys)),
      [],
    );
  });

  it('have them in the manifest too, which holds no bare one', () => {
    const english = read('package.nls.json');
    const german = read('package.nls.de.json');
    assert.deepEqual(Object.keys(german), Object.keys(english));
    const bare: string[] = [];
    const used: Record<string, string> = {};
    for (const { path, text } of shown(JSON.parse(readFileSync('package.json', 'utf8')))) {
      const [, key] = /^%(.+)%$/.exec(text) ?? [];
      if (key) used[key] = path;
      else if (text !== PRODUCT) bare.push(path);
    }
    assert.deepEqual(bare, []);
    assert.deepEqual(missing(used, english), []);
    assert.deepEqual(missing(english, used), []);
  });

  it('keep the commands that they link to, and what they quote as code', () => {
    const english = read('package.nls.json');
    const german = read('package.nls.de.json');
    const fixed = (text: string) => [...text.matchAll(/\]\([^)]*\)|`[^`]*`/g)].map(([part]) => part).sort();
    for (const [key, text] of Object.entries(english)) assert.deepEqual(fixed(german[key]), fixed(text), key);
  });

  it('are shown in German where VS Code is German', () => {
    const progress = {
      run: 'r',
      benchmark: false,
      quarter: '2025-Q2',
      time: Date.UTC(2025, 3, 17, 5),
      done: 0.5,
      trades: 9,
      equity: 10437,
      timeLeft: 700_000,
      asking: { answers: 812, of: 1620, reused: 0, failed: 0, tokensPerSecond: null },
    } as const;
    try {
      l10n.config({ contents: read(BUNDLE) });
      assert.equal(stateText('interrupted'), 'unterbrochen');
      const left = `noch ${numbers().timeLeft(700_000)}`;
      assert.equal(progressText(progress), `2025-Q2 · 812 von 1.620 Antworten · 50 % · ${left} · 9 Trades`);
      assert.equal(numbers().signedMoney(-1234.5), '−1.234,50');
      const weights = { quarters: [{ weights: { a: 1.2 } }], weights: { a: 1.1 }, regimeWeights: {} };
      assert.equal(weightTexts(weights, 'a')?.now, '1,10× ↘');
      assert.equal(numbers().timeLeft(9_000_000), '2,5 h');
    } finally {
      l10n.config({ contents: {} });
    }
    assert.equal(stateText('interrupted'), 'interrupted');
    assert.equal(numbers().signedMoney(-1234.5), '−1,234.50');
  });
});
