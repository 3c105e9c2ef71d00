import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { withDeadline } from '../../src/common/deadline';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** Work that settles only by its signal, of which nothing else keeps hold. */
const silence = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

/** Work that waits for a signal combined of its own, as `fetch` and the client of Ollama combine them. */
const combined = (signal: AbortSignal) =>
  silence(AbortSignal.any([signal, AbortSignal.any([signal, new AbortController().signal])]));

describe('a deadline', () => {
  for (const [how, work] of [
    ['its own signal', silence],
    ['a combination of it', combined],
  ] as const) {
    it(`ends work that waits for ${how}, however often garbage is collected`, async () => {
      const over = withDeadline(new AbortController().signal, 100, work).then(
        () => assert.fail('silence has no end'),
        (error: unknown) => error,
      );
      let settled = false;
      void over.then(() => {
        settled = true;
      });
      while (!settled) {
        collectGarbage();
        await turn();
      }
      const reason = await over;
      assert.ok(reason instanceof DOMException && reason.name === 'TimeoutError');
    });
  }

  it('passes on a cancel with its reason, before the work begins too', async () => {
    const cancel = new AbortController();
    const waiting = withDeadline(cancel.signal, 60_000, silence);
    cancel.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
    const late = withDeadline(cancel.signal, 60_000, async (signal) => signal.throwIfAborted());
    await assert.rejects(late, /enough/);
  });

  it('gives what the work gives, and leaves neither timer nor listener behind', async () => {
    const { signal } = new AbortController();
    const begun: AbortSignal[] = [];
    const seven = await withDeadline(signal, 20, async (own) => {
      begun.push(own);
      return 7;
    });
    assert.equal(seven, 7);
    const broken = withDeadline(signal, 20, async (own) => {
      begun.push(own);
      throw new Error('broken');
    });
    await assert.rejects(broken, /broken/);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
    // A deadline of the same length that is set later ends later: by then the others would have come.
    await assert.rejects(withDeadline(signal, 20, silence));
    assert.deepEqual(
      begun.map(({ aborted }) => aborted),
      [false, false],
    );
  });

  it('is the only way in the sources to wait for a time: AbortSignal.timeout may be collected', () => {
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.tsx?$/.test(name),
    );
    const found = files.filter((name) =>
      /AbortSignal\.timeout\(/.test(readFileSync(join('src', name), 'utf8')),
    );
    assert.deepEqual(found, []);
  });
});
