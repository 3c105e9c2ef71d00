import assert from 'node:assert/strict';
import { statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lookAtFiles, lookAtFolder } from '../../../src/memory/store/fileStamps';
import { tempFolder } from '../../tempFolder';

/** So many are looked at by two threads. */
const MANY = 100_000;

describe('looking at files', () => {
  let folder: string;
  beforeEach(() => {
    folder = tempFolder('stamps');
  });

  const write = (name: string, size: number) => writeFileSync(join(folder, name), 'x'.repeat(size));
  const expected = (name: string) => {
    const { size, ctimeMs: changed, ino: inode } = statSync(join(folder, name));
    return { size, changed, inode };
  };

  it('tells size, change and inode of each, and which are not there', () => {
    const names = ['a', 'gone', 'c é'];
    write('a', 5);
    write('c é', 97);
    const stamps = lookAtFiles(folder, names);
    assert.deepEqual(
      names.map((_, index) => stamps.at(index)),
      [expected('a'), null, expected('c é')],
    );
    assert.ok(stamps.isSame(0, expected('a')));
    assert.ok(!stamps.isSame(2, expected('a')));
  });

  for (const [who, guess] of [
    ['one thread', 0],
    ['two threads', MANY],
  ] as const) {
    // More than each thread takes at once, whichever comes first.
    it(`of a folder by ${who} looks at every wanted file, and reads what it needs meanwhile`, async () => {
      const names = Array.from({ length: 3456 }, (_, index) => `file ${index} é`);
      for (const [index, name] of names.entries()) write(name, index % 97);
      write('other', 1);
      let meanwhile = 0;
      const looked = await lookAtFolder(folder, /^file /, guess, () => {
        meanwhile += 1;
      });
      assert.equal(meanwhile, 1);
      assert.deepEqual([...looked.names].sort(), names.sort());
      for (const [index, name] of looked.names.entries())
        assert.deepEqual(looked.stamps.at(index), expected(name));
    });

    it(`has nothing to say of a folder without any, or of none, by ${who}`, async () => {
      for (const one of [folder, join(folder, 'none')])
        assert.deepEqual((await lookAtFolder(one, /^/, guess, () => {})).names, []);
    });
  }

  it('does not follow links', () => {
    symlinkSync('/nowhere', join(folder, 'link'));
    assert.ok(lookAtFiles(folder, ['link']).at(0));
  });
});
