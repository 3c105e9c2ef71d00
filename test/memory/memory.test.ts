import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Quarter } from '../../src/common/calendar';
import { isoTime, quarterOf } from '../../src/common/calendar';
import { DAY } from '../../src/common/timeframe';
import { wilsonInterval } from '../../src/common/wilson';
import { SITUATION_FEATURES } from '../../src/market/situationFeatures';
import { admissible } from '../../src/memory/admissible';
import { archiveOutcomes, restoreRun } from '../../src/memory/archive/archive';
import { type OutcomeFacts, rowOf } from '../../src/memory/outcomeRow';
import { providerPerformance } from '../../src/memory/performance';
import { OutcomeIndex, type OutcomeQuery } from '../../src/memory/similar/similarity';
import {
  loadOutcomes,
  quarantine,
  removeStaleTemporaries,
  saveOutcomes,
} from '../../src/memory/store/memoryFolder';
import { tempFolder } from '../tempFolder';
import { START, someOutcome, someRow } from './someOutcome';

describe('the memory folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = tempFolder('memory');
  });

  it('gives back what was saved, and writes the same bytes twice', async () => {
    const saved = someOutcome('a', { unknown_field: { kept: true } });
    await saveOutcomes(folder, [saved]);
    const bytes = readFileSync(join(folder, 'outcome_a.json'));
    await saveOutcomes(folder, [saved]);
    assert.deepEqual(readFileSync(join(folder, 'outcome_a.json')), bytes);
    assert.deepEqual((await loadOutcomes(folder)).outcomes, [saved]);
    assert.deepEqual(readdirSync(folder), ['outcome_a.json']);
  });

  const whole = JSON.stringify(someOutcome('x'));
  const put = (text: string | Buffer) => (file: string) => writeFileSync(file, text);
  const broken: [name: string, make: (file: string) => void, message: RegExp][] = [
    ['empty', put(''), /it is empty/],
    ['cut off', put(whole.slice(0, 80)), /not valid JSON/],
    ['NUL bytes', put(Buffer.alloc(50)), /not valid JSON/],
    ['UTF-16', put(Buffer.from(whole, 'utf16le')), /not valid JSON/],
    ['an array', put('[]'), /is wrong/],
    ['null', put('null'), /is wrong/],
    ['a number too large', put(whole.replace('"pnl":10', '"pnl":1e999')), /"pnl" is wrong/],
    [
      'text for a number',
      put(whole.replace('"exit_price":110', '"exit_price":"110"')),
      /"exit_price" is wrong/,
    ],
    [
      'a negative price',
      put(whole.replace('"entry_price":100', '"entry_price":-1')),
      /"entry_price" is wrong/,
    ],
    ['a field missing', put(whole.replace('"pnl":10,', '')), /"pnl" is wrong/],
    ['another id', put(whole.replace('"x"', '"y"')), /not that of its file name/],
    ['a path for an id', put(whole.replace('"x"', '"../../x"')), /"decision_id" is wrong/],
    ['__proto__', put('{"__proto__":{"schema_version":1}}'), /is wrong/],
    ['a time that is none', put(whole.replace(isoTime(START + DAY), 'later')), /"exit_time" is wrong/],
    [
      'left before entered',
      put(whole.replace(isoTime(START + DAY), isoTime(START - DAY))),
      /impossible order/,
    ],
    [
      'a newer version',
      put(whole.replace('"schema_version":1', '"schema_version":2')),
      /newer than this extension/,
    ],
    ['a folder', (file) => mkdirSync(file), /it is not a file/],
    ['a link', (file) => symlinkSync('/etc/hostname', file), /it is a link/],
    ['too deep', put('['.repeat(100_000)), /not valid JSON/],
    ['too large', put(Buffer.alloc(1024 * 1024 + 1, 32)), /larger than 1 MB/],
  ];
  for (const [name, make, message] of broken) {
    it(`sets aside a file that is damaged: ${name}`, async () => {
      await saveOutcomes(folder, [someOutcome('good')]);
      make(join(folder, 'outcome_x.json'));
      const { outcomes, damaged } = await loadOutcomes(folder);
      assert.equal(outcomes.length, 1);
      assert.equal(damaged.length, 1);
      assert.match(damaged[0].message, message);
      assert.match(damaged[0].message, /outcome_x\.json/);
      await quarantine(folder, damaged);
      assert.deepEqual(readdirSync(join(folder, 'quarantine')), ['outcome_x.json']);
      assert.equal((await loadOutcomes(folder)).damaged.length, 0);
    });
  }

  it('leaves outcomes of the Python engine alone', async () => {
    writeFileSync(
      join(folder, 'outcome_t.json'),
      '{"decision_id":"t","entry_timestamp":"2025-01-01","realized_pnl":1}',
    );
    const { damaged, legacy } = await loadOutcomes(folder);
    assert.deepEqual([damaged.length, legacy], [0, 1]);
  });

  it('archives a run and restores it', async () => {
    const both = [someOutcome('a'), someOutcome('b', { run_id: 'r2' })];
    await saveOutcomes(folder, both);
    await archiveOutcomes(folder, [rowOf(both[0])]);
    assert.deepEqual((await loadOutcomes(folder)).outcomes, [both[1]]);
    await restoreRun(folder, 'r1');
    assert.deepEqual((await loadOutcomes(folder)).outcomes, both);
  });

  it('removes what killed writers left, once it is old', async () => {
    writeFileSync(join(folder, 'outcome_a.json.12345'), 'half');
    await removeStaleTemporaries(folder, 60_000, Date.now());
    assert.equal(readdirSync(folder).length, 1);
    await removeStaleTemporaries(folder, 60_000, Date.now() + 120_000);
    assert.equal(readdirSync(folder).length, 0);
  });
});

const anyOutcome = fc
  .record({
    id: fc.integer({ min: 0, max: 1e6 }),
    run: fc.constantFrom('mine', 'named', 'other'),
    exit: fc.integer({ min: 0, max: 400 }),
    pnl: fc.integer({ min: -50, max: 50 }),
    action: fc.constantFrom('BUY' as const, 'SELL' as const),
    features: fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 9, maxLength: 9 }),
  })
  .map(({ id, run, exit, pnl, action, features }) =>
    someRow(`o${id}`, {
      run_id: run,
      exit_time: isoTime(START + exit * DAY),
      quarter: quarterOf(START + exit * DAY),
      pnl,
      action,
      features: Object.fromEntries(
        SITUATION_FEATURES.map((feature, index) => [feature, features[index] / 10]),
      ),
    }),
  );

describe('admissible memory', () => {
  const at = { time: START + 200 * DAY, quarter: '2025-Q3' as Quarter };
  for (const refresh of ['quarter', 'trade'] as const) {
    it(`nothing that was not known changes any answer (refresh by ${refresh})`, () => {
      const lineage = { run: 'mine', refresh, include: ['named'] };
      const answer = (outcomes: readonly OutcomeFacts[]) => {
        const known = outcomes.filter((one) => admissible(one, at, lineage));
        const situation = { features: { trend: 1, rsi: 0.5 }, regime: null, side: null };
        const query = { situation, text: ({ pnl }: OutcomeFacts) => (pnl > 0 ? 0.5 : null), time: at.time };
        return JSON.stringify([new OutcomeIndex(known).search(query, 5), providerPerformance(known)]);
      };
      const unknown = anyOutcome.filter(
        (one) =>
          one.exitTime > at.time ||
          one.run === 'other' ||
          (one.run === 'mine' && refresh === 'quarter' && one.quarter >= at.quarter),
      );
      fc.assert(
        fc.property(
          fc.array(anyOutcome, { maxLength: 40 }),
          fc.array(unknown, { maxLength: 20 }),
          (some, later) => {
            assert.equal(answer([...some, ...later]), answer(some));
          },
        ),
        { seed: 7, numRuns: 200 },
      );
    });
  }

  it('needs a readable exit time', () => {
    const lineage = { run: 'r1', refresh: 'trade', include: [] } as const;
    assert.equal(admissible(someRow('a', { exit_time: '?' }), at, lineage), false);
    assert.equal(admissible(someRow('a', { exit_time: isoTime(at.time) }), at, lineage), true);
    assert.equal(admissible(someRow('a', { exit_time: isoTime(at.time + 1000) }), at, lineage), false);
  });
});

describe('similar outcomes', () => {
  it('tells situations apart and finds the same one first', () => {
    const varied = fc
      .sample(anyOutcome, { seed: 3, numRuns: 200 })
      .map((one, index) => ({ ...one, id: `v${index}` }));
    const index = new OutcomeIndex(varied);
    let sum = 0;
    for (const one of varied) {
      const query = { situation: one, text: null, time: null };
      const [first] = index.search(query, 1);
      assert.ok(first.score > 0.999);
      const all = index.search(query, 200);
      sum += all.reduce((total, { score }) => total + score, 0) / 200;
    }
    assert.ok(sum / 200 < 0.5, `mean pairwise similarity ${sum / 200}`);
  });
});

describe('a score', () => {
  const trades = ['a', 'b', 'c'].map((id, place) =>
    someRow(id, { features: {}, action: place === 2 ? 'SELL' : 'BUY', market_regime: null }),
  );
  const situation = { features: {}, regime: null, side: 'long' as const };
  const text = ({ id }: OutcomeFacts) => (id === 'b' ? null : 0.5);
  const scores = (query: Pick<OutcomeQuery, 'situation' | 'text'>) =>
    new OutcomeIndex(trades)
      .search({ ...query, time: null }, 3)
      .map(({ outcome, score, situation: ofSituation, text: ofText }) => [
        outcome.id,
        Number(score.toFixed(6)),
        ofSituation,
        ofText,
      ]);

  it('is of the situation, of the text, or 0.7 × the one and 0.3 × the other', () => {
    assert.deepEqual(scores({ situation, text: null }), [
      ['a', 1, 1, null],
      ['b', 1, 1, null],
    ]);
    assert.deepEqual(scores({ situation: null, text }), [
      ['a', 0.5, null, 0.5],
      ['c', 0.5, null, 0.5],
    ]);
    // b has no text, so its situation alone counts; c is the other side.
    assert.deepEqual(scores({ situation, text }), [
      ['b', 1, 1, null],
      ['a', 0.85, 1, 0.5],
    ]);
  });

  it('falls to three quarters of its likeness a year after the trade ended', () => {
    const time = trades[0].exitTime + 365 * DAY;
    const [first] = new OutcomeIndex(trades).search({ situation, text: null, time }, 1);
    assert.ok(Math.abs(first.score - 0.75) < 1e-12 && Math.abs(first.recency - 0.75) < 1e-12);
  });
});

describe('Wilson’s interval', () => {
  it('matches tabulated values', () => {
    // Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
    const rounded = (wins: number, n: number) => wilsonInterval(wins, n)?.map((bound) => bound.toFixed(4));
    assert.deepEqual(rounded(81, 263), ['0.2553', '0.3662']);
    assert.deepEqual(rounded(15, 148), ['0.0624', '0.1605']);
    assert.deepEqual(rounded(0, 20), ['0.0000', '0.1611']);
    assert.equal(wilsonInterval(0, 0), null);
  });
});
