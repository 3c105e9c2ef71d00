import assert from 'node:assert/strict';
import { failingProviders, failureShare } from '../../../src/backtest/results/failing';

describe('providers that failed often', () => {
  it('are those that failed in more than five percent of their questions, the worst first', () => {
    const failing = failingProviders({
      none: { answers: 0, failures: {} },
      few: { answers: 100, failures: { deadline: 5 } },
      some: { answers: 100, failures: { deadline: 5, 'unusable reply': 1 } },
      most: { answers: 10, failures: { other: 9 } },
    });
    assert.deepEqual(failing, [
      { provider: 'most', failed: 9, questions: 10, share: 0.9 },
      { provider: 'some', failed: 6, questions: 100, share: 0.06 },
    ]);
  });

  it('have a share of nothing where nothing was asked', () => {
    assert.equal(failureShare({ answers: 0, failures: {} }), 0);
    assert.equal(failureShare({ answers: 4, failures: { refused: 1 } }), 0.25);
  });
});
