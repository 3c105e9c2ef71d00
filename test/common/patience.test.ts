import assert from 'node:assert/strict';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomic, writeAtomicSync } from '../../src/common/files/atomicFile';
import { moveInto } from '../../src/common/files/folders';
import { withPatience } from '../../src/common/files/patience';
import { fileFault, InputError } from '../../src/common/inputError';
import { asProblem, isProblem } from '../../src/common/problem';
import { tempFolder } from '../tempFolder';

/** The error that Windows gives for a file which a scanner has open. */
const refused = (code: string) => Object.assign(new Error(`${code}: rename`), { code, syscall: 'rename' });

/** Has the first `times` renames of a kind refused, while `act` goes on. @returns how many were. */
async function refusing(
  host: typeof fs | typeof fsPromises,
  name: 'rename' | 'renameSync',
  times: number,
  act: () => unknown,
): Promise<number> {
  const calls = host as unknown as Record<string, (...args: unknown[]) => unknown>;
  const whole = calls[name];
  let count = 0;
  calls[name] = (...args) => {
    if (count === times) return whole(...args);
    count += 1;
    const error = refused(['EPERM', 'EBUSY', 'EACCES'][count % 3]);
    const callback = args.at(-1);
    if (typeof callback === 'function') return callback(error);
    if (name === 'renameSync') throw error;
    return Promise.reject(error);
  };
  try {
    await act();
    return count;
  } finally {
    calls[name] = whole;
  }
}

describe('a rename that is refused', () => {
  it('is tried again: the file is written, or moved, whole', async () => {
    const folder = tempFolder('refused');
    const file = join(folder, 'a.json');
    assert.equal(await refusing(fs, 'rename', 3, () => writeAtomic(file, 'by the library')), 3);
    assert.equal(fs.readFileSync(file, 'utf8'), 'by the library');
    assert.equal(await refusing(fsPromises, 'rename', 3, () => writeAtomic(file, 'into place')), 3);
    assert.equal(fs.readFileSync(file, 'utf8'), 'into place');
    assert.equal(await refusing(fs, 'renameSync', 3, () => writeAtomicSync(file, 'while waiting')), 3);
    assert.equal(fs.readFileSync(file, 'utf8'), 'while waiting');
    assert.equal(await refusing(fsPromises, 'rename', 3, () => moveInto(join(folder, 'moved'), file)), 3);
    assert.equal(fs.readFileSync(join(folder, 'moved/a.json'), 'utf8'), 'while waiting');
    assert.deepEqual(fs.readdirSync(folder), ['moved']);
  });

  it('is told in words with the file’s name once it is refused for good', async () => {
    const folder = tempFolder('refused');
    const file = join(folder, 'a.json');
    fs.writeFileSync(file, 'before');
    const work = () => refusing(fsPromises, 'rename', Infinity, () => writeAtomic(file, 'after'));
    const answer = await asProblem(async () => ({ tries: await work() }));
    assert.ok(isProblem(answer));
    assert.equal(answer.file, file);
    assert.match(
      answer.message,
      /access is refused \(E\w+\)\. Give yourself the right|another program holds it/,
    );
    assert.equal(fs.readFileSync(file, 'utf8'), 'before');
    assert.deepEqual(fs.readdirSync(folder), ['a.json']);
  });

  it('is not tried again for any other reason', async () => {
    for (const error of [
      Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'rename' }),
      Object.assign(new Error('read-only'), { code: 'EACCES', syscall: 'open' }),
    ]) {
      let tries = 0;
      const work = async () => {
        tries += 1;
        throw error;
      };
      await assert.rejects(withPatience(work), error);
      assert.equal(tries, 1);
    }
  });
});

describe('a file that the machine cannot write', () => {
  it('is told by its name, what is wrong and what to do; a bug is not', () => {
    assert.ok(fileFault(Object.assign(new Error('x'), { code: 'EEXIST', syscall: 'mkdir', path: '/w' })));
    for (const code of [
      'ENOSPC',
      'EDQUOT',
      'EROFS',
      'EACCES',
      'EPERM',
      'EBUSY',
      'EMFILE',
      'EIO',
      'ENOTDIR',
    ]) {
      const fault = fileFault(Object.assign(new Error(code), { code, path: '/w/a.json' }));
      assert.ok(fault instanceof InputError);
      assert.match(fault.message, new RegExp(`^/w/a\\.json: .{10,} \\(${code}\\)\\. .{10,}\\.$`));
    }
    for (const bug of [
      new TypeError('x'),
      'text',
      Object.assign(new Error('gone'), { code: 'ENOENT', path: 'x' }),
      Object.assign(new Error('x'), { code: 'constructor', path: 'x' }),
    ])
      assert.equal(fileFault(bug), null);
  });
});
