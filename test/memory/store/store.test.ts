import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isoTime, quarterOf } from '../../../src/common/calendar';
import { DAY } from '../../../src/common/timeframe';
import { REGIMES } from '../../../src/market/regime';
import { SITUATION_FEATURES } from '../../../src/market/situationFeatures';
import { archiveBeyond } from '../../../src/memory/archive/quarterArchive';
import { inOrderOfExit } from '../../../src/memory/closedTrade';
import type { Outcome } from '../../../src/memory/outcome';
import { rowOf } from '../../../src/memory/outcomeRow';
import { writePerformance } from '../../../src/memory/performance';
import { importPython } from '../../../src/memory/python/importPython';
import { saveOutcomes } from '../../../src/memory/store/memoryFolder';
import { decodeCache, encodeCache } from '../../../src/memory/store/outcomeCache';
import { outcomeFileName } from '../../../src/memory/store/outcomeFileName';
import { CACHE_FILE, OutcomeStore } from '../../../src/memory/store/outcomeStore';
import { tempFolder } from '../../tempFolder';
import { START, someOutcome } from '../someOutcome';

const outcomes = fc.uniqueArray(
  fc.record({
    decision_id: fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,20}$/),
    exit: fc.integer({ min: 1, max: 500 }),
    pnl: fc.double({ noNaN: true, noDefaultInfinity: true }),
    market_regime: fc.constantFrom(null, ...REGIMES),
    tags: fc.array(fc.string(), { maxLength: 3 }),
    features: fc.dictionary(fc.constantFrom(...SITUATION_FEATURES), fc.double({ noNaN: true })),
    votes: fc.array(
      fc.record({
        provider: fc.string({ minLength: 1 }),
        action: fc.constantFrom('BUY' as const, 'SELL' as const, 'HOLD' as const),
        confidence: fc.constant(50),
      }),
    ),
  }),
  // Names of files may be the same to a file system that does not tell case apart.
  { selector: ({ decision_id }) => decision_id.toLowerCase(), maxLength: 30 },
);
const outcomeOf = ({ exit, ...fields }: { exit: number } & Partial<Outcome> & { decision_id: string }) =>
  someOutcome(fields.decision_id, {
    ...fields,
    exit_time: isoTime(START + exit * DAY),
    quarter: quarterOf(START + exit * DAY),
  });

describe('the cache of outcomes', () => {
  const cached = (some: readonly Outcome[]) =>
    some.map((one, index) => ({
      name: outcomeFileName(one.decision_id),
      size: index,
      changed: index / 3,
      inode: index,
      place: index - 1,
      row: index % 5 === 4 ? null : rowOf(one),
    }));

  it('gives back what it was given', () => {
    fc.assert(
      fc.property(outcomes, (records) => {
        const files = cached(records.map(outcomeOf));
        assert.deepEqual(decodeCache(encodeCache(files)), files);
      }),
      { seed: 1 },
    );
  });

  it('is refused when any byte of it is another, or any of its end is missing', () => {
    const bytes = encodeCache(cached(fc.sample(outcomes, { seed: 2, numRuns: 1 })[0].map(outcomeOf)));
    for (let place = 0; place < bytes.length; place += 1) {
      const damaged = Buffer.from(bytes);
      damaged[place] ^= 1 << (place % 8);
      assert.equal(decodeCache(damaged), null, `byte ${place}`);
      assert.equal(decodeCache(bytes.subarray(0, place)), null, `cut to ${place}`);
    }
  });
});

describe('the store of outcomes', () => {
  const COUNT = 100;
  let folder: string;
  const path = (name: string) => join(folder, name);
  const file = (id: string) => path(outcomeFileName(id));
  const many = Array.from({ length: COUNT }, (_, index) =>
    someOutcome(`o${index}`, {
      exit_time: isoTime(START + (1 + ((index * 7) % COUNT)) * DAY),
      pnl: index - 50,
    }),
  );
  const opened = async () => {
    const store = new OutcomeStore(folder);
    await store.refresh();
    return store;
  };
  const expected = (some: readonly Outcome[]) => some.map(rowOf).sort(inOrderOfExit);

  beforeEach(async () => {
    folder = tempFolder('store');
    await saveOutcomes(folder, many);
  });

  it('says the same from its cache as from the files', async () => {
    assert.deepEqual((await opened()).rows, expected(many));
    assert.equal(decodeCache(readFileSync(path(CACHE_FILE)))?.length, COUNT);
    assert.deepEqual((await opened()).rows, expected(many));
  });

  it('does not open files that it knows', async () => {
    const store = await opened();
    const [first] = store.rows;
    await store.refresh();
    assert.equal(store.rows[0], first, 'the very same row');
    assert.equal(await store.refresh(), false);
  });

  it('notices what is added, edited in place, replaced and removed', async () => {
    const store = await opened();
    await saveOutcomes(folder, [someOutcome('new')]);
    writeFileSync(file('o1'), JSON.stringify({ ...many[1], pnl: 4321 }));
    writeFileSync(path('elsewhere'), JSON.stringify({ ...many[2], pnl: 1234 }));
    renameSync(path('elsewhere'), file('o2'));
    rmSync(file('o3'));
    const now = [
      ...many.filter((_, index) => index === 0 || index > 3),
      { ...many[1], pnl: 4321 },
      { ...many[2], pnl: 1234 },
      someOutcome('new'),
    ];
    assert.equal(await store.refresh(), true);
    assert.deepEqual(store.rows, expected(now));
    assert.deepEqual((await opened()).rows, expected(now), 'and so does one that starts from the cache');
  });

  it('notices any one change when it starts from the cache', async () => {
    const edited = { ...many[1], pnl: many[1].pnl + 1 };
    const rest = many.filter((one) => one !== many[1]);
    const changes: [change: () => void, expected: readonly Outcome[]][] = [
      [() => writeFileSync(file('o1'), `${JSON.stringify(edited, null, 2)}\n`), [...rest, edited]],
      [() => rmSync(file('o1')), rest],
      [() => writeFileSync(file('new'), JSON.stringify(someOutcome('new'))), [...rest, someOutcome('new')]],
      [() => writeFileSync(file('o1'), JSON.stringify(many[1])), [...many, someOutcome('new')]],
    ];
    await opened();
    for (const [change, now] of changes) {
      change();
      assert.deepEqual((await opened()).rows, expected(now));
    }
  });

  it('looks at suspects alone where it is told of them, and recalls what it knew before it looks', async () => {
    const store = await opened();
    await saveOutcomes(folder, [someOutcome('new')]);
    writeFileSync(file('o1'), JSON.stringify({ ...many[1], pnl: 4321 }));
    writeFileSync(file('o2'), '{');
    rmSync(file('o3'));
    const suspect = (id: string) => store.refresh(new Set([outcomeFileName(id), 'other.txt']));
    assert.equal(await suspect('o4'), false);
    assert.deepEqual(store.rows, expected(many), 'the others were not looked at');
    for (const id of ['new', 'o1', 'o2', 'o3']) assert.equal(await suspect(id), true);
    const now = [...many.filter((_, index) => index === 0 || index > 3), { ...many[1], pnl: 4321 }];
    assert.deepEqual(store.rows, expected([...now, someOutcome('new')]));
    assert.equal(store.damaged.length, 1);

    const later = new OutcomeStore(folder);
    assert.equal(later.recall(), COUNT);
    assert.deepEqual(later.rows, expected(many));
    await later.refresh(new Set());
    assert.deepEqual(later.rows, store.rows, 'the first look is at every file, whoever is suspected');
    assert.deepEqual(later.damaged, store.damaged);
  });

  it('keeps promptOptions of a damaged file until it is whole again', async () => {
    const store = await opened();
    appendFileSync(file('o5'), '}');
    for (const one of [store, await opened()]) {
      await one.refresh();
      assert.equal(one.damaged.length, 1);
      assert.match(one.damaged[0].message, /outcome_o5\.json/);
      assert.equal(one.rows.length, COUNT - 1);
    }
    await saveOutcomes(folder, [many[5]]);
    await store.refresh();
    assert.deepEqual(store.damaged, []);
    assert.deepEqual(store.rows, expected(many));
  });

  it('is not misled by a cache that is damaged, foreign, stale or of another folder', async () => {
    await opened();
    const whole = readFileSync(path(CACHE_FILE));
    const foreign = tempFolder('foreign');
    await saveOutcomes(
      foreign,
      many.map((one) => ({ ...one, pnl: 7 })),
    );
    await new OutcomeStore(foreign).refresh();
    const caches = [
      Buffer.alloc(0),
      Buffer.from('BMEM'),
      whole.subarray(0, whole.length / 2),
      Buffer.from('{"__proto__":{}}'),
      readFileSync(join(foreign, CACHE_FILE)),
    ];
    for (const bytes of caches) {
      writeFileSync(path(CACHE_FILE), bytes);
      assert.deepEqual((await opened()).rows, expected(many));
    }
  });

  it('opens outcomes of the Python engine in place, and once imported shows them once', async () => {
    const old = {
      decision_id: 'old',
      asset_pair: 'EURUSD',
      action: 'SELL',
      entry_timestamp: '2024-05-01T10:00:00',
      exit_timestamp: '2024-05-02T10:00:00',
      entry_price: 110,
      exit_price: 100,
      position_size: 1,
      realized_pnl: 10,
      pnl_percentage: 9.0909,
      ai_provider: 'llama3',
      decision_confidence: 70,
    };
    const text = JSON.stringify(old).replace('70', 'NaN');
    writeFileSync(file('old'), text);
    writeFileSync(file('open'), JSON.stringify({ ...old, decision_id: 'open', exit_timestamp: null }));
    const store = await opened();
    const shown = () => store.rows.filter(({ symbol }) => symbol === 'EURUSD');
    assert.deepEqual(store.damaged, []);
    assert.deepEqual(
      shown().map(({ id, run, exitTime, pnl }) => [id, run, exitTime, pnl]),
      [['old', 'python-import', Date.UTC(2024, 4, 2, 10), 10]],
    );
    assert.equal(store.legacy, 2, 'the open position is one too, and cannot be converted');
    await archiveBeyond(store, 1);
    assert.equal(readFileSync(file('old'), 'utf8'), text, 'it is not archived, nor written to');
    await importPython(folder, folder);
    await store.refresh();
    assert.deepEqual(
      shown().map(({ id }) => id),
      ['old.python'],
    );
    assert.equal(store.legacy, 1);
  });

  it('takes over the lock of a process that died', async () => {
    mkdirSync(path('.lock'));
    // Untouched for decades, so that nobody has to wait; the wait itself is a matter of the lock's own tests.
    utimesSync(path('.lock'), 0, 0);
    await writePerformance(await opened());
    assert.ok(existsSync(path('provider_performance.json')));
    assert.ok(!existsSync(path('.lock')));
  });

  it('gives back identical derived files once they are deleted', async () => {
    const derived = ['provider_performance.json', 'regime_performance.json'];
    await writePerformance(await opened());
    const before = derived.map((name) => readFileSync(path(name), 'utf8'));
    for (const name of [...derived, CACHE_FILE]) rmSync(path(name));
    await writePerformance(await opened());
    assert.deepEqual(
      derived.map((name) => readFileSync(path(name), 'utf8')),
      before,
    );
    assert.match(before[0], /"trades": 100/);
  });
});
