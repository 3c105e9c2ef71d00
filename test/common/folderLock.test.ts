// Machines that share a folder: their clocks differ, and each may die.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { withFolderLock } from '../../src/common/files/folderLock';
import { tempFolder } from '../tempFolder';

const HOUR = 3600;

describe('the lock of a folder', () => {
  let folder: string;
  const file = () => join(folder, '.lock');
  beforeEach(() => {
    folder = tempFolder('lock');
  });

  it('lets one at a time work, and is gone afterwards', async () => {
    let working = 0;
    const all = Array.from({ length: 5 }, (_, index) =>
      withFolderLock(folder, async () => {
        working += 1;
        assert.equal(working, 1);
        await new Promise((done) => setImmediate(done));
        working -= 1;
        if (index === 2) throw new Error('failed');
        return index;
      }),
    );
    const ended = await Promise.allSettled(all);
    assert.deepEqual(
      ended.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.message)),
      [0, 1, 'failed', 3, 4],
    );
    assert.ok(!existsSync(file()));
  });

  for (const ahead of [-24, 0, 24])
    it(`is left to a holder whose clock is ${ahead} hours ahead while the holder lives, and taken over when the holder dies`, async () => {
      mkdirSync(file());
      let beats = 0;
      const touch = () => {
        beats += 1;
        const theirs = Date.now() / 1000 + ahead * HOUR;
        utimesSync(file(), theirs, theirs);
      };
      touch();
      const heartbeat = setInterval(touch, 100);
      let taken = false;
      const waiting = withFolderLock(
        folder,
        async () => {
          taken = true;
        },
        500,
      );
      await new Promise<void>((enough) => {
        const watch = setInterval(() => {
          if (beats < 20) return;
          clearInterval(watch);
          enough();
        }, 20);
      });
      assert.equal(taken, false, 'the holder is alive');
      clearInterval(heartbeat);
      await waiting;
      assert.ok(taken && !existsSync(file()));
    });

  it('that was lost meanwhile is told of', async () => {
    await assert.rejects(
      withFolderLock(folder, async () => {
        rmSync(file(), { recursive: true });
        await new Promise((done) => setTimeout(done, 2500));
      }),
      /another process took this one for dead/,
    );
  });
});
