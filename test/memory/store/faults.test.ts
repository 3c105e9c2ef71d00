// Every file call of a save fails once, in every way a disk can: the save says so, and nothing is lost by it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { loadOutcomes, saveOutcomes } from '../../../src/memory/store/memoryFolder';
import { OutcomeWriter } from '../../../src/memory/store/outcomeWriter';
import { tempFolder } from '../../tempFolder';
import { someClosedTrade, someOutcome } from '../someOutcome';

const SAVER = resolve('dist/test/saver.js');
const CODES = ['ENOSPC', 'EIO', 'EACCES', 'EMFILE', 'EXDEV'];

const failure = (code: string, call: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: injected into ${call}`), { code });

/** What a save of several calls: write-file-atomic for the files beside, we for their place, and the flush of the folder. */
const CALLS = [
  'open',
  'write',
  'fsync',
  'close',
  'rename',
  'stat',
  'rename into place',
  'open of the folder',
  'sync of the folder',
] as const;
type CallName = (typeof CALLS)[number];
/** What a save of one calls, and which of its calls of that name is to fail. */
const CALLS_OF_ONE = [
  ['openSync', 1],
  ['writeSync', 1],
  ['fsyncSync', 1],
  ['closeSync', 1],
  ['renameSync', 1],
  // Once whether it is there already, then whether it is whole.
  ['statSync', 2],
  ['renameSync', 2],
  ['openSync', 2],
  ['fsyncSync', 2],
] as const;
type Callback = (error: NodeJS.ErrnoException | null, ...rest: unknown[]) => void;
type Call = (...args: unknown[]) => unknown;

interface Fault {
  undo(): void;
  reached(): boolean;
}

/** Puts `broken` in the place of a call. */
function replaceCall(
  host: object,
  name: string,
  broken: (whole: Call, ...args: unknown[]) => unknown,
): () => void {
  const calls = host as Record<string, Call>;
  const whole = calls[name];
  calls[name] = (...args) => broken(whole, ...args);
  return () => {
    calls[name] = whole;
  };
}

/** Makes the next call of `name` fail. */
function breakCall(name: CallName, code: string): Fault {
  if (name.endsWith('the folder')) return breakFolder(name, code);
  if (name === 'stat') return breakPromised('stat', name, code);
  if (name === 'rename into place') return breakPromised('rename', name, code);
  return breakCalled(name, code);
}

/** A call of write-file-atomic's. */
function breakCalled(name: CallName, code: string): Fault {
  let reached = false;
  const undo = replaceCall(fs, name, (whole, ...args) => {
    if (reached) {
      whole(...args);
      return;
    }
    reached = true;
    const callback = args.at(-1) as Callback;
    // A call that fails to close has closed all the same.
    if (name === 'close') whole(args[0], () => callback(failure(code, name)));
    else queueMicrotask(() => callback(failure(code, name)));
  });
  return { undo, reached: () => reached };
}

function breakPromised(call: 'rename' | 'stat', name: CallName, code: string): Fault {
  let reached = false;
  const undo = replaceCall(fs.promises, call, (whole, ...args) => {
    if (reached) return whole(...args);
    reached = true;
    return Promise.reject(failure(code, name));
  });
  return { undo, reached: () => reached };
}

function breakFolder(name: CallName, code: string): Fault {
  const { open } = fs.promises;
  let reached = false;
  const fail = () => {
    reached = true;
    return Promise.reject(failure(code, name));
  };
  fs.promises.open = async (path, ...rest) => {
    if (reached || !fs.statSync(path).isDirectory()) return open(path, ...rest);
    if (name.startsWith('open')) return fail();
    const handle = await open(path, ...rest);
    handle.sync = fail;
    return handle;
  };
  return {
    undo: () => {
      fs.promises.open = open;
    },
    reached: () => reached,
  };
}

/** Makes a call of a save of one fail. @param which of those with that name, from 1 on. */
function breakCallOfOne(name: string, which: number, code: string): Fault {
  let calls = 0;
  const undo = replaceCall(fs, name, (whole, ...args) => {
    calls += 1;
    if (calls !== which) return whole(...args);
    if (name === 'closeSync') whole(...args);
    throw failure(code, name);
  });
  return { undo, reached: () => calls >= which };
}

describe('a disk that fails', () => {
  const whole = (id: string) => `${JSON.stringify(someOutcome(id), null, 2)}\n`;
  let folder: string;
  beforeEach(async () => {
    folder = tempFolder('faults');
    await saveOutcomes(folder, [someOutcome('before')]);
  });

  for (const code of CODES) {
    for (const name of CALLS) {
      it(`${code} from ${name}: the save fails, says why, and harms nothing`, async () => {
        const fault = breakCall(name, code);
        try {
          await assert.rejects(saveOutcomes(folder, [someOutcome('new'), someOutcome('new2')]), { code });
        } finally {
          fault.undo();
        }
        assert.ok(fault.reached());
        const { outcomes, damaged } = await loadOutcomes(folder);
        assert.deepEqual(damaged, []);
        assert.ok(outcomes.some(({ decision_id: id }) => id === 'before'));
        await saveOutcomes(folder, [someOutcome('new'), someOutcome('new2')]);
        assert.equal((await loadOutcomes(folder)).outcomes.length, 3);
      });
    }
  }

  for (const code of CODES) {
    for (const [name, which] of CALLS_OF_ONE) {
      it(`${code} from ${name}, call ${which}, of one outcome alone: the same`, async () => {
        const before = fs.readdirSync(folder);
        const fault = breakCallOfOne(name, which, code);
        try {
          await assert.rejects(saveOutcomes(folder, [someOutcome('new')]), { code });
        } finally {
          fault.undo();
        }
        assert.ok(fault.reached());
        // The folder is flushed when the file has its place: that it is there is not told, but true.
        const isInPlace = which === 2 && (name === 'openSync' || name === 'fsyncSync');
        assert.deepEqual(fs.readdirSync(folder), isInPlace ? [...before, 'outcome_new.json'] : before);
        assert.deepEqual((await loadOutcomes(folder)).damaged, []);
        await saveOutcomes(folder, [someOutcome('new')]);
        assert.equal((await loadOutcomes(folder)).outcomes.length, 2);
      });
    }
  }

  for (const together of [false, true]) {
    it(`that takes a part of a write only, of ${together ? 'several' : 'one'}: the save fails, no half file stays, and what was there is as it was`, function () {
      if (process.platform === 'win32') this.skip();
      // No file of the process may grow beyond 512 bytes: the write is cut short, as on a full disk.
      const limited = ['-c', 'ulimit -f 1; exec "$0" "$@"', process.execPath, SAVER, folder, 'new', '3'];
      for (const id of ['new-0', 'before']) fs.writeFileSync(join(folder, `outcome_${id}.json`), whole(id));
      const before = fs.readdirSync(folder);
      const env = { ...process.env, TOGETHER: together ? 'yes' : '' };
      const { status, stdout, stderr } = spawnSync('sh', limited, { encoding: 'utf8', env });
      assert.deepEqual([status, stdout], [1, '']);
      assert.match(stderr, /only \d+ of \d+ bytes could be written/);
      assert.deepEqual(fs.readdirSync(folder), before);
      assert.equal(fs.readFileSync(join(folder, 'outcome_new-0.json'), 'utf8'), whole('new-0'));
    });
  }

  it('is told to whoever waits for the writer, and no count pretends', async () => {
    const writer = new OutcomeWriter(folder);
    const fault = breakCallOfOne('fsyncSync', 1, 'EIO');
    try {
      writer.add([someClosedTrade('new')]);
      await assert.rejects(writer.saved(), { code: 'EIO' });
    } finally {
      fault.undo();
    }
    assert.equal(writer.count, 0);
    writer.add([someClosedTrade('later')]);
    await assert.rejects(writer.saved(), { code: 'EIO' }, 'a run that could not write does not go on');
  });
});
