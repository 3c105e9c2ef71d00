import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FadingRecord, priorStrength } from '../../../src/decision/learning/fadingRecord';
import { HEDGE_SHARE, hedgeRate } from '../../../src/decision/learning/hedgeLearner';
import type { LearnedWeights } from '../../../src/decision/learning/learner';
import {
  LEARNING_METHODS,
  type LearningMethod,
  learnerOf,
} from '../../../src/decision/learning/learningMethods';
import { regretOf } from '../../../src/decision/learning/regret';
import { FADING, VoteScorer } from '../../../src/decision/learning/scoredVotes';
import { REGIMES, type Regime } from '../../../src/market/regime';
import type { OutcomeFacts } from '../../../src/memory/outcomeRow';
import type { Action } from '../../../src/memory/side';
import { someRow } from '../../memory/someOutcome';

const PROVIDERS = ['a', 'b', 'c', 'd'];

interface Told {
  readonly won: boolean;
  readonly votes: readonly Action[];
  readonly regime?: Regime | null;
  readonly action?: 'BUY' | 'SELL';
}

const outcome = ({ won, votes, regime = null, action = 'BUY' }: Told): OutcomeFacts => ({
  ...someRow('x', { pnl: won ? 1 : -1, market_regime: regime, action }),
  votes: votes.map((vote, index) => ({ provider: PROVIDERS[index], action: vote, confidence: 50 })),
});
const near = (actual: number, expected: number, by = 1e-6) =>
  assert.ok(Math.abs(actual - expected) <= by, `${actual} is not ${expected}`);

/** A record of so many votes that weigh the same: each newer one weighs less from the start, by what the older fade. */
function recordOf(right: number, wrong: number): FadingRecord {
  const record = new FadingRecord();
  for (let vote = 0; vote < right + wrong; vote += 1) record.add(vote < right, FADING ** vote);
  return record;
}

describe('votes, scored', () => {
  it('are right for what won and against what lost, whatever the side', () => {
    const score = (told: Told) => [...new VoteScorer().score(outcome(told)).right.values()];
    const votes: Action[] = ['BUY', 'SELL', 'HOLD', 'CLOSE'];
    assert.deepEqual(score({ won: true, votes }), [true, false]);
    assert.deepEqual(score({ won: false, votes }), [false, true]);
    assert.deepEqual(score({ won: true, votes, action: 'SELL' }), [false, true]);
  });

  it('count more where their result is the rarer one so far', () => {
    const scorer = new VoteScorer();
    const weigh = (won: boolean) => scorer.score(outcome({ won, votes: [] })).weight;
    // Ten of twenty assumed; then 10 × 0.99861 + 1 of 20 × 0.99861 + 1 have won.
    near(weigh(true), 1);
    near(weigh(false), 20.9723 / (2 * 9.98615), 1e-4);
    for (let trade = 0; trade < 3000; trade += 1) weigh(trade % 4 === 0);
    // A quarter won: a win counts 1 / (2 × ¼), a loss 1 / (2 × ¾).
    near(weigh(true), 2, 0.02);
    near(weigh(false), 2 / 3, 0.02);
  });
});

describe('a record', () => {
  it('forgets by half in 500 trades', () => {
    const record = new FadingRecord();
    record.add(true, 1);
    for (let trade = 0; trade < 500; trade += 1) record.add(false, 1);
    near(record.right, 0.5, 1e-9);
  });

  it('is drawn to a mean by as much as the records differ no more than chance', () => {
    const two = [recordOf(224, 176), recordOf(176, 224)];
    near(two[0].trades, 400, 1e-9);
    // Σ n(p − m)²/(m(1 − m)) = 2 × 400 × 0.0036 / 0.25 = 11.52, of chance 1 + √2; ρ = 9.1057864 / 798; k = 1/ρ − 1.
    const strength = priorStrength(two.map((record) => ({ record, mean: 0.5 })));
    near(strength, 86.636582);
    near(two[0].shrunk(strength, 0.5), (224 + 86.636582 / 2) / 486.636582);
    // 2 × 100 × 0.0064 / 0.25 = 5.12 is more than that, but 55 of 100 (2) is what coins do.
    near(
      priorStrength([recordOf(58, 42), recordOf(42, 58)].map((record) => ({ record, mean: 0.5 }))),
      72.1765069,
    );
    const coins = [recordOf(55, 45), recordOf(45, 55)];
    assert.equal(priorStrength(coins.map((record) => ({ record, mean: 0.5 }))), Infinity);
    assert.equal(coins[0].shrunk(Infinity, 0.5), 0.5);
    // However far apart they lie, it is worth 50 trades.
    assert.equal(
      priorStrength([recordOf(9, 1), recordOf(1, 9)].map((record) => ({ record, mean: 0.5 }))),
      50,
    );
  });
});

/** Trades of one regime, wins and losses in turn: a right in `right` of 100, b in the others, c and d in every other. */
const planted = (right: number, regime: Regime | null, count = 300): OutcomeFacts[] =>
  Array.from({ length: count }, (_, trade) => {
    const won = trade % 2 === 0;
    const isRight = (trade * 37) % 100 < right;
    const coin = trade % 4 < 2;
    const vote = (good: boolean): Action => (good === won ? 'BUY' : 'SELL');
    return outcome({ won, regime, votes: [vote(isRight), vote(!isRight), vote(coin), vote(!coin)] });
  });
const learned = (method: LearningMethod, outcomes: readonly OutcomeFacts[], providers = PROVIDERS) => {
  const learner = learnerOf(method, providers);
  learner.learn(outcomes);
  return learner.weights;
};

describe('weights by record', () => {
  it('are the log-odds above the average’s, so that 65 of 100 count for much', () => {
    const { overall } = learned('record', planted(65, null));
    // 300 trades that fade are worth some 290. Accuracies 0.65, 0.35, 0.5, 0.5: Σ n(p − m)²/(m(1 − m)) ≈ 52, less 3 + √6;
    // k ≈ 4 × 290 / 47 − 1 ≈ 24, but 50 at least. Drawn to the mean 0.628: log-odds 0.52, −0.52, 0, 0; plus 0.05, not
    // below 0: 0.57, 0, 0.05, 0.05; over their mean of 0.168, nine tenths of it and a tenth:
    near(overall.a, 3.16, 0.05);
    near(overall.b, 0.1, 1e-6);
    near(overall.c, 0.37, 0.04);
    near(overall.d, 0.37, 0.04);
  });

  it('are of the regime where it is known well enough, else of all', () => {
    const both = learned('record', [...planted(65, 'TRENDING'), ...planted(35, 'RANGING')]);
    assert.ok(both.regimes.TRENDING.a > 2 && both.regimes.TRENDING.b < 0.5);
    assert.ok(both.regimes.RANGING.b > 2 && both.regimes.RANGING.a < 0.5);
    near(both.overall.a, 1, 0.3);
    // Nothing was seen of a volatile market: what is known of all of them counts there.
    const one = learned('record', planted(65, 'TRENDING'));
    assert.deepEqual(one.regimes.VOLATILE, one.overall);
    // Four trades against it are no reason to think otherwise.
    const few = learned('record', [...planted(65, 'TRENDING'), ...planted(0, 'VOLATILE', 4)]);
    assert.ok(few.regimes.VOLATILE.a > 2);
  });

  it('do not favour whoever is always against where most trades lose', () => {
    const outcomes = Array.from({ length: 600 }, (_, trade) =>
      outcome({ won: trade % 3 === 0, votes: ['BUY', 'SELL', trade % 2 === 0 ? 'BUY' : 'SELL'] }),
    );
    const { overall } = learned('record', outcomes, ['a', 'b', 'c']);
    for (const weight of Object.values(overall)) near(weight, 1, 0.15);
  });
});

describe('weights by Hedge', () => {
  it('fall by exp(−rate) at a wrong vote and are shared anew by a part', () => {
    const { overall, regimes } = learned(
      'hedge',
      [outcome({ won: true, votes: ['BUY', 'SELL'] })],
      ['a', 'b'],
    );
    // rate √(8·ln 2 / 1000) = 0.0744660; 1 / (1 + exp(−0.0744660)) = 0.518608; × 0.998 + 0.002 / 2, × 2.
    near(overall.a, 1.037141, 2e-6);
    near(overall.b, 0.962859, 2e-6);
    assert.deepEqual(regimes.TRENDING, { a: 1, b: 1 });
  });

  it('lose no more than the theorem says against the best provider, whatever happens', () => {
    fc.assert(
      fc.property(tape(300), (told) => {
        const outcomes = told.map((one) => outcome({ ...one, regime: null }));
        const learner = learnerOf('hedge', PROVIDERS);
        const weighed = outcomes.map((one) => {
          const weights = one.votes.map(({ provider }) => learner.weights.overall[provider]);
          learner.learn([one]);
          return { outcome: outcome({ ...told[outcomes.indexOf(one)], regime: null }), weights };
        });
        const scorer = new VoteScorer();
        const squares = outcomes.reduce((sum, one) => sum + scorer.score(one).weight ** 2, 0);
        const rate = hedgeRate(PROVIDERS.length);
        const { length } = outcomes;
        const regret = regretOf(
          PROVIDERS,
          weighed.map((one, index) => ({ outcome: voted(one.outcome, told[index]), weights: one.weights })),
        );
        // ln N / rate + rate·Σc²/8 (Hoeffding's lemma), and what sharing costs: −ln(1 − share) / rate a trade.
        const bound = (Math.log(4) - length * Math.log(1 - HEDGE_SHARE)) / rate + (rate * squares) / 8;
        assert.ok((regret?.regret ?? 0) <= bound + 1e-3);
      }),
      { seed: 3, numRuns: 60 },
    );
  });
});

/** An outcome with the votes as a decision has them. */
const voted = (row: OutcomeFacts, { votes }: Told) => ({
  side: row.side,
  pnl: row.pnl,
  votes: votes.map((action, index) => ({ provider: PROVIDERS[index], action, confidence: 50 })),
});

describe('regret', () => {
  it('is the weighted share of wrong votes less that of the best provider', () => {
    const told: Told[] = [
      { won: true, votes: ['BUY', 'SELL', 'HOLD'] },
      { won: true, votes: ['BUY', 'BUY', 'SELL'] },
    ];
    const weights = [2, 1, 1];
    const found = regretOf(
      PROVIDERS.slice(0, 3),
      told.map((one) => ({ outcome: voted(outcome(one), one), weights })),
    );
    // The second win counts (20 × 0.99861 + 1) / 2 / (10 × 0.99861 + 1) = 0.954489.
    // Wrong by weight: (1 + ½) / 4 and 1 / 4 × 0.954489; by head: 1.5 / 3 and 1 / 3 × 0.954489; a never.
    assert.equal(found?.trades, 2);
    near(found?.learned ?? 0, 0.375 + 0.954489 / 4, 1e-5);
    near(found?.equal ?? 0, 0.5 + 0.954489 / 3, 1e-5);
    assert.deepEqual(found?.best, { provider: 'a', loss: 0 });
    assert.equal(found?.regret, found?.learned);
    assert.equal(regretOf(PROVIDERS, []), null);
  });
});

const tape = (most: number) =>
  fc.array(
    fc.record({
      won: fc.boolean(),
      regime: fc.constantFrom(null, ...REGIMES),
      action: fc.constantFrom('BUY' as const, 'SELL' as const),
      votes: fc.tuple(
        // a is seldom right, b often: not only coins.
        fc.constantFrom<Action>('BUY', 'SELL', 'SELL', 'HOLD'),
        fc.constantFrom<Action>('BUY', 'BUY', 'BUY', 'SELL'),
        fc.constantFrom<Action>('BUY', 'SELL'),
        fc.constantFrom<Action>('HOLD', 'CLOSE', 'BUY', 'SELL'),
      ),
    }),
    { maxLength: most },
  );
const all = ({ overall, regimes }: LearnedWeights) => [overall, ...Object.values(regimes)];

for (const method of LEARNING_METHODS) {
  describe(`weights by ${method}, whatever happened`, () => {
    it('average 1 within their bounds', () => {
      assert.ok(all(learned(method, [])).every((one) => Object.values(one).every((weight) => weight === 1)));
      fc.assert(
        fc.property(tape(200), (told) => {
          for (const one of all(learned(method, told.map(outcome)))) {
            const values = Object.values(one);
            near(values.reduce((sum, weight) => sum + weight, 0) / 4, 1, 1e-5);
            assert.ok(values.every((weight) => weight > 0 && weight <= 4));
            if (method === 'record') assert.ok(values.every((weight) => weight >= 0.1 && weight <= 3.7));
          }
        }),
        { seed: 1, numRuns: 150 },
      );
    });

    it('are learned one by one as at once, by name and not by place, of either side alike', () => {
      fc.assert(
        fc.property(
          tape(120),
          fc.shuffledSubarray(PROVIDERS, { minLength: 4 }),
          fc.integer({ min: 1, max: 20 }),
          (told, order, some) => {
            const outcomes = told.map(outcome);
            const expected = learned(method, outcomes);
            const learner = learnerOf(method, order);
            for (let from = 0; from < outcomes.length; from += some) {
              assert.ok(learner.weights);
              learner.learn(outcomes.slice(from, from + some));
            }
            assert.deepEqual(learner.weights, expected);
            const turned = { BUY: 'SELL', SELL: 'BUY', HOLD: 'HOLD', CLOSE: 'CLOSE' } as const;
            const mirrored = told.map(({ action, votes, ...rest }) =>
              outcome({
                ...rest,
                action: action === 'BUY' ? 'SELL' : 'BUY',
                votes: votes.map((one) => turned[one]),
              }),
            );
            assert.deepEqual(learned(method, mirrored), expected);
          },
        ),
        { seed: 2, numRuns: 100 },
      );
    });

    it('do not fall by a vote that was right instead of wrong', () => {
      fc.assert(
        fc.property(tape(200), fc.nat(), fc.nat({ max: 3 }), (told, pick, provider) => {
          fc.pre(told.length > 0);
          const at = pick % told.length;
          const { won, action, regime } = told[at];
          const right = won === (action === 'BUY') ? 'BUY' : 'SELL';
          const withVote = (vote: Action) =>
            learned(
              method,
              told.map((one, index) =>
                outcome(index === at ? { ...one, votes: one.votes.with(provider, vote) } : one),
              ),
            );
          const [worse, better] = [withVote(right === 'BUY' ? 'SELL' : 'BUY'), withVote(right)];
          const name = PROVIDERS[provider];
          assert.ok(better.overall[name] >= worse.overall[name] - 1e-6);
          if (regime) assert.ok(better.regimes[regime][name] >= worse.regimes[regime][name] - 1e-6);
        }),
        { seed: 4, numRuns: 500 },
      );
    });

    it('know nothing of providers that are not theirs', () => {
      const strange = {
        ...outcome({ won: true, votes: [] }),
        votes: [{ provider: 'x', action: 'BUY' as const }],
      };
      assert.deepEqual(Object.keys(learned(method, [strange]).overall), PROVIDERS);
    });
  });
}
