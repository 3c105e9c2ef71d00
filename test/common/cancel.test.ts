import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { createBirpc } from 'birpc';
import { cancellable, nullIfAborted } from '../../src/common/cancel';
import { rpcPair } from './rpcPair';

interface Far {
  add(one: number, other: number): Promise<number>;
  work(name: string, signal: AbortSignal): Promise<string>;
}

const never = new AbortController().signal;

/** A far end that answers as it is told to, and its near end. */
function nearOf(work: Far['work']): Far {
  const [near, far] = rpcPair();
  createBirpc({ add: async (one: number, other: number) => one + other, work }, cancellable(far));
  return createBirpc<Far>({}, cancellable(near));
}

/** Never ends of itself. */
const untilAborted = (signal: AbortSignal) => setTimeout(2 ** 30, '', { signal, ref: false });

describe('a question that may be cancelled', () => {
  it('is answered like any other where nobody cancels', async () => {
    const near = nearOf(async (name, signal) => `${name} ${signal.aborted}`);
    assert.equal(await near.add(1, 2), 3);
    assert.equal(await near.work('a', never), 'a false');
  });

  it('aborts its work at the far end, and no other', async () => {
    const ended: string[] = [];
    const near = nearOf(async (name, signal) => {
      if (name === 'quick') return name;
      await untilAborted(signal).finally(() => ended.push(name));
      return name;
    });
    const cancel = new AbortController();
    const slow = near.work('slow', cancel.signal);
    void near.work('other', never).catch(() => {});
    assert.equal(await near.work('quick', never), 'quick');
    const why = new Error('the user went on');
    cancel.abort(why);
    await assert.rejects(slow, (error) => error === why);
    assert.deepEqual(ended, ['slow']);
    assert.equal(await nullIfAborted(cancel.signal, slow), null);
  });

  it('is cancelled at once where its signal was aborted before', async () => {
    const near = nearOf((_, signal) => untilAborted(signal));
    await assert.rejects(near.work('late', AbortSignal.abort('too late')), (error) => error === 'too late');
  });

  it('still has the answer that its work ends with, and any other error', async () => {
    const near = nearOf(async (name, signal) => {
      await untilAborted(signal).catch(() => {});
      if (name === 'kept') return 'what there was';
      throw 'a bug';
    });
    const cancel = new AbortController();
    const kept = near.work('kept', cancel.signal);
    const failed = near.work('failed', cancel.signal);
    cancel.abort();
    assert.equal(await kept, 'what there was');
    await assert.rejects(failed, (error) => error === 'a bug');
  });

  it('leaves nothing that waits at its signal when it was answered', async () => {
    const near = nearOf(async (name) => name);
    const cancel = new AbortController();
    let listeners = 0;
    const { signal } = cancel;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1;
      add(...args);
    };
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1;
      remove(...args);
    };
    assert.equal(await near.work('a', signal), 'a');
    assert.equal(listeners, 0);
  });

  it('throws what is not about its signal', async () => {
    const bug = new Error('a bug');
    await assert.rejects(nullIfAborted(never, Promise.reject(bug)), (error) => error === bug);
  });
});
