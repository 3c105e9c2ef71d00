import assert from 'node:assert/strict';
import { answersText, recordText, weightTexts } from '../../src/ui/outcomes/providerTexts';

describe('texts about providers', () => {
  it('say one of one', () => {
    const record = { trades: 1, wins: 1, win_rate: null, win_rate_interval: null, pnl: 2 };
    assert.equal(recordText(record), '1 trade · +2.00');
    const asked = { answers: 1, reused: 1, retried: 0, failures: {}, tokens: 0, saying_ms: 0, took_ms: 0 };
    assert.equal(answersText(asked), '1 answer · 1 reused');
  });

  it('say what a vote is multiplied by: where that went, or between what and what by regime', () => {
    const run = { quarters: [{ weights: { a: 1 } }, { weights: { a: 1.2 } }], weights: { a: 1.1 } };
    const now = (regimeWeights: Record<string, Record<string, number>>, provider = 'a') =>
      weightTexts({ ...run, regimeWeights }, provider)?.now;
    assert.equal(now({}), '1.10× ↘');
    assert.equal(now({ TRENDING: { a: 1.1 }, RANGING: { a: 1.102 } }), '1.10× ↘');
    assert.equal(now({ TRENDING: { a: 2.06 }, RANGING: { a: 0.1 }, VOLATILE: { a: 1 } }), '0.10–2.06×');
    assert.equal(now({ TRENDING: { a: 2 } }, 'b'), undefined);
  });
});
