import assert from 'node:assert/strict';
import fc from 'fast-check';
import { escapeMarkdown } from '../../src/ui/tradelogs/escapeMarkdown';

describe('text in Markdown', () => {
  it('is inert, however hostile', () => {
    const hostile = '[x](command:rm) <img src=x> **b** `c` | # h\n- l ![i](u) https://a.b \u202e';
    assert.doesNotMatch(escapeMarkdown(hostile), /[[\]()<>*`|!\n\u202e]|https:|^#\s/);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const inert = escapeMarkdown(text).replaceAll(/&#\d+;/g, '');
        assert.doesNotMatch(inert, /[\\`*_{}[\]()<>#+\-.!|~&:$\n\r]/);
      }),
      { seed: 5, numRuns: 500 },
    );
  });
});
