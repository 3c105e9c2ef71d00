import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { InputError } from '../../../src/common/inputError';
import { rowOf } from '../../../src/memory/outcomeRow';
import { quarantine, saveOutcomes } from '../../../src/memory/store/memoryFolder';
import { OutcomeStore } from '../../../src/memory/store/outcomeStore';
import { verifyMemory } from '../../../src/memory/store/verify';
import { tempFolder } from '../../tempFolder';
import { someOutcome } from '../someOutcome';

/** `npm run soak` asks for more. */
const FILES = Number(process.env.SOAK_WAYS ?? 1000);
const whole = JSON.stringify(someOutcome('victim'));
const place = fc.nat({ max: whole.length - 1 });

/** Ways in which the bytes of an outcome file can go wrong. */
const mutated: fc.Arbitrary<Buffer> = fc.oneof(
  fc.tuple(place, fc.nat({ max: 7 })).map(([at, bit]) => {
    const bytes = Buffer.from(whole);
    bytes[at] ^= 1 << bit;
    return bytes;
  }),
  place.map((at) => Buffer.from(whole.slice(0, at))),
  fc.tuple(place, place).map(([a, b]) => Buffer.from(whole.slice(0, a) + whole.slice(b))),
  fc.nat({ max: 5000 }).map((deep) => Buffer.from(`{"memories":${'['.repeat(deep)}`)),
  fc
    .bigInt({ min: -(10n ** 400n), max: 10n ** 400n })
    .map((huge) => Buffer.from(whole.replace(':10,', `:${huge},`))),
  fc
    .constantFrom('NaN', 'Infinity', '-1e999', '"1"', 'null', '{}', '[]')
    .map((value) => Buffer.from(whole.replace('"pnl":10', `"pnl":${value}`))),
  fc
    .constantFrom('"__proto__":{"pnl":1},', '"pnl":"x","pnl":10,', '"constructor":{},')
    .map((key) => Buffer.from(`{${key}${whole.slice(1)}`)),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
);

describe('outcome files gone wrong', () => {
  let folder: string;
  beforeEach(() => {
    folder = tempFolder('fuzz');
  });

  it(`in ${FILES} ways are each read, or told with their file and what to do; the others stay`, async function () {
    this.timeout(60_000 + 10 * FILES);
    const good = Array.from({ length: 20 }, (_, index) => someOutcome(`good${index}`));
    await saveOutcomes(folder, good);
    fc.sample(mutated, { seed: 11, numRuns: FILES }).forEach((bytes, index) => {
      // A file under another name than its id is damaged too, so the id is made that of the name.
      const named = bytes.toString('latin1').replace('"decision_id":"victim"', `"decision_id":"m${index}"`);
      writeFileSync(join(folder, `outcome_m${index}.json`), Buffer.from(named, 'latin1'));
    });
    const store = new OutcomeStore(folder);
    await store.refresh();
    assert.equal(store.rows.length + store.damaged.length, FILES + good.length);
    assert.ok(store.damaged.length > FILES / 2, 'most mutations are damage');
    for (const error of store.damaged) {
      assert.ok(error instanceof InputError);
      assert.doesNotMatch(error.message, /\p{Cc}/u);
      assert.match(error.message, /outcome_m\d+\.json: .+\. (Restore|Update) .+\./);
    }
    const there = new Map(store.rows.map((row) => [row.id, row]));
    for (const one of good) assert.deepEqual(there.get(one.decision_id), rowOf(one));
    for (const row of store.rows) assert.ok(Number.isFinite(row.pnl) && !Number.isNaN(row.exitTime));
    assert.equal(({} as { pnl?: number }).pnl, undefined, 'no prototype was touched');

    const messages = await quarantine(folder, store.damaged);
    assert.equal(messages.length, readdirSync(join(folder, 'quarantine')).length);
    await store.refresh();
    assert.deepEqual(store.damaged, []);
  });

  it('as links, folders and names that lead out are not followed', async () => {
    const outside = tempFolder('outside');
    writeFileSync(join(outside, 'secret.json'), whole);
    symlinkSync(join(outside, 'secret.json'), join(folder, 'outcome_victim.json'));
    symlinkSync(outside, join(folder, 'outcome_folder.json'));
    mkdirSync(join(folder, 'outcome_..json'));
    const store = new OutcomeStore(folder);
    await store.refresh();
    assert.equal(store.rows.length, 0);
    assert.equal(store.damaged.length, 3);
    await quarantine(folder, store.damaged);
    assert.deepEqual(readdirSync(outside), ['secret.json'], 'what a link points to stays where it is');
    assert.equal((await verifyMemory(folder)).findings.length, 0);
  });
});
