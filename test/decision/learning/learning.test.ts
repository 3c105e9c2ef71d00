// That weights go to whoever is right, only because of what is known, and nowhere where nobody knows anything.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isoTime, quarterOf } from '../../../src/common/calendar';
import { DAY } from '../../../src/common/timeframe';
import { Ensemble } from '../../../src/decision/ensemble';
import { Learning } from '../../../src/decision/learning/learning';
import {
  LEARNING_METHODS,
  type LearningMethod,
  learnerOf,
} from '../../../src/decision/learning/learningMethods';
import type { DecisionRequest } from '../../../src/decision/request';
import { REGIMES, type Regime } from '../../../src/market/regime';
import { MemoryView } from '../../../src/memory/memoryView';
import type { OutcomeRow } from '../../../src/memory/outcomeRow';
import { someRow } from '../../memory/someOutcome';
import { COIN, EXPERTS_AND_COINS, type Played, playSkills, type Skill, settled } from './plantedSkill';

const SEEDS = Array.from({ length: 50 }, (_, index) => index + 1);
const REFRESHES = ['trade', 'quarter'] as const;
/**
 * After so many trades in a regime 65 % lies two standard deviations above a coin's record:
 * (2 × √(0.65 × 0.35 + 0.5 × 0.5) / 0.15)².
 */
const EXPECTED_TRADES = 85;

function shareWithin(counts: readonly number[], most: number): number {
  return counts.filter((count) => count <= most).length / counts.length;
}

type How = Pick<Parameters<typeof playSkills>[1], 'method' | 'refresh'>;

async function playAll(skills: readonly Skill[], how: How): Promise<Played[]> {
  const runs: Played[] = [];
  for (const seed of SEEDS) runs.push(await playSkills(skills, { seed, ...how }));
  return runs;
}

/** In how many seeds some runs ended with more than others. */
const above = (runs: readonly Played[], others: readonly Played[]) =>
  runs.filter(({ finalEquity }, index) => finalEquity > others[index].finalEquity).length;

describe('an ensemble of two experts, each of another regime, and four coins', function () {
  this.timeout(60_000);
  let equal: readonly Played[];
  before(async () => {
    equal = await playAll(EXPERTS_AND_COINS, { method: null });
  });

  for (const method of LEARNING_METHODS)
    for (const refresh of REFRESHES)
      describe(`that learns by ${method} after each ${refresh}`, () => {
        let runs: readonly Played[];
        before(async () => {
          runs = await playAll(EXPERTS_AND_COINS, { method, refresh });
        });

        if (refresh === 'trade')
          it('follows the expert of each regime after as many trades there as it takes to know', () => {
            for (const [regime, provider] of [
              ['TRENDING', 'rule:p0'],
              ['RANGING', 'rule:p1'],
            ] as const) {
              const counts = runs.map((run) => settled(run, regime, provider));
              assert.ok(shareWithin(counts, EXPECTED_TRADES) >= 0.5, `${regime}: ${counts}`);
              assert.ok(shareWithin(counts, 3 * EXPECTED_TRADES) >= 0.85, `${regime}: ${counts}`);
            }
          });

        it('ends above the vote of equal weights in at least nine seeds of ten', () => {
          assert.ok(above(runs, equal) >= 45, `${above(runs, equal)} of 50`);
        });

        it('tells what it lost by not following the best provider from the start', () => {
          for (const { regret, outcomes } of runs) assert.equal(regret?.trades, outcomes.length);
          const less = runs.filter(({ regret }) => regret && regret.learned < regret.equal).length;
          assert.ok(less >= 45, `${less} of 50`);
        });
      });
});

describe('an ensemble of six coins', function () {
  this.timeout(60_000);
  const coins = Array.from({ length: 6 }, () => COIN);
  let equal: readonly Played[];
  before(async () => {
    equal = await playAll(coins, { method: null });
  });
  for (const [method, most] of [
    ['record', 0.1],
    // Exponential weights swing by what chance does; they are shares of one vote all the same.
    ['hedge', 0.5],
  ] as const) {
    it(`weighs each about 1 by ${method}, and is right as often as a coin`, async () => {
      const runs = await playAll(coins, { method, refresh: 'trade' });
      const off = runs
        .flatMap(({ weights }) => [weights.overall, ...Object.values(weights.regimes)])
        .flatMap((one) => Object.values(one).map((weight) => Math.abs(weight - 1)));
      const mean = off.reduce((sum, one) => sum + one, 0) / off.length;
      assert.ok(mean < most, `${mean} off 1 on average`);
      const outcomes = runs.flatMap((run) => run.outcomes);
      const right = outcomes.filter(({ pnl }) => pnl > 0).length;
      // Four standard deviations; costs leave a little less than half.
      assert.ok(Math.abs(right / outcomes.length - 0.5) < 0.02 + 2 / Math.sqrt(outcomes.length), `${right}`);
      assert.ok(above(runs, equal) <= 35, `above equal weights in ${above(runs, equal)} of 50`);
    });
  }
});

const START = Date.UTC(2025, 0, 1);
const PROVIDERS = ['a', 'b', 'c'];
const trades = fc.array(
  fc.record({
    exit: fc.integer({ min: 0, max: 400 }),
    won: fc.boolean(),
    regime: fc.constantFrom(null, ...REGIMES),
    votes: fc.tuple(
      fc.constantFrom('BUY' as const, 'SELL' as const),
      fc.constantFrom('BUY' as const, 'BUY' as const, 'SELL' as const),
      fc.constantFrom('BUY' as const, 'HOLD' as const),
    ),
  }),
  { maxLength: 120 },
);

describe('weights at a time', () => {
  const never = new AbortController().signal;
  /** Those of a decision at a day, from outcomes told beforehand. */
  function weightsAt(
    day: number,
    told: readonly OutcomeRow[],
    how: { method: LearningMethod; refresh: 'trade' | 'quarter' },
  ) {
    const provider = { decide: () => ({ action: 'HOLD' as const, confidence: 1, reason: '' }) };
    const members = PROVIDERS.map((id) => ({ provider: { id, ...provider }, weight: 1 }));
    const ensemble = new Ensemble(members, 1, never);
    const view = new MemoryView({ run: 'r', refresh: how.refresh, include: [] }, [], 10_000);
    view.add(told);
    const learning = new Learning(view, ensemble, learnerOf(how.method, PROVIDERS), () => {});
    for (const at of [100, 200, day].filter((one) => one <= day)) {
      const time = START + at * DAY;
      learning.moveTo(time, quarterOf(time - DAY));
    }
    return learning.weights;
  }

  it('depend on nothing that was not known then', () => {
    fc.assert(
      fc.property(
        trades,
        fc.integer({ min: 1, max: 400 }),
        fc.constantFrom(...LEARNING_METHODS),
        fc.constantFrom('trade' as const, 'quarter' as const),
        (told, day, method, refresh) => {
          const outcomes = told.map(({ exit, won, regime, votes }, index) =>
            someRow(`r_${index}`, {
              run_id: 'r',
              exit_time: isoTime(START + exit * DAY),
              quarter: quarterOf(START + exit * DAY - DAY),
              pnl: won ? 1 : -1,
              market_regime: regime,
              votes: votes.map((action, place) => ({ provider: PROVIDERS[place], action, confidence: 50 })),
            }),
          );
          const time = START + day * DAY;
          const known = outcomes.filter(
            ({ exitTime, quarter }) =>
              exitTime <= time && (refresh === 'trade' || quarter < quarterOf(time - DAY)),
          );
          const how = { method, refresh };
          assert.deepEqual(weightsAt(day, outcomes, how), weightsAt(day, known, how));
          // What ended later may as well have ended otherwise.
          const otherwise = outcomes.map((one) =>
            known.includes(one) ? one : { ...one, pnl: -one.pnl, votes: [] },
          );
          assert.deepEqual(weightsAt(day, otherwise, how), weightsAt(day, outcomes, how));
        },
      ),
      { seed: 8, numRuns: 300 },
    );
  });

  it('are told of once a quarter, however often they change', () => {
    const ensemble = new Ensemble([], 1, never);
    const view = new MemoryView({ run: 'r', refresh: 'trade', include: [] }, [], 10_000);
    view.add(
      Array.from({ length: 300 }, (_, day) =>
        someRow(`r_${day}`, { run_id: 'r', exit_time: isoTime(START + day * DAY) }),
      ),
    );
    const told: string[] = [];
    const learning = new Learning(view, ensemble, learnerOf('record', PROVIDERS), (time) =>
      told.push(isoTime(time).slice(0, 10)),
    );
    for (let day = 0; day < 300; day += 1) {
      const before = learning.weights;
      learning.moveTo(START + day * DAY, quarterOf(START + day * DAY));
      assert.notEqual(learning.weights, before);
    }
    assert.deepEqual(told, ['2025-01-01', '2025-04-01', '2025-07-01', '2025-10-01']);
  });

  it('are those of the regime that a decision is taken in, and stand in the decision', () => {
    const say = (id: string, action: 'BUY' | 'SELL') => ({
      weight: 2,
      provider: { id, decide: () => ({ action, confidence: 50, reason: '' }) },
    });
    const ensemble = new Ensemble([say('a', 'BUY'), say('b', 'SELL')], 1, never);
    const voted = (regime: Regime | null) => {
      const decision = ensemble.decide({ regime } as DecisionRequest);
      assert.ok(!(decision instanceof Promise));
      return [decision.action, decision.weights];
    };
    assert.deepEqual(voted('TRENDING'), ['HOLD', [2, 2]]);
    const even = { a: 1, b: 1 };
    ensemble.learned = {
      overall: { a: 0.9, b: 1.1 },
      regimes: { TRENDING: { a: 1.5, b: 0.5 }, RANGING: even, VOLATILE: even },
    };
    assert.deepEqual(voted('TRENDING'), ['BUY', [3, 1]]);
    assert.deepEqual(voted(null), ['SELL', [1.8, 2.2]]);
    assert.deepEqual(voted('RANGING'), ['HOLD', [2, 2]]);
  });
});
