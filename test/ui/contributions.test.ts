import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { COMMANDS, VIEWS } from '../../src/ui/folder/contributions';

describe('ids of contributions', () => {
  it('are those of package.json', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8'));
    const ids = (entries: { command?: string; id?: string }[]) =>
      entries.map(({ command, id }) => command ?? id).sort();
    assert.deepEqual(ids(contributes.commands), Object.values(COMMANDS).sort());
    assert.deepEqual(ids(contributes.views.backtestMemory), Object.values(VIEWS).sort());
  });
});
