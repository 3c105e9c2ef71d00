import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BarCache } from '../../src/cards/barCache';
import { TradeCards } from '../../src/cards/tradeCards';
import { isoTime, quarterOf } from '../../src/common/calendar';
import { withFolderLock } from '../../src/common/files/folderLock';
import { InputError } from '../../src/common/inputError';
import { DAY } from '../../src/common/timeframe';
import { archiveOutcomes } from '../../src/memory/archive/archive';
import { archiveBeyond } from '../../src/memory/archive/quarterArchive';
import { saveOutcomes } from '../../src/memory/store/memoryFolder';
import { OutcomeStore } from '../../src/memory/store/outcomeStore';
import { OverviewService } from '../../src/workspace/overview';
import { START, someOutcome, someRow } from '../memory/someOutcome';
import { tempFolder } from '../tempFolder';

const day = (number: number) => START + number * DAY;

describe('a card about a trade', () => {
  let workspace: string;
  let memory: string;
  const { signal } = new AbortController();
  const cardsOf = (service: OverviewService) =>
    new TradeCards(workspace, service, new BarCache(workspace, Date.now));
  const card = (id: string) => cardsOf(new OverviewService(workspace)).card(id, signal);
  beforeEach(async () => {
    workspace = tempFolder('card');
    memory = join(workspace, 'data/memory');
    mkdirSync(memory, { recursive: true });
    const trades = Array.from({ length: 8 }, (_, index) =>
      someOutcome(`t${index}`, {
        decision_time: isoTime(day(20 * index)),
        entry_time: isoTime(day(20 * index)),
        exit_time: isoTime(day(20 * index + 10)),
        quarter: quarterOf(day(20 * index + 10)),
      }),
    );
    const other = someOutcome('other', { run_id: 'r2' });
    await saveOutcomes(memory, [...trades, other]);
  });
  // The desk may still be writing what is derived: unlike rmSync, this looks again at what has come.
  afterEach(() => rm(workspace, { recursive: true, maxRetries: 5 }));
  const similarTo = async (id: string) => {
    const found = await card(id);
    return found && [found.known, found.of, found.similar.map(({ outcome }) => outcome.id).sort()];
  };

  it('finds what its decision could know, wherever it lies by now', async () => {
    // The three closest of four: they are alike but for their age.
    const expected = [4, 4, ['t1', 't2', 't3']];
    assert.deepEqual(await similarTo('t4'), expected);
    await archiveBeyond(new OutcomeStore(memory), 5);
    assert.deepEqual(await similarTo('t4'), expected);
    await archiveOutcomes(memory, [someRow('t4'), someRow('t3')]);
    assert.deepEqual(await similarTo('t4'), expected, 'and so when the trade itself is archived');
    assert.deepEqual(await similarTo('t1'), [1, 1, ['t0']]);
    assert.equal(await card('nobody'), null);
    assert.equal(await card('../t1'), null);
  });

  it('passes over an archive that is damaged', async () => {
    await archiveBeyond(new OutcomeStore(memory), 5);
    writeFileSync(join(memory, 'archive/2025-Q1.jsonl.gz'), 'torn');
    assert.deepEqual(await similarTo('t7'), [4, 4, ['t4', 't5', 't6']]);
  });

  it('sees an archive that another process has added to', async () => {
    const service = new OverviewService(workspace);
    const cards = cardsOf(service);
    await archiveBeyond(new OutcomeStore(memory), 8);
    await cards.card('t5', signal);
    await archiveBeyond(new OutcomeStore(memory), 4);
    await service.overview('quarter');
    assert.equal((await cards.card('t5', signal))?.known, 5);
  });
});

describe('the figures that an overview writes in the background', () => {
  for (const [fault, error] of [
    ['another process has the folder’s lock', new InputError({ file: 'data/memory' }, 'is busy', 'Wait')],
    ['the folder is gone', Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'scandir' })],
  ] as const) {
    it(`are left to the next overview where ${fault}`, async () => {
      const workspace = tempFolder('figures');
      const memory = join(workspace, 'data/memory');
      mkdirSync(memory, { recursive: true });
      await saveOutcomes(memory, [someOutcome('t0')]);
      const service = new OverviewService(workspace);
      const refresh = service.store.refresh.bind(service.store);
      let looks = 0;
      const failed = new Promise<void>((resolve) => {
        service.store.refresh = async (...which) => {
          looks += 1;
          if (looks === 1) return refresh(...which);
          resolve();
          throw error;
        };
      });
      await service.overview('quarter');
      await failed;
      // The writer has let go of the lock; an error that nobody handles is told a turn later, and fails the test.
      await withFolderLock(memory, async () => {});
      await new Promise((turned) => setTimeout(turned));
      assert.equal(looks, 2);
    });
  }
});
