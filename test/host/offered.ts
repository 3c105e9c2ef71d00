// Lists the clickable elements that the extension contributes: from its manifest and, for buttons of notifications and dialogs, from
// its sources.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const UI = 'src/ui';

/** A call that shows a notification or dialog: patterns of its messages and of its buttons. */
export interface Offer {
  readonly where: string;
  readonly messages: readonly RegExp[];
  /** Whether the call may show a message from elsewhere, such as an error's. */
  readonly others: boolean;
  readonly buttons: readonly RegExp[];
}

/** Makes a pattern of a text with placeholders, from the text's beginning on. */
const patternOf = (text: string, whole: boolean) =>
  new RegExp(
    `^${text.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&').replaceAll(/\{\d\}/g, '.*')}${whole ? '$' : ''}`,
    's',
  );

/** Returns the arguments of the call whose parenthesis opens at `at`. */
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

/** Finds the value of a constant, and the source before it. Of two constants with one name the later is meant. */
function constant(name: string, before: string): { value: string; before: string } | null {
  const found = [...before.matchAll(new RegExp(`const ${name} =([^]*?);\\n`, 'g'))].at(-1);
  return found ? { value: found[1], before: before.slice(0, found.index) } : null;
}

/**
 * Returns the literals of `t` in an expression, and in the constants that the expression names.
 * @param before the source up to the expression.
 */
function wordsOf(expression: string, before: string): string[] {
  const said = [...expression.matchAll(/(?<![\w.$])t\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, text]) => text);
  const names = expression.replaceAll(/'[^'\n]*'|\.{3}/g, ' ').match(/(?<![\w.$])[a-z]\w*/g) ?? [];
  const meant = [...new Set(names)].flatMap((name) => {
    const found = constant(name, before);
    return found ? wordsOf(found.value, found.before) : [];
  });
  return [...said, ...meant];
}

const sources = () =>
  readdirSync(UI, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => [name, readFileSync(join(UI, name), 'utf8')] as const);

/** Finds each call that shows a notification or dialog with buttons. */
export function offers(): Offer[] {
  return sources().flatMap(([name, source]) =>
    [...source.matchAll(/show(Information|Warning|Error)Message(?=\()/g)].flatMap(
      ({ index, 0: { length } }) => {
        const [message, ...rest] = argumentsAt(source, index + length);
        const before = source.slice(0, index);
        const buttons = rest.filter((one) => !one.startsWith('{')).flatMap((one) => wordsOf(one, before));
        if (buttons.length === 0) return [];
        const words = wordsOf(message, before);
        return {
          where: `${name}:${before.split('\n').length}`,
          messages: words.map((text) => patternOf(text, false)),
          others: words.length === 0 || /\.message$/.test(constant(message, before)?.value ?? message),
          buttons: buttons.map((text) => patternOf(text, true)),
        };
      },
    ),
  );
}

/** Finds the titles of progress notifications that can be cancelled. */
export function cancellable(): RegExp[] {
  return sources().flatMap(([, source]) =>
    [...source.matchAll(/\{[^{}]*cancellable: true[^{}]*\}/g)].flatMap(({ index, 0: options }) =>
      wordsOf(options, source.slice(0, index))
        .slice(0, 1)
        .map((text) => patternOf(text, false)),
    ),
  );
}

/** An entry of a menu of the manifest. */
export interface Entry {
  readonly command: string;
  readonly when: string;
  readonly group: string;
}

const texts: Readonly<Record<string, string>> = JSON.parse(readFileSync('package.nls.json', 'utf8'));
const { contributes } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Titles of commands and names of views, in English. */
export const titleOf = (command: string) => texts[command.replace('backtestMemory.', 'command.')];
export const nameOfView = (id: string) => texts[`view.${id}`];

export const commands: readonly string[] = contributes.commands.map(
  (one: { command: string }) => one.command,
);

/** Entries of each menu but the palette, with the menu's name. */
export const entries: readonly (readonly [menu: string, entry: Entry])[] = Object.entries<Entry[]>(
  contributes.menus,
).flatMap(([menu, all]) => (menu === 'commandPalette' ? [] : all.map((entry) => [menu, entry] as const)));

/** Returns the labels of links that run a command, in the texts whose keys match. */
export function links(key: RegExp): string[] {
  return Object.entries(texts)
    .filter(([name]) => key.test(name))
    .flatMap(([, text]) => [...text.matchAll(/\[([^\]]+)\]\(command:([^)]*)\)/g)].map(([, label]) => label));
}
