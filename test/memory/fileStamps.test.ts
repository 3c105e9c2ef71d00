import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookAtFiles } from '../../src/memory/fileStamps';

describe('looking at files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stamps-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  // The larger number is looked at by two threads.
  for (const count of [10, 45_678])
    it(`tells size, change and inode of each of ${count}, and which are not there`, async () => {
      const there = new Set([0, 1, 5, count - 1]);
      const names = Array.from({ length: count }, (_, index) => `file ${index} é`);
      for (const index of there) writeFileSync(join(folder, names[index]), 'x'.repeat(index % 97));
      let meanwhile = 0;
      const stamps = await lookAtFiles(folder, names, () => {
        meanwhile += 1;
      });
      assert.equal(meanwhile, 1);
      for (const [index, name] of names.entries()) {
        const stat = there.has(index) ? statSync(join(folder, name)) : null;
        const expected = stat && { size: index % 97, changed: stat.ctimeMs, inode: stat.ino };
        assert.deepEqual(stamps.at(index), expected);
        if (expected) assert.ok(stamps.isSame(index, expected));
      }
    });

  it('does not follow links, and has nothing to say of nothing', async () => {
    symlinkSync('/nowhere', join(folder, 'link'));
    assert.ok((await lookAtFiles(folder, ['link'], () => {})).at(0));
    await lookAtFiles(folder, [], () => {});
  });
});
