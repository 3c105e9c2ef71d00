import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { isoTime, quarterOf } from '../../../src/common/calendar';
import { DAY } from '../../../src/common/timeframe';
import { restoreRun } from '../../../src/memory/archive/archive';
import { archiveBeyond, archivedQuarters, readArchive } from '../../../src/memory/archive/quarterArchive';
import { inOrderOfExit } from '../../../src/memory/closedTrade';
import { MemoryView } from '../../../src/memory/memoryView';
import type { Outcome } from '../../../src/memory/outcome';
import { type OutcomeRow, rowOf } from '../../../src/memory/outcomeRow';
import { loadOutcomes, saveOutcomes } from '../../../src/memory/store/memoryFolder';
import { OutcomeStore } from '../../../src/memory/store/outcomeStore';
import { tempFolder } from '../../tempFolder';
import { START, someOutcome } from '../someOutcome';

const ended = (id: string, day: number, changes: Partial<Outcome> = {}) =>
  someOutcome(id, {
    exit_time: isoTime(START + day * DAY),
    quarter: quarterOf(START + day * DAY),
    ...changes,
  });

describe('the archive beyond the cap', () => {
  let folder: string;
  const all = Array.from({ length: 40 }, (_, index) =>
    ended(`o${index}`, 1 + index * 10, {
      run_id: index % 2 ? 'odd' : 'even',
      note: { text: 'of my own', written: isoTime(START) },
      tags: ['π\n"'],
    }),
  );
  beforeEach(async () => {
    folder = tempFolder('quarters');
    await saveOutcomes(folder, all);
  });
  const active = async () => (await loadOutcomes(folder)).outcomes;

  it('takes the oldest, whole, by quarter, and is read by zcat', async () => {
    assert.equal(await archiveBeyond(new OutcomeStore(folder), 15), 25);
    assert.deepEqual(await active(), all.slice(25));
    assert.deepEqual((await readArchive(folder)).outcomes, all.slice(0, 25));
    assert.deepEqual(await archivedQuarters(folder), [
      '2025-Q1.jsonl.gz',
      '2025-Q2.jsonl.gz',
      '2025-Q3.jsonl.gz',
    ]);
    const text = execFileSync('gzip', ['-dc', join(folder, 'archive/2025-Q1.jsonl.gz')], {
      encoding: 'utf8',
    });
    assert.deepEqual(
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
      all.slice(0, 9),
    );
    assert.equal(await archiveBeyond(new OutcomeStore(folder), 15), 0, 'and then no more');
  });

  it('counts once what a killed archiver left in both places', async () => {
    await archiveBeyond(new OutcomeStore(folder), 15);
    await saveOutcomes(folder, all.slice(0, 25));
    await archiveBeyond(new OutcomeStore(folder), 15);
    assert.deepEqual((await readArchive(folder)).outcomes, all.slice(0, 25));
    assert.deepEqual(await active(), all.slice(25));
  });

  it('gives a run back, and leaves the others', async () => {
    await archiveBeyond(new OutcomeStore(folder), 10);
    assert.equal(await restoreRun(folder, 'odd'), 15);
    assert.deepEqual(
      await active(),
      all.filter(({ run_id }, index) => run_id === 'odd' || index >= 30),
    );
    assert.ok((await readArchive(folder)).outcomes.every(({ run_id }) => run_id === 'even'));
  });

  it('tells of a quarter that is damaged, and reads the others', async () => {
    await archiveBeyond(new OutcomeStore(folder), 15);
    writeFileSync(join(folder, 'archive/2025-Q2.jsonl.gz'), 'not packed');
    const { outcomes, damaged } = await readArchive(folder);
    assert.match(damaged.map(({ message }) => message).join(), /2025-Q2\.jsonl\.gz: it cannot be unpacked/);
    assert.ok(outcomes.length > 10 && outcomes.every(({ quarter }) => quarter !== '2025-Q2'));
    // Nothing is written over it either.
    await saveOutcomes(folder, [ended('late', 100)]);
    await assert.rejects(archiveBeyond(new OutcomeStore(folder), 1), /cannot be unpacked/);
    assert.ok(readdirSync(folder).includes('outcome_late.json'));
  });
});

describe('what is remembered under a cap', () => {
  const outcomes = fc.uniqueArray(
    fc.record({ id: fc.nat({ max: 999 }), day: fc.integer({ min: 1, max: 300 }) }),
    { selector: ({ id }) => id, maxLength: 30 },
  );
  it('is what ended last by then, whatever ends later', () => {
    fc.assert(
      fc.property(
        outcomes,
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 12 }),
        (some, day, cap) => {
          const time = START + day * DAY;
          const trades = some.map((one) => rowOf(ended(`o${one.id}`, one.day, { run_id: 'named' })));
          const knownAmong = (among: readonly OutcomeRow[]) => {
            const view = new MemoryView({ run: 'r', refresh: 'trade', include: ['named'] }, among, cap);
            view.moveTo(time, quarterOf(time));
            return view.known;
          };
          const by = trades.filter(({ exitTime }) => exitTime <= time);
          assert.deepEqual(knownAmong(trades), knownAmong(by));
          assert.deepEqual(knownAmong(trades), [...by].sort(inOrderOfExit).slice(-cap));
        },
      ),
      { seed: 5 },
    );
  });

  it('is told as changed when one takes the place of another', () => {
    const view = new MemoryView(
      { run: 'r', refresh: 'trade', include: ['named'] },
      [ended('a', 1, { run_id: 'named' }), ended('b', 5, { run_id: 'named' })].map(rowOf),
      1,
    );
    const moveTo = (day: number) => view.moveTo(START + day * DAY, '2025-Q1');
    assert.equal(moveTo(2).length > 0, true);
    assert.equal(moveTo(3).length > 0, false);
    assert.equal(moveTo(6).length > 0, true);
    assert.deepEqual(
      view.known.map(({ id }) => id),
      ['b'],
    );
  });
});
