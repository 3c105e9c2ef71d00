// Derived files and archives gone wrong: read or passed over, never a crash, a hang or a wrong answer.
import assert from 'node:assert/strict';
import { lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { packBlock } from '../../../src/common/files/block';
import { archiveBeyond, readArchive } from '../../../src/memory/archive/quarterArchive';
import { appendVectors, readVectors } from '../../../src/memory/embedding/vectorFile';
import { rowOf } from '../../../src/memory/outcomeRow';
import { saveOutcomes } from '../../../src/memory/store/memoryFolder';
import { decodeCache, encodeCache } from '../../../src/memory/store/outcomeCache';
import { outcomeFileName } from '../../../src/memory/store/outcomeFileName';
import { CACHE_FILE, OutcomeStore } from '../../../src/memory/store/outcomeStore';
import { repairMemory, verifyMemory } from '../../../src/memory/store/verify';
import { tempFolder } from '../../tempFolder';
import { someOutcome } from '../someOutcome';

/** `npm run soak` asks for more. */
const RUNS = Number(process.env.SOAK_WAYS ?? 1000);
/** An archive is packed and unpacked whole in each of its ways. */
const ARCHIVES = RUNS / 10;

/** A change of some bytes: a bit, a byte, a cut, a hole, a huge number, a part put in twice. */
const mutation = fc.record({
  kind: fc.constantFrom('bit', 'byte', 'cut', 'drop', 'huge', 'again'),
  at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  value: fc.nat({ max: 255 }),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer Value> ? Value : never;

function mutated(whole: Buffer, mutations: readonly Mutation[]): Buffer<ArrayBuffer> {
  let bytes = Buffer.from(whole);
  for (const { kind, at: share, value } of mutations) {
    const at = Math.floor(share * bytes.length);
    if (bytes.length === 0) break;
    if (kind === 'bit') bytes[at] ^= 1 << (value % 8);
    else if (kind === 'byte') bytes[at] = value;
    else if (kind === 'cut') bytes = bytes.subarray(0, at);
    else if (kind === 'drop')
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + (value % 9))]);
    else if (kind === 'huge') bytes.fill(0xff, at, Math.min(at + 4, bytes.length));
    else bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.floor(at / 2))]);
  }
  return bytes;
}
const mutations = fc.array(mutation, { minLength: 1, maxLength: 4 });

/** As an attacker would: the checksum fits what was changed. */
function withChecksum(bytes: Buffer<ArrayBuffer>): Buffer<ArrayBuffer> {
  if (bytes.length >= 24) bytes.writeUInt32LE(crc32(bytes.subarray(24)), 8);
  return bytes;
}

describe('derived files gone wrong', () => {
  let folder: string;
  beforeEach(() => {
    folder = tempFolder('derived');
  });

  it(`caches in ${RUNS} ways are refused, or hold what a row may hold`, function () {
    this.timeout(60_000 + 10 * RUNS);
    const files = Array.from({ length: 9 }, (_, index) => ({
      name: outcomeFileName(`o${index}`),
      size: index,
      changed: index,
      inode: index,
      place: index,
      row: index === 4 ? null : rowOf(someOutcome(`o${index}`, { features: { trend: index } })),
    }));
    const whole = encodeCache(files);
    fc.assert(
      fc.property(mutations, fc.boolean(), (changes, forged) => {
        const bytes = mutated(whole, changes);
        const read = decodeCache(forged ? withChecksum(bytes) : bytes);
        if (!forged && !bytes.equals(whole)) assert.equal(read, null);
        for (const { name, row } of read ?? []) {
          assert.equal(typeof name, 'string');
          if (row) for (const value of Object.values(row)) assert.notEqual(value, undefined);
        }
      }),
      { seed: 3, numRuns: RUNS },
    );
  });

  it('a cache whose header promises what is not there is refused', () => {
    const kind = { magic: whole().readUInt32LE(0), version: whole().readUInt32LE(4) };
    const lists = ['time', 'run_id', 'definition', 'quarter', 'asset_pair', 'action', 'exit_reason'];
    const more = ['ai_provider_used', 'market_regime', 'tags', 'votes', 'note'];
    const empty = Object.fromEntries([...lists, ...more].map((name) => [name, []]));
    for (const count of [1, 2 ** 31, 2 ** 53, -1, 0.5, '1', null])
      assert.equal(decodeCache(packBlock(kind, { ...empty, count }, Buffer.alloc(8))), null, String(count));
    const deep = `{"count":0,"tags":${'['.repeat(100_000)}`;
    assert.equal(decodeCache(packBlock(kind, deep, Buffer.alloc(0))), null);
    assert.equal(
      decodeCache(packBlock(kind, JSON.parse('{"__proto__":{"count":0}}'), Buffer.alloc(0))),
      null,
    );
    assert.equal(({} as { count?: number }).count, undefined);
  });
  const whole = () => encodeCache([]);

  it(`files of vectors in ${RUNS} ways give whole vectors of the texts they are of, or none`, function () {
    this.timeout(60_000 + 10 * RUNS);
    const file = join(folder, 'vectors');
    const vector = (index: number) => Float32Array.from([index, 1, 2, 3]);
    for (const start of [0, 3])
      appendVectors(
        file,
        'model',
        4,
        [0, 1, 2].map((index) => ({ id: `o${start + index}`, text: 't', vector: vector(start + index) })),
      );
    const [one] = [readVectors(file, 'model', 4)];
    assert.equal(one.length, 6);
    const bytes = Buffer.concat(
      [0, 3].map((start) =>
        packBlock(
          { magic: 0x43455642, version: 1 },
          { embedder: 'model', width: 4, ids: [`o${start}`], texts: ['t'] },
          Buffer.from(vector(start).buffer),
        ),
      ),
    );
    fc.assert(
      fc.property(mutations, (changes) => {
        writeFileSync(file, mutated(bytes, changes));
        for (const { id, text, vector: read } of readVectors(file, 'model', 4))
          assert.deepEqual([id, text, [...read]], [`o${read[0]}`, 't', [read[0], 1, 2, 3]]);
      }),
      { seed: 4, numRuns: RUNS },
    );
  });

  it(`archives in ${ARCHIVES} ways are told of as damaged, or hold outcomes`, async function () {
    this.timeout(60_000 + 10 * RUNS);
    const outcomes = Array.from({ length: 12 }, (_, index) => someOutcome(`o${index}`));
    await saveOutcomes(folder, outcomes);
    await archiveBeyond(new OutcomeStore(folder), 1);
    const file = join(folder, 'archive/2025-Q1.jsonl.gz');
    const text = outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join('');
    const packed = gzipSync(text);
    await fc.assert(
      fc.asyncProperty(mutations, fc.boolean(), async (changes, within) => {
        writeFileSync(
          file,
          within ? gzipSync(mutated(Buffer.from(text), changes)) : mutated(packed, changes),
        );
        const { outcomes: read, damaged } = await readArchive(folder);
        for (const { message } of damaged)
          assert.match(message, /2025-Q1\.jsonl\.gz.*Restore it from a backup/);
        for (const one of read)
          assert.ok(Number.isFinite(one.pnl) && !Number.isNaN(Date.parse(one.exit_time)));
        assert.ok(damaged.length === 1 || read.length <= 24);
      }),
      { seed: 5, numRuns: ARCHIVES },
    );
    // 600 MB of blanks in 600 KB.
    const blanks = gzipSync(Buffer.alloc(50 * 1024 * 1024, ' '));
    writeFileSync(file, Buffer.concat(Array.from({ length: 12 }, () => blanks)));
    assert.match(
      (await readArchive(folder)).damaged.map(({ message }) => message).join(),
      /cannot be unpacked/,
    );
  });

  it('links that never end are not followed', async () => {
    const outcome = someOutcome('a');
    await saveOutcomes(folder, [outcome]);
    mkdirSync(join(folder, 'archive'));
    const links = [CACHE_FILE, 'provider_performance.json', 'archive/2025-Q1.jsonl.gz', 'vectors.pkl'];
    for (const name of links) symlinkSync('/dev/zero', join(folder, name));
    const store = new OutcomeStore(folder);
    await store.refresh();
    assert.deepEqual(store.rows, [rowOf(outcome)]);
    assert.equal((await readArchive(folder)).damaged.length, 1);
    const elsewhere = join(folder, 'elsewhere');
    writeFileSync(elsewhere, '');
    const vectors = join(folder, 'vectors.cache');
    symlinkSync(elsewhere, vectors);
    appendVectors(vectors, 'model', 1, [{ id: 'a', text: 't', vector: Float32Array.of(1) }]);
    assert.equal(readFileSync(elsewhere, 'utf8'), '', 'nor written through');
    assert.equal(readVectors(join(folder, 'vectors.pkl'), 'model', 4).length, 0);
    await repairMemory(folder, await verifyMemory(folder));
    assert.deepEqual((await verifyMemory(folder)).findings, []);
    assert.ok(lstatSync(join(folder, 'quarantine/2025-Q1.jsonl.gz')).isSymbolicLink());
  });
});
