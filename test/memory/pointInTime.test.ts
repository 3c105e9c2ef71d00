// What was not known at a time changes no byte of any answer at that time, however it came to be otherwise.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mean, standardDeviation } from 'simple-statistics';
import { isoTime, quarterOf } from '../../src/common/calendar';
import { DAY } from '../../src/common/timeframe';
import { LEARNING_METHODS, learnerOf } from '../../src/decision/learning/learningMethods';
import { REGIMES } from '../../src/market/regime';
import { SITUATION_FEATURES } from '../../src/market/situationFeatures';
import { admissible, type Lineage } from '../../src/memory/admissible';
import { inOrderOfExit } from '../../src/memory/closedTrade';
import { latestAdmissible, MemoryView } from '../../src/memory/memoryView';
import type { Outcome } from '../../src/memory/outcome';
import { type OutcomeFacts, rowOf } from '../../src/memory/outcomeRow';
import { performanceOf } from '../../src/memory/performance';
import { OutcomeIndex } from '../../src/memory/similar/similarity';
import type { Situation } from '../../src/memory/similar/situationTable';
import { START, someOutcome } from './someOutcome';

const PROVIDERS = ['rule:trend', 'rule:calm', 'mine'];
const LAST_DAY = 400;

const anyOutcome = fc
  .record({
    id: fc.integer({ min: 0, max: 500 }),
    run: fc.constantFrom('mine', 'named', 'other'),
    exit: fc.integer({ min: 0, max: LAST_DAY }),
    pnl: fc.integer({ min: -50, max: 50 }),
    action: fc.constantFrom('BUY' as const, 'SELL' as const),
    regime: fc.constantFrom(null, ...REGIMES),
    votes: fc.array(fc.constantFrom('BUY' as const, 'SELL' as const, 'HOLD' as const), {
      minLength: 3,
      maxLength: 3,
    }),
    features: fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 9, maxLength: 9 }),
    note: fc.option(fc.string({ minLength: 1, maxLength: 5 }), { nil: undefined }),
  })
  .map(({ id, run, exit, pnl, action, regime, votes, features, note }) =>
    someOutcome(`o${id}`, {
      run_id: run,
      exit_time: isoTime(START + exit * DAY),
      quarter: quarterOf(START + exit * DAY),
      pnl,
      action,
      market_regime: regime,
      votes: votes.map((vote, index) => ({ provider: PROVIDERS[index], action: vote, confidence: 60 })),
      features: Object.fromEntries(SITUATION_FEATURES.map((name, index) => [name, features[index] / 10])),
      note: note === undefined ? undefined : { text: note, written: isoTime(START) },
    }),
  );
const memories = fc.uniqueArray(anyOutcome, {
  selector: (one) => one.decision_id,
  minLength: 15,
  maxLength: 40,
});

/** When a run that decides on these days last looked, by a day: by quarter it looks once in each, at its first decision there. */
function lookOf(day: number, { refresh }: Lineage, before: readonly number[]): number {
  const quarter = (some: number) => quarterOf(START + some * DAY);
  const same = [...before, day].filter((some) => some <= day && quarter(some) === quarter(day));
  return START + (refresh === 'quarter' ? Math.min(...same) : day) * DAY;
}

/** All that a decision at a time may get from memory. */
function answersAt(day: number, memory: readonly Outcome[], lineage: Lineage, cap: number, before: number[]) {
  const time = START + day * DAY;
  const view = new MemoryView(lineage, memory.map(rowOf), cap);
  for (const earlier of [...before, day].sort((a, b) => a - b))
    if (earlier <= day) view.moveTo(START + earlier * DAY, quarterOf(START + earlier * DAY));
  const remembered = new Set(view.known.map(({ id }) => id));
  const lookedAt = view.known;
  const weights = LEARNING_METHODS.map((method) => {
    const learner = learnerOf(method, PROVIDERS);
    learner.learn(lookedAt);
    return learner.weights;
  });
  const situation = { features: { trend: 1, rsi: 0.5 }, regime: null, side: null };
  const text = ({ pnl }: OutcomeFacts) => (pnl > 0 ? 0.5 : null);
  const neighbours = view.index.search({ situation, text, time }, 5);
  const look = lookOf(day, lineage, before);
  const archived = memory
    .filter((one) => admissible(rowOf(one), { time: look, quarter: quarterOf(look) }, lineage))
    .map(({ decision_id }) => decision_id)
    .filter((id) => !remembered.has(id))
    .sort();
  return {
    neighbours: neighbours.map(({ outcome }) => outcome.id),
    scores: neighbours.map(({ outcome: _, ...scores }) => scores),
    weights,
    performance: performanceOf(lookedAt),
    archived,
  };
}

describe('whatever was not known at a time', () => {
  for (const refresh of ['quarter', 'trade'] as const)
    it(`was it added, changed or removed, changes no neighbour, score, weight, figure or archive (refresh by ${refresh})`, () => {
      const lineage: Lineage = { run: 'mine', refresh, include: ['named'] };
      let told = 0;
      fc.assert(
        fc.property(
          memories,
          memories,
          fc.integer({ min: 0, max: LAST_DAY }),
          fc.integer({ min: 1, max: 12 }),
          fc.array(fc.integer({ min: 0, max: LAST_DAY }), { maxLength: 4 }),
          (one, other, day, cap, before) => {
            const look = lookOf(day, lineage, before);
            const known = ({ run_id, exit_time, quarter }: Outcome) => {
              const own = run_id === 'mine' && (refresh === 'trade' || quarter < quarterOf(look));
              return Date.parse(exit_time) <= look && (own || run_id === 'named');
            };
            const certain = one.filter(known);
            const ids = new Set(certain.map(({ decision_id }) => decision_id));
            const unknown = (some: readonly Outcome[]) =>
              some.filter((trade) => !known(trade) && !ids.has(trade.decision_id));
            const answers = [unknown(one), unknown(other), []].map((more) =>
              JSON.stringify(answersAt(day, [...more, ...certain], lineage, cap, before)),
            );
            assert.equal(answers[1], answers[0]);
            assert.equal(answers[2], answers[0]);
            told += certain.length;
          },
        ),
        { seed: 17, numRuns: 300 },
      );
      assert.ok(told > 1000, 'there was something to know');
    });
});

describe('an index that is narrowed to one time after another', () => {
  const anyMoment = fc.record({ day: fc.integer({ min: -1, max: LAST_DAY + 1 }), but: fc.nat() });
  const situation = { features: { trend: 1, rsi: 0.5 }, regime: 'TRENDING', side: 'short' } as const;
  const other = { features: { trend: -1, adx: 2 }, regime: null, side: 'long' } as const;
  /** All that an index tells of those it looks at. */
  const told = (index: OutcomeIndex, time: number | null) => [
    ...[null, ({ pnl }: OutcomeFacts) => (pnl > 0 ? pnl / 50 : null)].flatMap((text) =>
      index.search({ situation, text, time }, 6).map(({ outcome, ...parts }) => [outcome.id, parts]),
    ),
    index.search({ situation: null, text: () => 0.5, time }, 6).map(({ outcome }) => outcome.id),
    index.shares(situation, other),
  ];

  it('answers bit for bit as one made of those known then, and of no others', () => {
    let known = 0;
    fc.assert(
      fc.property(memories, fc.array(anyMoment, { minLength: 1, maxLength: 8 }), (memory, moments) => {
        const rows = memory.map(rowOf);
        const index = new OutcomeIndex(rows);
        for (const { day, but } of moments) {
          const time = START + day * DAY;
          const own = rows[but % rows.length];
          index.narrowTo(time, own);
          // Of outcomes that nothing was read out of before.
          const fresh = memory.map(rowOf).filter((row) => row.exitTime <= time);
          const of = fresh.filter(({ id }) => id !== own.id);
          known += of.length;
          for (const asked of [time, null])
            assert.equal(
              JSON.stringify(told(index, asked)),
              JSON.stringify(told(new OutcomeIndex(of), asked)),
            );
        }
      }),
      { seed: 29, numRuns: 300 },
    );
    assert.ok(known > 1000, 'there was something to know');
  });

  it('and as the definition says: mean and deviation of those known, clamped, of length 1', () => {
    fc.assert(
      fc.property(memories, fc.integer({ min: 100, max: LAST_DAY }), (memory, day) => {
        const time = START + day * DAY;
        const index = new OutcomeIndex(memory.map(rowOf));
        index.narrowTo(time, null);
        const of = memory.filter(({ exit_time }) => Date.parse(exit_time) <= time);
        const vector = ({ features, regime, side }: Situation) => {
          const zs = SITUATION_FEATURES.map((name) => {
            const values = of.map((one) => one.features[name]);
            const deviation = values.length < 5 ? 0 : standardDeviation(values);
            const z = deviation < 1e-12 ? 0 : ((features[name] ?? Number.NaN) - mean(values)) / deviation;
            return Math.max(-3, Math.min(3, z || 0));
          });
          const all = [...zs, ...REGIMES.map((one) => Number(one === regime)), side === 'long' ? 1 : -1];
          const length = Math.hypot(...all);
          return all.map((number) => number / length);
        };
        const mine = vector(situation);
        const cosine = (outcome: OutcomeFacts) =>
          vector(outcome).reduce((sum, number, place) => sum + number * mine[place], 0);
        for (const { outcome, situation: likeness, recency, score } of index.search(
          { situation, text: null, time },
          6,
        )) {
          const age = (time - outcome.exitTime) / (365 * DAY);
          assert.ok(age >= 0, 'it was known');
          assert.ok(Math.abs((likeness ?? 0) - cosine(outcome)) < 1e-5);
          assert.ok(Math.abs(recency - (0.5 + 0.5 * 0.5 ** age)) < 1e-12);
          assert.ok(Math.abs(score - recency * cosine(outcome)) < 1e-5);
        }
      }),
      { seed: 31, numRuns: 100 },
    );
  });
});

describe('what a view with a cap can hold', () => {
  it('is among the last outcomes that are admissible', () => {
    fc.assert(
      fc.property(
        memories,
        fc.integer({ min: 0, max: LAST_DAY }),
        fc.integer({ min: 1, max: 50 }),
        fc.constantFrom('quarter' as const, 'trade' as const),
        (memory, day, cap, refresh) => {
          const lineage: Lineage = { run: 'mine', refresh, include: ['named'] };
          const at = { time: START + day * DAY, quarter: quarterOf(START + day * DAY) };
          const rows = memory.map(rowOf).sort(inOrderOfExit);
          const held = (of: readonly OutcomeFacts[]) => {
            const view = new MemoryView(lineage, of, cap);
            view.moveTo(at.time, at.quarter);
            return view.known;
          };
          assert.deepEqual(held(latestAdmissible(rows, at, lineage, cap)), held(rows));
        },
      ),
      { seed: 37, numRuns: 300 },
    );
  });
});
