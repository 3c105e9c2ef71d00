import assert from 'node:assert/strict';
import { Ensemble } from '../../src/decision/ensemble';
import { type Provider, ProviderFailure, type Reply } from '../../src/decision/provider';
import type { DecisionRequest } from '../../src/decision/request';
import { countVotes } from '../../src/decision/vote';
import { learnWeights } from '../../src/decision/weights';
import type { Action } from '../../src/memory/outcome';

const ballot = (provider: string, action: Action, confidence: number, weight = 1) => ({
  provider,
  weight,
  reply: { action, confidence, reason: provider },
});

describe('a vote', () => {
  it('goes to the best supported action, whose support is the confidence', () => {
    const { action, confidence, leader } = countVotes(
      [ballot('a', 'BUY', 80), ballot('b', 'BUY', 60, 2), ballot('c', 'SELL', 90)],
      2,
    );
    // (80 + 2 × 60) / 4 against 90 / 4
    assert.deepEqual([action, confidence, leader], ['BUY', 50, 'b']);
  });
  it('holds on a tie and below the quorum', () => {
    assert.equal(countVotes([ballot('a', 'BUY', 70), ballot('b', 'SELL', 70)], 1).action, 'HOLD');
    const short = countVotes([ballot('a', 'BUY', 70)], 2);
    assert.equal(short.action, 'HOLD');
    assert.match(short.reason, /only 1 of the 2/);
  });

  const provider = (id: string, decide: () => Reply | Promise<Reply>): Provider => ({ id, decide });
  const buy: Reply = { action: 'BUY', confidence: 60, reason: '' };
  const request = {} as DecisionRequest;
  const fail = () => {
    throw new ProviderFailure('no answer');
  };
  it('goes on without a provider that fails, and counts the failure', async () => {
    const members = [provider('a', () => buy), provider('b', fail), provider('c', async () => fail())];
    const ensemble = new Ensemble(
      members.map((one) => ({ provider: one, weight: 1 })),
      1,
      new AbortController().signal,
    );
    const decision = await ensemble.decide(request);
    assert.deepEqual([decision.action, decision.confidence], ['BUY', 60]);
    assert.deepEqual(
      [...ensemble.failures],
      [
        ['b', 1],
        ['c', 1],
      ],
    );
  });
  it('is taken at once where no provider needs time, and lets bugs out', () => {
    const signal = new AbortController().signal;
    assert.ok(
      !(
        new Ensemble([{ provider: provider('a', () => buy), weight: 1 }], 1, signal).decide(
          request,
        ) instanceof Promise
      ),
    );
    const bug = provider('a', () => {
      throw new TypeError('bug');
    });
    assert.throws(() => new Ensemble([{ provider: bug, weight: 1 }], 1, signal).decide(request), TypeError);
  });
});

describe('weights', () => {
  it('average 1 and move little on few trades', () => {
    const few = learnWeights(
      ['a', 'b'],
      new Map([
        ['a', { right: 2, scored: 2 }],
        ['b', { right: 0, scored: 2 }],
      ]),
    );
    // mean accuracy 0.5: (2 + 10) / 22 and (0 + 10) / 22, whose mean is 0.5
    assert.ok(Math.abs(few.a - 12 / 11) < 1e-12 && Math.abs(few.b - 10 / 11) < 1e-12);
    const many = learnWeights(
      ['a', 'b', 'new'],
      new Map([
        ['a', { right: 200, scored: 300 }],
        ['b', { right: 100, scored: 300 }],
      ]),
    );
    assert.ok(many.a > 1.2 && many.b < 0.8);
    assert.ok(Math.abs((many.a + many.b + many.new) / 3 - 1) < 1e-12);
  });
  it('are 1 before anything is known', () => {
    assert.deepEqual(learnWeights(['a', 'b'], new Map()), { a: 1, b: 1 });
  });
});
