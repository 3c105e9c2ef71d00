import assert from 'node:assert/strict';
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { isoTime } from '../../../src/common/calendar';
import { DAY } from '../../../src/common/timeframe';
import { archiveBeyond, readArchive } from '../../../src/memory/archive/quarterArchive';
import type { Outcome } from '../../../src/memory/outcome';
import { writePerformance } from '../../../src/memory/performance';
import { loadOutcomes, saveOutcomes } from '../../../src/memory/store/memoryFolder';
import { decodeCache, encodeCache } from '../../../src/memory/store/outcomeCache';
import { CACHE_FILE, OutcomeStore } from '../../../src/memory/store/outcomeStore';
import { repairMemory, verifyMemory } from '../../../src/memory/store/verify';
import { tempFolder } from '../../tempFolder';
import { START, someOutcome } from '../someOutcome';

describe('verifying a memory folder', () => {
  let folder: string;
  const good = Array.from({ length: 70 }, (_, index) => someOutcome(`good${index}`));
  beforeEach(async () => {
    folder = tempFolder('verify');
    await saveOutcomes(folder, good);
    await writePerformance(new OutcomeStore(folder));
  });
  const messages = async () =>
    (await verifyMemory(folder)).findings.map(({ kind, error }) => `${kind} ${error.problem}`);

  it('finds nothing wrong with what the extension wrote', async () => {
    assert.deepEqual(await verifyMemory(folder), { checked: good.length, legacy: 0, findings: [] });
  });

  const impossible: [string, Partial<Outcome>, RegExp][] = [
    ['a profit that its prices do not make', { pnl: 11, pnl_pct: 11 }, /its pnl is 11, but .* make 10/],
    ['a short with the profit of a long', { action: 'SELL' }, /make -10/],
    ['a profit before fees', { fees: 1 }, /make 9/],
    ['a percentage that is not that of its profit', { pnl_pct: 9 }, /its pnl_pct is 9/],
    ['another quarter', { quarter: '2025-Q2' }, /its quarter is 2025-Q2/],
    [
      'a memory of what had not ended yet',
      { memories: [{ decision_id: 'good1', similarity: 0.5 }] },
      /was shown good1, which ended only/,
    ],
  ];
  for (const [name, changes, message] of impossible) {
    it(`finds ${name}, and sets it aside`, async () => {
      await saveOutcomes(folder, [someOutcome('bad', changes)]);
      await writePerformance(new OutcomeStore(folder));
      const verification = await verifyMemory(folder);
      assert.deepEqual(
        verification.findings.map(({ kind, error }) => [kind, error.place.file]),
        [['impossible', join(folder, 'outcome_bad.json')]],
      );
      assert.match(verification.findings[0].error.problem, message);
      await repairMemory(folder, verification);
      assert.deepEqual(readdirSync(join(folder, 'quarantine')), ['outcome_bad.json']);
      assert.deepEqual(await messages(), []);
    });
  }

  it('takes a stop known at the first instant of the next quarter for one of the last', async () => {
    const left = isoTime(Date.UTC(2025, 3, 1));
    await saveOutcomes(folder, [someOutcome('edge', { exit_time: left, quarter: '2025-Q1' })]);
    await saveOutcomes(folder, [someOutcome('open', { exit_time: left, quarter: '2025-Q2' })]);
    await writePerformance(new OutcomeStore(folder));
    assert.deepEqual(await messages(), []);
  });

  it('finds derived files that are missing, wrong or damaged, and builds them again', async () => {
    const path = (name: string) => join(folder, name);
    const before = readFileSync(path('provider_performance.json'), 'utf8');
    writeFileSync(path('provider_performance.json'), before.replace('"wins": 70', '"wins": 71'));
    rmSync(path('regime_performance.json'));
    const cached = decodeCache(readFileSync(path(CACHE_FILE))) ?? [];
    const lying = cached.map((file) => ({ ...file, row: file.row && { ...file.row, pnl: 99 } }));
    writeFileSync(path(CACHE_FILE), encodeCache(lying));
    assert.deepEqual(
      (await messages()).map((message) => message.split(' ')[0]),
      ['outdated', 'outdated', 'outdated'],
    );
    await repairMemory(folder, await verifyMemory(folder));
    assert.equal(readFileSync(path('provider_performance.json'), 'utf8'), before);
    assert.deepEqual(await messages(), []);
    writeFileSync(path(CACHE_FILE), 'torn');
    assert.match((await messages()).join(), /outdated it is damaged or of another version/);
  });

  it('finds an archived quarter that is damaged, and an outcome that is in the archive too', async () => {
    await archiveBeyond(new OutcomeStore(folder), 60);
    await saveOutcomes(folder, good);
    await writePerformance(new OutcomeStore(folder));
    const found = await messages();
    assert.equal(found.length, 10);
    assert.ok(found.every((message) => message === 'twice it is in the archive of its quarter too'));
    const verification = await verifyMemory(folder);
    await repairMemory(folder, verification);
    assert.equal((await loadOutcomes(folder)).outcomes.length, 60, 'the archived one is the one that stays');
    writeFileSync(join(folder, 'archive/2025-Q1.jsonl.gz'), 'torn');
    assert.match((await messages()).join(), /damaged it cannot be unpacked/);
  });

  it('says where the two copies of an outcome differ, and sets aside without deleting', async () => {
    await archiveBeyond(new OutcomeStore(folder), 69);
    await saveOutcomes(folder, [{ ...good[0], reasoning: 'otherwise' }]);
    await writePerformance(new OutcomeStore(folder));
    assert.deepEqual(await messages(), [
      'twice it is in the archive of its quarter too, and says something else there',
    ]);
    await repairMemory(folder, await verifyMemory(folder));
    assert.match(readFileSync(join(folder, 'quarantine', 'outcome_good0.json'), 'utf8'), /otherwise/);
    assert.deepEqual((await readArchive(folder)).outcomes, [good[0]]);
  });

  const file = () => join(folder, 'archive/2025-Q1.jsonl.gz');
  const damages: [name: string, damage: () => void, least: number][] = [
    ['cut off', () => truncateSync(file(), Math.floor(statSync(file()).size * 0.9)), 1],
    ['not packed', () => writeFileSync(file(), 'torn'), 0],
    [
      'with a line that is no outcome',
      () => writeFileSync(file(), gzipSync(`{}\n${gunzipSync(readFileSync(file()))}`)),
      60,
    ],
    [
      'with a wrong checksum',
      () => {
        const bytes = readFileSync(file());
        bytes[bytes.length - 6] ^= 1;
        writeFileSync(file(), bytes);
      },
      60,
    ],
  ];
  for (const [name, damage, least] of damages)
    it(`repairs an archive ${name}: what can be read stays, and the whole file is set aside`, async () => {
      await archiveBeyond(new OutcomeStore(folder), 10);
      damage();
      const damaged = readFileSync(file());
      const done = await repairMemory(folder, await verifyMemory(folder));
      assert.match(
        done.join('\n'),
        /2025-Q1\.jsonl\.gz was set aside as .*; \d+ outcomes of it could be read/,
      );
      assert.deepEqual(readFileSync(join(folder, 'quarantine/2025-Q1.jsonl.gz')), damaged);
      const { outcomes, damaged: still } = await readArchive(folder);
      assert.deepEqual(still, []);
      assert.ok(outcomes.length >= least, `${outcomes.length}`);
      const whole = new Map(good.map((one) => [one.decision_id, one]));
      for (const one of outcomes) assert.deepEqual(one, whole.get(one.decision_id));
      assert.deepEqual(await messages(), []);
    });

  it('repairs without losing a byte of what it sets aside', async () => {
    const text = `{"half": "${isoTime(START + DAY)}`;
    writeFileSync(join(folder, 'outcome_half.json'), text);
    await repairMemory(folder, await verifyMemory(folder));
    assert.equal(readFileSync(join(folder, 'quarantine', 'outcome_half.json'), 'utf8'), text);
    assert.ok(!existsSync(join(folder, 'outcome_half.json')));
    assert.equal((await loadOutcomes(folder)).outcomes.length, good.length);
  });
});
