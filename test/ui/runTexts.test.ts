import assert from 'node:assert/strict';
import { progressText } from '../../src/ui/backtests/runTexts';

describe('texts about runs', () => {
  it('say how far a run is, and when it is its benchmark', () => {
    const progress = {
      run: 'r',
      benchmark: false,
      quarter: '2025-Q2',
      time: Date.UTC(2025, 3, 17, 5),
      done: 0.294,
      trades: 120,
      equity: 10436.7,
      timeLeft: 2100,
      asking: null,
    } as const;
    assert.equal(progressText(progress), '2025-Q2 · 2025-04-17 · 120 trades · 10,437 · 29 % · 3 s left');
    assert.equal(progressText({ ...progress, benchmark: true, timeLeft: null }), 'benchmark · 29 %');
    const asking = { answers: 812, of: 1620, reused: 40, failed: 0, tokensPerSecond: 54.6 };
    assert.match(
      progressText({ ...progress, asking, timeLeft: 800_000 }),
      /^2025-Q2 · 812 of 1,620 answers · 40 reused · 55 tokens\/s · 29 % · 13 min left · 120 trades$/,
    );
  });
});
