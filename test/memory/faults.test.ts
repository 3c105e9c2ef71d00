// Every file call of a save fails once, in every way a disk can: the save says so, and nothing is lost by it.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOutcomes, saveOutcomes } from '../../src/memory/memoryFolder';
import { OutcomeWriter } from '../../src/memory/outcomeWriter';
import { someOutcome } from './someOutcome';

const CODES = ['ENOSPC', 'EIO', 'EACCES', 'EMFILE', 'EXDEV'];

type Callback = (error: NodeJS.ErrnoException | null, ...rest: unknown[]) => void;
type Call = (...args: unknown[]) => unknown;

const failure = (code: string, call: string): NodeJS.ErrnoException =>
  Object.assign(new Error(`${code}: injected into ${call}`), { code });

/** What write-file-atomic calls, and what flushing a folder calls. */
const CALLS = ['open', 'write', 'fsync', 'close', 'rename'] as const;

/** Makes the next call of `name` fail. @returns how to undo it, and whether it was reached. */
function breakCall(name: (typeof CALLS)[number], code: string): { undo(): void; reached(): boolean } {
  const host = fs as unknown as Record<string, Call>;
  const whole = host[name];
  let reached = false;
  host[name] = (...args) => {
    if (reached) {
      whole(...args);
      return;
    }
    reached = true;
    const callback = args.at(-1) as Callback;
    // A call that fails to close has closed all the same.
    if (name === 'close') whole(args[0], () => callback(failure(code, name)));
    else queueMicrotask(() => callback(failure(code, name)));
  };
  return {
    undo: () => {
      host[name] = whole;
    },
    reached: () => reached,
  };
}

/** Makes the next flush of a folder fail. */
function breakFlush(code: string): { undo(): void; reached(): boolean } {
  const whole = fs.promises.open;
  let reached = false;
  fs.promises.open = async (path, ...rest) => {
    const handle = await whole(path, ...rest);
    if (reached || !fs.statSync(path).isDirectory()) return handle;
    reached = true;
    handle.sync = () => Promise.reject(failure(code, 'sync'));
    return handle;
  };
  return {
    undo: () => {
      fs.promises.open = whole;
    },
    reached: () => reached,
  };
}

describe('a disk that fails', () => {
  let folder: string;
  beforeEach(async () => {
    folder = fs.mkdtempSync(join(tmpdir(), 'faults-'));
    await saveOutcomes(folder, [someOutcome('before')]);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  for (const code of CODES) {
    for (const name of [...CALLS, 'flush of the folder'] as const) {
      it(`${code} from ${name}: the save fails, says why, and harms nothing`, async () => {
        const fault = name === 'flush of the folder' ? breakFlush(code) : breakCall(name, code);
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

  it('that takes a part of a write only: the save fails, and no half file stays', async () => {
    const host = fs as unknown as Record<string, Call>;
    const whole = host.write;
    let shortened = false;
    host.write = (...args) => {
      const [fd, buffer, offset, length, ...rest] = args;
      const half = shortened ? length : Math.ceil(Number(length) / 2);
      shortened = true;
      return whole(fd, buffer, offset, half, ...rest);
    };
    try {
      await assert.rejects(saveOutcomes(folder, [someOutcome('new')]), /only \d+ of \d+ bytes .* disk full/);
    } finally {
      host.write = whole;
    }
    assert.ok(shortened);
    assert.deepEqual((await loadOutcomes(folder)).outcomes, [someOutcome('before')]);
    assert.deepEqual(fs.readdirSync(folder), ['outcome_before.json']);
  });

  it('is told to whoever waits for the writer, and no count pretends', async () => {
    const writer = new OutcomeWriter(folder);
    const fault = breakCall('fsync', 'EIO');
    try {
      writer.add([someOutcome('new')]);
      await assert.rejects(writer.saved(), { code: 'EIO' });
    } finally {
      fault.undo();
    }
    assert.equal(writer.count, 0);
    writer.add([someOutcome('later')]);
    await assert.rejects(writer.saved(), { code: 'EIO' }, 'a run that could not write does not go on');
  });
});
