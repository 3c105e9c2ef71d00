import assert from 'node:assert/strict';
import { Ensemble } from '../../src/decision/ensemble';
import { type Provider, ProviderFailure, type Reply } from '../../src/decision/provider';
import type { DecisionRequest } from '../../src/decision/request';
import { countVotes } from '../../src/decision/vote';
import type { Action } from '../../src/memory/side';

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
    // 0.1 + 0.2 is not 0.3 in binary fractions, but it is a tie.
    const close = [ballot('a', 'BUY', 70, 0.1), ballot('b', 'BUY', 70, 0.2), ballot('c', 'SELL', 70, 0.3)];
    assert.equal(countVotes(close, 1).action, 'HOLD');
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
