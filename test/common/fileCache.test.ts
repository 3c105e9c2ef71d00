import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FileCache, stampOf } from '../../src/common/files/fileCache';
import { tempFolder } from '../tempFolder';

describe('what is kept of files', () => {
  it('is made once as long as the stamp stays, and forgotten when it was not used for longest', () => {
    const cache = new FileCache<object>(2);
    let made = 0;
    const get = (key: string, stamp = '1') =>
      cache.get(key, stamp, () => {
        made += 1;
        return {};
      });
    const first = get('a');
    assert.equal(get('a'), first);
    assert.notEqual(get('a', '2'), first);
    get('b');
    get('a', '2');
    get('c');
    assert.equal(made, 4);
    get('a', '2');
    assert.equal(made, 4, 'the one that was asked for again stays');
    get('b');
    assert.equal(made, 5, 'the other one went');
  });

  it('has a stamp that changes with the file', async () => {
    const folder = tempFolder('stamps');
    const file = join(folder, 'a.csv');
    const none = await stampOf(file);
    writeFileSync(file, 'one');
    const one = await stampOf(file);
    assert.equal(await stampOf(file), one);
    writeFileSync(file, 'longer');
    assert.equal(new Set([none, one, await stampOf(file)]).size, 3);
  });
});
