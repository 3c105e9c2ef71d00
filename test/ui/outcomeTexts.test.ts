import assert from 'node:assert/strict';
import { outcomesCount, searchText } from '../../src/ui/outcomes/outcomeTexts';

describe('texts about outcomes', () => {
  it('say one of one', () => {
    assert.equal(outcomesCount(1), '1 outcome');
    assert.equal(outcomesCount(0), '0 outcomes');
    const answer = { understood: [], problems: [], meant: 1, embedded: 1, scoredBy: 'lexical', found: [] };
    assert.equal(searchText(answer), '1 outcome, newest first');
  });
});
