import assert from 'node:assert/strict';
import { InputError } from '../../../../src/common/inputError';
import { PoliteNet, type World } from '../../../../src/market/download/sources/politeNet';
import { BadPage, TryLater } from '../../../../src/market/download/sources/tryLater';

const HOST = 'a.example';
const START = Date.UTC(2025, 0, 1);

/** A world whose clock advances by sleeps alone, and whose hosts give prepared answers. */
class FakeWorld implements World {
  time = START;
  readonly slept: number[] = [];
  underWay = 0;
  most = 0;
  constructor(private readonly answers: readonly (() => Response)[]) {}
  #next = 0;
  readonly fetch = (async () => {
    this.underWay += 1;
    this.most = Math.max(this.most, this.underWay);
    await new Promise((later) => setImmediate(later));
    this.underWay -= 1;
    const answer = this.answers[Math.min(this.#next, this.answers.length - 1)];
    this.#next += 1;
    return answer();
  }) as typeof fetch;
  now = () => this.time;
  random = () => 1;
  run = async () => '';
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    this.slept.push(ms);
    this.time += ms;
  }
}

const good = () => new Response('[]', { headers: { date: new Date(START).toUTCString() } });
const refuses =
  (status: number, headers: Record<string, string> = {}) =>
  () =>
    new Response('no', { status, headers });

function visit(answers: readonly (() => Response)[]) {
  const world = new FakeWorld(answers);
  const cancel = new AbortController();
  const waits: string[] = [];
  const net = new PoliteNet(world, cancel.signal, (host, ms, why) => waits.push(`${host} ${ms} ${why}`));
  const get = () => net.patiently(HOST, () => net.fetch(`https://${HOST}/bars`));
  return { world, cancel, net, get, waits };
}

describe('a polite guest of hosts', () => {
  it('asks one thing at a time of a host, and other hosts meanwhile', async () => {
    const { world, net } = visit([good]);
    await Promise.all([1, 2, 3].map(() => net.fetch(`https://${HOST}/bars`)));
    assert.equal(world.most, 1);
    await Promise.all(['a', 'b', 'c'].map((name) => net.fetch(`https://${name}.example/bars`)));
    assert.equal(world.most, 3);
  });

  const waits: [name: string, answer: () => Response, expected: number][] = [
    ['seconds in Retry-After', refuses(429, { 'retry-after': '7' }), 7000],
    ['a date in Retry-After', refuses(503, { 'retry-after': new Date(START + 9000).toUTCString() }), 9000],
    ['a Retry-After that cannot be read', refuses(429, { 'retry-after': 'soon' }), 1000],
    ['too many requests without a word', refuses(429), 1000],
    ["a teapot, Binance's warning before a ban", refuses(418, { 'retry-after': '2' }), 2000],
    ['a broken server', refuses(500), 1000],
  ];
  for (const [name, answer, expected] of waits) {
    it(`waits after ${name}`, async () => {
      const { world, get, waits: told } = visit([answer, good]);
      assert.equal((await get()).status, 200);
      assert.deepEqual(world.slept, [expected]);
      assert.match(told[0], new RegExp(`^${HOST} ${expected} it `));
    });
  }

  it('waits longer each time, six times in all, then says so', async () => {
    const { world, get } = visit([refuses(502)]);
    await assert.rejects(get(), /a\.example: it is out of order \(502\)\. Try again later; what has come/);
    assert.deepEqual(world.slept, [1000, 2000, 4000, 8000, 16_000]);
  });

  it('gives up at once where a host wants to be left alone for long', async () => {
    const { world, get } = visit([refuses(429, { 'retry-after': '3600' })]);
    await assert.rejects(get(), /asks to be left alone for 60 minutes/);
    assert.deepEqual(world.slept, []);
  });

  it('keeps everybody away from a host that asked for a pause', async () => {
    const { world, net, get } = visit([refuses(429, { 'retry-after': '30' }), good]);
    const first = get();
    await new Promise((later) => setImmediate(later));
    let second = 0;
    await Promise.all([first, net.fetch(`https://${HOST}/other`).then(() => (second = world.time))]);
    assert.ok(second >= START + 30_000);
  });

  it('asks for answers that cannot be three times', async () => {
    const { world, net } = visit([good]);
    const bad = net.patiently(HOST, async () => {
      throw new BadPage('it is odd');
    });
    await assert.rejects(bad, /a\.example: it is odd\. Try again later/);
    assert.equal(world.slept.length, 2);
  });

  it('does not take a web page for data, nor try it again', async () => {
    const { world, get } = visit([() => new Response('\n<html>log in</html>', { status: 200 })]);
    await assert.rejects(
      get(),
      (error: Error) => error instanceof InputError && /web page in place of data/.test(error.message),
    );
    assert.deepEqual(world.slept, []);
  });

  it('tells what may pass as such, and nothing else', async () => {
    const { net } = visit([
      () => {
        throw new TypeError('fetch failed', { cause: new Error('other side closed') });
      },
    ]);
    await assert.rejects(
      net.fetch(`https://${HOST}/`),
      (error: Error) => error instanceof TryLater && /cut off/.test(error.message),
    );
    const bug = net.patiently(HOST, async () => {
      throw new RangeError('a bug');
    });
    await assert.rejects(bug, RangeError);
  });

  it('ends at once when it is cancelled, also in a pause', async () => {
    const { cancel, net, world } = visit([refuses(429, { 'retry-after': '60' })]);
    world.sleep = (_, signal) =>
      new Promise((_done, fail) => {
        signal.addEventListener('abort', () => fail(signal.reason));
        cancel.abort();
      });
    await assert.rejects(
      net.patiently(HOST, () => net.fetch(`https://${HOST}/`)),
      { name: 'AbortError' },
    );
  });

  it("believes the host's clock, also through a cache, and its own where the host has none", async () => {
    const { net } = visit([
      () => new Response('1'),
      () => new Response('1', { headers: { date: new Date(START - 90_000).toUTCString() } }),
      () => new Response('1', { headers: { date: new Date(START - 90_000).toUTCString(), age: '60' } }),
    ]);
    const told: number[] = [];
    for (let times = 0; times < 3; times += 1) {
      await net.fetch(`https://${HOST}/`);
      told.push(net.timeOf(HOST) - START);
    }
    assert.deepEqual(told, [0, -90_000, -30_000]);
  });
});
