import assert from 'node:assert/strict';
import { FileStamps } from '../../../src/memory/store/fileStamps';
import { KnownFiles } from '../../../src/memory/store/knownFiles';
import { type CachedFile, NOWHERE } from '../../../src/memory/store/outcomeCache';

/** Listed in this order. */
const NAMES = ['c', 'a', 'd', 'b'];
const file = (name: string, changes: Partial<CachedFile> = {}): CachedFile => {
  const place = NAMES.indexOf(name);
  return { name, place, size: place + 1, changed: place / 3, inode: place + 7, row: null, ...changes };
};
const listed = new FileStamps(
  Float64Array.from(
    NAMES.map((name) => file(name)).flatMap(({ size, changed, inode }) => [size, changed, inode]),
  ),
);
const ALL = ['a', 'b', 'c', 'd'].map((name) => file(name));
const recalled = (files: readonly CachedFile[], names: readonly string[] = NAMES) =>
  new KnownFiles(files).areRecalled(names, listed);

describe('files that were recalled', () => {
  it('are those of the folder in whichever order they were kept', () => {
    assert.ok(recalled(ALL));
    assert.ok(recalled([...ALL].reverse()));
  });

  it('are not where one has another stamp, name or place, is missing or is new', () => {
    for (const change of [
      { size: 9 },
      { changed: 9 },
      { inode: 9 },
      { place: NOWHERE },
      { place: 0 },
      { name: 'x' },
    ])
      assert.ok(!recalled([file('a', change), ...ALL.slice(1)]), JSON.stringify(change));
    assert.ok(!recalled(ALL.slice(1)));
    assert.ok(!recalled([...ALL, file('e', { place: 4 })]));
    assert.ok(!recalled(ALL, ['c', 'a', 'd', 'x']));
    assert.ok(
      !recalled(ALL, ['a', 'b', 'c', 'd']),
      'a folder that lists them in another order is compared by name',
    );
  });

  it('are found by name, and are not taken for recalled once one was changed', () => {
    const known = new KnownFiles(ALL);
    assert.deepEqual([known.size, [...known.values()]], [4, ALL]);
    assert.deepEqual([known.get('b'), known.has('x')], [file('b'), false]);
    known.set(file('b', { size: 5 }));
    assert.equal(known.get('b')?.size, 5);
    assert.ok(known.delete('a') && !known.delete('a'));
    assert.deepEqual([known.size, [...known.values()].map(({ name }) => name)], [3, ['b', 'c', 'd']]);
    assert.ok(!known.areRecalled(NAMES, listed));
  });
});
