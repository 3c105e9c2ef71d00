import assert from 'node:assert/strict';
import { decisionId, parseDecisionId } from '../../src/memory/decisionId';

describe('the id of a decision', () => {
  it('tells symbol and bar to whoever knows its run, also where those hold a "_"', () => {
    const barTime = Date.UTC(2025, 0, 31, 13);
    for (const [run, symbol] of [
      ['run-1', 'BTCUSD'],
      ['run_1_20250101T0000Z', 'GAMMA_USD'],
    ]) {
      const id = decisionId(run, symbol, barTime);
      assert.deepEqual(parseDecisionId(id, run), { symbol, barTime });
    }
  });

  it('is none of another run', () => {
    const id = decisionId('run-12', 'BTCUSD', 0);
    assert.equal(parseDecisionId(id, 'run-1'), null);
    assert.equal(parseDecisionId('run-12_BTCUSD', 'run-12'), null);
  });
});
