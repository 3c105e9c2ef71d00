// How long a provider's host is waited for: until it answers, or has failed ten times in a row.
import assert from 'node:assert/strict';
import PQueue from 'p-queue';
import { HostPatience } from '../../src/decision/hostPatience';
import { type FailureCause, Interruption, PATIENCE, ProviderFailure } from '../../src/decision/provider';

const { signal } = new AbortController();
const turn = () => new Promise((resume) => setImmediate(resume));

/** A host of which each try fails as `fails` says, and each question that is answered is its answer. */
function hostThat(fails: (question: number, tries: number) => FailureCause | null) {
  const tried: number[] = [];
  const ask = async (question: number) => {
    const why = fails(question, tried.length);
    tried.push(question);
    await turn();
    if (why) throw new ProviderFailure(`${why} at ${question}`, why);
    return question;
  };
  return { tried, ask };
}

/** Asks questions, so many at once. @returns what came of each. */
async function askAll(
  host: ReturnType<typeof hostThat>,
  {
    questions = 30,
    atOnce = 1,
    tell = () => {},
  }: { questions?: number; atOnce?: number; tell?: (text: string) => void } = {},
): Promise<unknown[]> {
  const patience = new HostPatience('ollama:m', [], PATIENCE, tell);
  const queue = new PQueue({ concurrency: atOnce });
  let answered: number | null = null;
  const results: unknown[] = [];
  for (let question = 0; question < questions; question += 1)
    void queue.add(async () => {
      results[question] = await patience
        .ask({
          ask: () => host.ask(question),
          askOther: () => (answered === null ? null : host.ask(answered)),
          signal,
        })
        .then((said) => {
          answered = question;
          return said;
        })
        .catch((error: unknown) => error);
    });
  await queue.onIdle();
  return results;
}

const all = Array.from({ length: 30 }, (_, question) => question);

describe('the patience with a host', () => {
  for (const atOnce of [1, 4, 16]) {
    it(`keeps each question until the host answers, ${atOnce} at once`, async () => {
      // So many questions fail at once with the first; then nine tries follow one another in all.
      const host = hostThat((_, tries) => (tries > 5 && tries < 5 + atOnce + 8 ? 'cut off' : null));
      assert.deepEqual(await askAll(host, { atOnce }), all);
      assert.ok(host.tried.length <= 30 + atOnce + 8);
    });

    it(`ends after ten failures in a row, with the host’s words, ${atOnce} at once`, async () => {
      const host = hostThat((_, tries) => (tries >= 5 ? 'server error' : null));
      const results = await askAll(host, { atOnce });
      const interruptions = results.filter((one) => one instanceof Interruption);
      assert.ok(interruptions.length >= 30 - 5 - atOnce);
      assert.equal(new Set(interruptions).size, 1, 'the host is given up once');
      assert.match(interruptions[0].message, /^ollama:m failed 10 times in a row: server error at \d+$/);
      assert.ok(results.every((one, index) => one === index || one instanceof Interruption));
      const asked = host.tried.length - 5;
      // The last look is at a question that the host answered before.
      assert.ok(asked >= PATIENCE && asked <= PATIENCE + atOnce, `${asked} tries`);
    });
  }

  it('begins anew with each answer, and is told of once', async () => {
    const host = hostThat((_, tries) => (tries % 9 === 0 ? null : 'unreachable'));
    const told: string[] = [];
    assert.deepEqual(await askAll(host, { tell: (text) => told.push(text) }), all);
    assert.deepEqual(told, ['ollama:m: unreachable at 1; the question is asked again']);
  });

  const own: [what: string, cause: FailureCause, tries: number][] = [
    ['it refuses', 'refused', 3],
    ['it breaks down over', 'server error', 12],
    ['it hangs up on', 'unreachable', 12],
  ];
  for (const [what, cause, tries] of own)
    it(`lets one question fail that ${what}, while it answers another`, async () => {
      const host = hostThat((question) => (question === 7 ? cause : null));
      const results = await askAll(host);
      assert.ok(results[7] instanceof ProviderFailure && results[7].why === cause);
      assert.deepEqual(
        results.filter((_, question) => question !== 7),
        all.filter((question) => question !== 7),
      );
      assert.equal(host.tried.filter((question) => question === 7).length, tries);
      assert.equal(host.tried.length, 30 - 1 + tries + 3, 'another question is asked three times');
    });

  it('does not hold a refusal against a question, where the host refuses all for a while', async () => {
    const host = hostThat((_, tries) => (tries >= 5 && tries < 13 ? 'refused' : null));
    assert.deepEqual(await askAll(host), all);
  });

  it('takes any answer of the host for one, also one that cannot be used', async () => {
    const host = hostThat((question) => (question % 2 ? 'unusable reply' : null));
    const results = await askAll(host, { atOnce: 4 });
    assert.ok(results.every((one, index) => (index % 2 ? one instanceof ProviderFailure : one === index)));
    assert.equal(host.tried.length, 30);
  });

  it('counts a deadline as the question’s failure, and ends after ten in a row', async () => {
    const slow = hostThat((question) => (question % 10 ? 'deadline' : null));
    const counted = await askAll(slow);
    assert.ok(counted.every((one, index) => (index % 10 ? one instanceof ProviderFailure : one === index)));
    assert.equal(slow.tried.length, 30);
    const mute = await askAll(hostThat((question) => (question > 3 ? 'deadline' : null)));
    assert.ok(mute.slice(4, 13).every((one) => one instanceof ProviderFailure));
    assert.ok(mute[13] instanceof Interruption);
    assert.match(mute[13].message, /failed 10 times in a row: deadline at 13/);
  });

  it('ends at once when the run is cancelled, whatever it waits for', async () => {
    const cancel = new AbortController();
    const patience = new HostPatience('ollama:m', [3_600_000], PATIENCE, () => {});
    const ask = async () => {
      setImmediate(() => cancel.abort());
      throw new ProviderFailure('gone', 'unreachable');
    };
    const waiting = patience.ask({ ask, askOther: () => null, signal: cancel.signal });
    await assert.rejects(waiting, /cancelled/);
  });
});
