// Everything that the manifest offers to be clicked is clicked, or run, by a test in a real VS Code.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const HOST = 'test/host';
/** What these do is to take pictures. */
const NO_TESTS = ['pictures.ts', 'try.ts'];
const TESTS = readdirSync(HOST)
  .filter((name) => name.endsWith('.ts') && !NO_TESTS.includes(name))
  .map((name) => readFileSync(join(HOST, name), 'utf8'))
  .join('\n');

const texts: Readonly<Record<string, string>> = JSON.parse(readFileSync('package.nls.json', 'utf8'));
const { contributes } = JSON.parse(readFileSync('package.json', 'utf8'));

/** Whether a test names it: whole, after "Backtest Memory: ", or as a locator does, without what follows a word. */
const isNamed = (text: string) =>
  [`'${text}'`, `: ${text}'`, `"${text}"`, `'${text.replace(/…$/, '')}'`].some((one) => TESTS.includes(one));

describe('what can be clicked', () => {
  it('is each command of the manifest, by its title or id', () => {
    const untested = contributes.commands
      .map(({ command }: { command: string }) => command)
      .filter((id: string) => !isNamed(id) && !isNamed(texts[id.replace('backtestMemory.', 'command.')]));
    // Known to lack one; whoever writes it takes it out.
    assert.deepEqual(untested, ['backtestMemory.groupBy']);
  });

  it('is each link of the welcome texts and the walkthrough', () => {
    const shown = Object.entries(texts).filter(([key]) =>
      /^(welcome\.|walkthrough\..*\.description$)/.test(key),
    );
    const links = shown.flatMap(([, text]) =>
      [...text.matchAll(/\[([^\]]+)\]\(command:([^)]*)\)/g)].map(([, label]) => label),
    );
    assert.ok(links.length > 8);
    // Trust cannot be taken away in the VS Code that is driven.
    assert.deepEqual(
      links.filter((label) => label !== 'Manage Workspace Trust' && !isNamed(label)),
      [],
    );
  });
});
