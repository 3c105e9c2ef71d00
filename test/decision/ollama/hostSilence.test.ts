// How long a host of models may be silent: a question that waits in the host's queue is not the one that is answered.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OllamaClient } from '../../../src/decision/ollama/ollamaClient';
import { LOCAL_OLLAMA } from '../../../src/decision/ollama/ollamaHost';
import { OllamaStandIn, type StandInOptions } from '../../standIn/ollama';

const QUESTION = {
  model: 'llama3.2',
  messages: [{ role: 'user', content: 'BUY?' }],
  options: { temperature: 0, seed: 1, num_ctx: 4096, num_predict: 4096 },
};
const { signal } = new AbortController();

describe('the silence of a host', function () {
  this.timeout(20_000);
  let standIn: OllamaStandIn;
  afterEach(() => standIn?.close());
  const start = async (options: Partial<StandInOptions>, deadline: number) => {
    standIn = await OllamaStandIn.start({ models: ['llama3.2'], ...options });
    return new OllamaClient({ ...LOCAL_OLLAMA, address: standIn.address, waits: [], deadline });
  };

  it('does not count while the host answers another question, in whatever order', async () => {
    const client = await start({ slots: 1, answerMs: 250 }, 1000);
    const answers = Array.from({ length: 8 }, () => client.chat(QUESTION, signal));
    assert.equal((await Promise.all(answers)).length, 8);
  });

  it('ends every question that waits, once the host says nothing more', async () => {
    const client = await start({ fault: (_, count) => (count > 0 ? 'silent' : null) }, 200);
    await client.chat(QUESTION, signal);
    const waiting = Array.from({ length: 3 }, () => client.chat(QUESTION, signal));
    for (const end of await Promise.allSettled(waiting)) {
      assert.ok(end.status === 'rejected');
      assert.equal(end.reason.why, 'deadline');
      assert.match(
        end.reason.message,
        /did not answer, with 4 asked at once, within 0\.2 s \(settings .*ollamaDeadline/,
      );
    }
  });

  it('of a host that says nothing else either is a host that cannot be reached, until it speaks again', async () => {
    const silent = { chat: true, all: true };
    const host = createServer(async (request, response) => {
      for await (const _ of request);
      if (silent.all || (silent.chat && request.url === '/api/chat')) return;
      const line = { model: 'm', message: { role: 'assistant', content: 'BUY' }, done: true, version: '1' };
      response.end(`${JSON.stringify(line)}\n`);
    }).listen(0, '127.0.0.1');
    await once(host, 'listening');
    const address = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
    const client = new OllamaClient({ ...LOCAL_OLLAMA, address, waits: [], deadline: 100 }, 100);
    const cause = () =>
      client.chat(QUESTION, signal).then(
        ({ content }) => content,
        ({ why }) => why,
      );
    assert.equal(await cause(), 'unreachable');
    assert.equal(await cause(), 'unreachable');
    silent.all = false;
    assert.equal(await cause(), 'deadline');
    silent.chat = false;
    assert.equal(await cause(), 'BUY');
    host.closeAllConnections();
    host.close();
  });

  it('is no matter to an answer that has begun: from its first word on its own time runs', async () => {
    const endless = createServer((request, response) => {
      request.resume();
      if (request.url !== '/api/chat') return response.end('{"version":"1"}');
      response.writeHead(200, { 'content-type': 'application/x-ndjson' });
      const line = `${JSON.stringify({ model: 'm', message: { role: 'assistant', content: '', thinking: 'hm' }, done: false })}\n`;
      const speaking = setInterval(() => response.write(line), 10);
      return response.once('close', () => clearInterval(speaking));
    }).listen(0, '127.0.0.1');
    await once(endless, 'listening');
    const address = `http://127.0.0.1:${(endless.address() as AddressInfo).port}`;
    const client = new OllamaClient({ ...LOCAL_OLLAMA, address, waits: [], deadline: 300 });
    const answers = [1, 2].map(() => client.chat(QUESTION, signal));
    for (const end of await Promise.allSettled(answers)) {
      assert.ok(end.status === 'rejected');
      assert.match(end.reason.message, /did not end its answer within 0\.3 s/);
    }
    endless.close();
  });

  it('has no bound but the deadline: nobody asks by Node’s fetch, which gives up after 300 s', async () => {
    const client = await start({}, 1000);
    const real = globalThis.fetch;
    globalThis.fetch = () => assert.fail('asked by fetch');
    try {
      assert.ok((await client.chat(QUESTION, signal)).content);
      assert.equal((await client.api(signal).version()).version, '0.12.0');
    } finally {
      globalThis.fetch = real;
    }
  });
});
