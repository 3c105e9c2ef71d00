// Everything that the manifest offers to be clicked is clicked, or run, by a test in a real VS Code.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const HOST = 'test/host';
/** What these do is to take pictures. */
const NO_TESTS = ['pictures/pictures.ts', 'try.ts'];
const TESTS = readdirSync(HOST, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !NO_TESTS.includes(name))
  .map((name) => readFileSync(join(HOST, name), 'utf8'))
  .join('\n');

const texts: Readonly<Record<string, string>> = JSON.parse(readFileSync('package.nls.json', 'utf8'));
const { contributes } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Whether a test names it: whole, after "Backtest Memory: ", or as a locator does, without what follows a word. */
const isNamed = (text: string) =>
  [`'${text}'`, `: ${text}'`, `"${text}"`, `'${text.replace(/…$/, '')}'`].some((one) => TESTS.includes(one));

/** The arguments of the call whose parenthesis opens at `at`. */
function argumentsAt(source: string, at: number): string[] {
  const found = [''];
  const open: string[] = [];
  for (const [token] of source.slice(at).matchAll(/'(?:[^'\\\n]|\\.)*'|./gs)) {
    if ('([{'.includes(token)) open.push(token);
    if (')]}'.includes(token)) open.pop();
    if (open.length === 0) break;
    if (token === ',' && open.length === 1) found.push('');
    else if (open.length > 1 || token !== '(') found[found.length - 1] += token;
  }
  return found.map((one) => one.trim()).filter((one) => one !== '');
}

/** What an expression says to people: the literals of `t` in it, and in the constants that it names. */
function wordsOf(expression: string, source: string): string[] {
  const said = [...expression.matchAll(/(?<![\w.$])t\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, text]) => text);
  const names = expression.replaceAll(/'[^'\n]*'|\.{3}/g, ' ').match(/(?<![\w.$])[a-z]\w*/g) ?? [];
  const meant = [...new Set(names)].flatMap((name) => {
    const [, value = ''] = new RegExp(`const ${name} =([^;]*);`).exec(source) ?? [];
    return value === '' ? [] : wordsOf(value, source.replace(value, ''));
  });
  return [...said, ...meant];
}

const speaking = readdirSync('src/ui', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
  .map((name) => readFileSync(join('src/ui', name), 'utf8'));
const patternOf = (text: string) =>
  text.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\d\}/g, "[^'/\\n]+");

interface Entry {
  readonly command: string;
  readonly when: string;
  readonly group: string;
}

/** The function of test/host/workbench/driver.ts that clicks an entry of a menu. */
const HANDS: Readonly<Record<string, (entry: Entry) => string>> = {
  'view/title': ({ group }) => (group.startsWith('navigation') ? 'clickInTitle' : 'chooseInTitle'),
  'view/item/context': ({ group }) => (group.startsWith('inline') ? 'clickOnRow' : 'chooseOnRow'),
  'editor/title': () => 'clickOverEditor',
  'editor/context': () => 'chooseInEditor',
  'explorer/context': () => 'chooseInExplorer',
};

/** Whether a test has the hand of its menu click it, in the view that it is shown in where that is one. */
function isClicked(menu: string, entry: Entry): boolean {
  const title = texts[entry.command.replace('backtestMemory.', 'command.')];
  const [, id] = /view == backtestMemory\.(\w+)/.exec(entry.when) ?? [];
  const view = id ? `'${texts[`view.${id}`]}', ` : '';
  return [...TESTS.matchAll(new RegExp(`${HANDS[menu](entry)}\\(\\s*page,[^;]*;`, 'g'))].some(
    ([call]) => call.includes(view) && call.includes(`'${title}'`),
  );
}

describe('what can be clicked', () => {
  it('is each button of a notification or dialog, once for each that has it', () => {
    const buttons = speaking.flatMap((source) =>
      [...source.matchAll(/show(Information|Warning|Error)Message(?=\()/g)].flatMap(
        ({ index, 0: { length } }) =>
          argumentsAt(source, index + length)
            .slice(1)
            .filter((one) => !one.startsWith('{'))
            .flatMap((one) => wordsOf(one, source)),
      ),
    );
    assert.ok(buttons.length > 25, `${buttons}`);
    const named = (text: string) => TESTS.match(new RegExp(`'${patternOf(text)}'`, 'g'))?.length ?? 0;
    assert.deepEqual(
      buttons.filter((text) => named(text) < buttons.filter((one) => one === text).length),
      [],
    );
  });

  it('is the Cancel of each notification that has one', () => {
    const titles = speaking.flatMap((source) =>
      [...source.matchAll(/\{[^{}]*cancellable: true[^{}]*\}/g)].flatMap(([options]) =>
        wordsOf(options, source).slice(0, 1),
      ),
    );
    assert.ok(titles.length >= 4, `${titles}`);
    assert.deepEqual(
      titles.filter((text) => !new RegExp(`toast\\(['/]${patternOf(text)}`).test(TESTS)),
      [],
    );
  });

  it('is each command of the manifest, by its title or id', () => {
    const untested = contributes.commands
      .map(({ command }: { command: string }) => command)
      .filter((id: string) => !isNamed(id) && !isNamed(texts[id.replace('backtestMemory.', 'command.')]));
    assert.deepEqual(untested, []);
  });

  it('is each entry of a menu, where it stands', () => {
    const entries = Object.entries<Entry[]>(contributes.menus).filter(([menu]) => menu !== 'commandPalette');
    assert.ok(entries.length > 4);
    const unclicked = entries.flatMap(([menu, all]) => all.filter((entry) => !isClicked(menu, entry)));
    assert.deepEqual(unclicked, []);
  });

  it('is each link of the welcome texts and the walkthrough', () => {
    const shown = Object.entries(texts).filter(([key]) =>
      /^(welcome\.|walkthrough\..*\.description$)/.test(key),
    );
    const links = shown.flatMap(([, text]) =>
      [...text.matchAll(/\[([^\]]+)\]\(command:([^)]*)\)/g)].map(([, label]) => label),
    );
    assert.ok(links.length > 8);
    assert.deepEqual(
      links.filter((label) => !isNamed(label)),
      [],
    );
  });
});
