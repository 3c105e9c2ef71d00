// The provider as a run uses it, over a real socket, against the stand-in for Ollama.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { InputError } from '../../../src/common/inputError';
import { OllamaClient } from '../../../src/decision/ollama/ollamaClient';
import { addressOf, LOCAL_OLLAMA, shownAddress } from '../../../src/decision/ollama/ollamaHost';
import { healthOf, pullModel } from '../../../src/decision/ollama/ollamaModels';
import { OllamaProvider, ollamaKind } from '../../../src/decision/ollama/ollamaProvider';
import type { FailureCause } from '../../../src/decision/provider';
import { ProviderFailure } from '../../../src/decision/provider';
import { digestOf, OllamaStandIn, type Said, type StandInOptions } from '../../standIn/ollama';
import { context } from '../providerContext';
import { someRequest } from '../someRequest';

const GOOD = { reason: 'RSI 55', action: 'BUY', confidence: 61 };
const said = (content: unknown): Said => ({ content: JSON.stringify(content) });

describe('a model behind Ollama', () => {
  let standIn: OllamaStandIn;
  afterEach(() => standIn?.close());

  async function start(options: Partial<StandInOptions>, host: Partial<typeof LOCAL_OLLAMA> = {}) {
    standIn = await OllamaStandIn.start({ models: ['llama3.2', 'deepseek-r1'], ...options });
    const ollama = new OllamaClient({ ...LOCAL_OLLAMA, address: standIn.address, waits: [1, 1], ...host });
    const provider = new OllamaProvider('ollama:llama3.2', ollama, context.promptOptions, () => []);
    const ask = (signal = new AbortController().signal) =>
      provider.ask(provider.question(someRequest()), signal);
    return { ollama, provider, ask };
  }

  it('is asked for the form of a reply, with temperature 0, a seed, a context that holds all, and never cut', async () => {
    const { ask } = await start({});
    const { reply, tokens, promptTokens } = await ask();
    assert.match(reply.action, /^(BUY|SELL|HOLD|CLOSE)$/);
    assert.ok(tokens && promptTokens && promptTokens > 300);
    const [{ options, format, truncate, messages }] = standIn.asked;
    assert.deepEqual(options, { temperature: 0, seed: 1, num_ctx: 8192, num_predict: 4096 });
    assert.deepEqual(Object.keys(format?.properties ?? {}), [
      'reason',
      'action',
      'confidence',
      'stop',
      'target',
      'size',
    ]);
    assert.deepEqual(format?.required, ['reason', 'action', 'confidence']);
    assert.equal(truncate, false);
    assert.deepEqual(
      messages.map(({ role }) => role),
      ['system', 'user'],
    );
  });

  it('has its thinking kept apart, whether the host or its own tags tell it', async () => {
    for (const answer of [
      { content: JSON.stringify(GOOD), thinking: 'hm' },
      { content: `<think>\nhm\n</think>\n${JSON.stringify(GOOD)}` },
      { content: `hm</think>\n\`\`\`json\n${JSON.stringify(GOOD)}\n\`\`\`` },
    ]) {
      const { ask } = await start({ say: () => answer });
      const { reply, thinking } = await ask();
      assert.deepEqual(reply, GOOD);
      assert.equal(thinking, 'hm');
      await standIn.close();
    }
  });

  it('has long thinking shortened for the log', async () => {
    const { ask } = await start({
      say: () => ({ content: JSON.stringify(GOOD), thinking: 'x'.repeat(50_000) }),
    });
    const { thinking } = await ask();
    assert.match(thinking ?? '', /^x{4000}… and 46000 characters more$/);
  });

  it('is told once what was wrong with its reply', async () => {
    const { ask } = await start({
      say: ({ messages }) => (messages.length > 2 ? said(GOOD) : said({ ...GOOD, confidence: 140 })),
    });
    const { reply, retried } = await ask();
    assert.deepEqual(reply, GOOD);
    assert.match(retried ?? '', /"confidence" of the reply/);
    const told = standIn.asked[1].messages;
    assert.deepEqual(
      told.map(({ role }) => role),
      ['system', 'user', 'assistant', 'user'],
    );
    assert.match(told[3].content, /"confidence" of the reply/);
  });

  it('has kept what it said and could not be used, of both tries, and what it thought', async () => {
    const words = ['I cannot give financial advice.', `No. ${'x'.repeat(50_000)}`];
    const { ask } = await start({
      say: ({ messages }) => ({ content: words[messages.length > 2 ? 1 : 0], thinking: 'hm' }),
    });
    await assert.rejects(ask(), ({ heard }: ProviderFailure) => {
      assert.equal(heard.said?.[0], words[0]);
      assert.match(heard.said?.[1] ?? '', /^No\. x+… and 46004 characters more$/);
      assert.equal(heard.thinking, 'hm');
      assert.ok((heard.tokens ?? 0) > 12_000);
      return true;
    });
    await standIn.close();
    const again = await start({
      say: ({ messages }) => (messages.length > 2 ? said(GOOD) : { content: words[0] }),
    });
    assert.deepEqual((await again.ask()).said, [words[0]]);
  });

  it('may write null for what it leaves out', async () => {
    const { ask } = await start({ say: () => said({ ...GOOD, stop: null, size: null }) });
    assert.deepEqual((await ask()).reply, GOOD);
  });

  const failures: [what: string, Partial<StandInOptions>, FailureCause, RegExp][] = [
    [
      'does not answer in JSON, twice',
      { say: () => ({ content: 'I would buy.' }) },
      'unusable reply',
      /not JSON; then/,
    ],
    [
      'makes up an action, twice',
      { say: () => said({ ...GOOD, action: 'PANIC' }) },
      'unusable reply',
      /"action"/,
    ],
    [
      'never ends',
      { say: () => ({ content: '{"reason": "', doneReason: 'length' }) },
      'unusable reply',
      /within 4096 tokens/,
    ],
    [
      'says too much',
      { say: () => ({ content: 'x'.repeat(10_000_000) }) },
      'unusable reply',
      /no end|longer than/,
    ],
    [
      'thinks only',
      { say: () => ({ content: '<think>on and on' }) },
      'unusable reply',
      /nothing but thoughts; then .*nothing but thoughts \("think": false in/,
    ],
    [
      'thinks to the end of its tokens',
      { say: () => ({ content: '', thinking: 'hm', doneReason: 'length' }) },
      'unusable reply',
      /nothing but thoughts: it did not come to an end within 4096 tokens/,
    ],
    [
      'names a field that no reply has',
      { say: () => said({ ...GOOD, stop_pct: 2 }) },
      'unusable reply',
      /has "stop_pct", but only these count: .*stop and target are prices/,
    ],
    ['is overloaded', { fault: () => ({ status: 503 }) }, 'server error', /^503/],
    ['crashes', { fault: () => ({ status: 500 }) }, 'server error', /500 the model runner/],
    [
      'is behind a proxy that fails',
      { fault: () => ({ status: 502, html: true }) },
      'server error',
      /^502 <h1>/,
    ],
    ['is cut off', { fault: () => 'cut' }, 'cut off', /cut off/],
    ['hangs up', { fault: () => 'hang up' }, 'unreachable', /cannot be reached/],
    ['sends a broken line', { fault: () => 'broken line' }, 'server error', /does not answer in JSON/],
    [
      'fails in the middle',
      { fault: () => 'error in the stream' },
      'server error',
      /while running the model/,
    ],
    [
      'is refused',
      { fault: () => ({ status: 400, error: 'no such option' }) },
      'refused',
      /400 no such option/,
    ],
  ];
  for (const [what, options, cause, message] of failures) {
    it(`has no vote where it ${what}`, async () => {
      const { ask } = await start(options);
      await assert.rejects(ask(), (error: unknown) => {
        assert.ok(error instanceof ProviderFailure, String(error));
        assert.equal(error.why, cause, error.message);
        assert.match(error.message, message);
        assert.ok(error.message.length < 1000);
        return true;
      });
    });
  }

  it('is asked once: whether to ask again is for those who know what else the host answers', async () => {
    const { ask } = await start({ fault: () => ({ status: 503 }) });
    await assert.rejects(ask(), ProviderFailure);
    assert.equal(standIn.asked.length, 1);
  });

  it('thinks as its definition says, and is asked as ever where that says nothing', async () => {
    const { ollama, provider } = await start({ say: () => said(GOOD) });
    const use = 'ollama:deepseek-r1';
    const around = { ...context, ollama };
    const plain = ollamaKind.make({ use, parameters: {} }, around, () => []).question(someRequest());
    assert.ok(!JSON.stringify(plain).includes('"think":'));
    for (const think of [false, true, 'low', 'medium', 'high'] as const) {
      const named = { use, parameters: { think } };
      assert.deepEqual(ollamaKind.mistakes(named), []);
      await ollamaKind.identity(named, around);
      const model = ollamaKind.make(named, around, () => []);
      const question = model.question(someRequest());
      assert.deepEqual(question, { ...Object(plain), think });
      await model.ask(question, new AbortController().signal);
      assert.equal(standIn.asked.at(-1)?.think, think);
    }
    const cannot = (think: boolean) =>
      ollamaKind.identity({ use: provider.id, parameters: { think } }, around);
    await cannot(false);
    await assert.rejects(cannot(true), /ollama:llama3\.2 cannot think\. Remove "think" from its parameters/);
  });

  it('is not waited for beyond its deadline', async () => {
    const { ask } = await start({ fault: () => 'silent' }, { deadline: 100 });
    await assert.rejects(ask(), (error: ProviderFailure) => error.why === 'deadline');
    assert.equal(standIn.asked.length, 1);
  });

  it('is left at once when the run is cancelled, also while it loads', async () => {
    const { ask } = await start({ loadMs: 60_000 });
    const cancel = new AbortController();
    const answer = ask(cancel.signal);
    while (standIn.asked.length === 0) await new Promise((resume) => setImmediate(resume));
    cancel.abort();
    // Loading takes longer than this test may.
    await assert.rejects(answer, /cancelled/);
    while (standIn.abandoned === 0) await new Promise((resume) => setImmediate(resume));
  });

  it('is known by the digest of its content', async () => {
    const { ollama } = await start({});
    const identity = (use: string) => ollamaKind.identity({ use, parameters: {} }, { ...context, ollama });
    assert.equal(await identity('ollama:llama3.2'), digestOf('llama3.2'));
    assert.equal(await identity('ollama:llama3.2:latest'), digestOf('llama3.2'));
    await assert.rejects(
      identity('ollama:mistral'),
      /does not have the model mistral\. Run "ollama pull mistral", or name another/,
    );
    await standIn.close();
    await assert.rejects(identity('ollama:llama3.2'), /cannot be asked \(.+\)\. Start Ollama/);
  });

  it('is pulled with progress, and told of where it cannot be had', async () => {
    const { ollama } = await start({});
    const told: string[] = [];
    const pull = (model: string) =>
      pullModel(ollama, model, new AbortController().signal, (status, done, of) =>
        told.push(`${status} ${done} ${of}`),
      );
    await pull('gemma2');
    assert.ok(told.some((line) => /^pulling \w+ 2000000 4000000$/.test(line)));
    assert.equal(told.at(-1), 'success 0 null');
    await assert.rejects(
      pull('none'),
      /none could not be pulled \(pull model manifest: file does not exist\)/,
    );
    const health = await healthOf(ollama);
    assert.ok(health.reachable);
    assert.ok(health.models.some(({ name }) => name === 'gemma2:latest'));
  });

  it('is sent its headers, which no error shows', async () => {
    const token = 'secret-1234';
    const { ask, ollama } = await start({ token }, { headers: { authorization: `Bearer ${token}` } });
    await ask();
    assert.ok((await healthOf(ollama)).reachable);
    const wrong = new OllamaClient({ ...ollama.host, headers: { authorization: 'Bearer secret-wrong' } });
    const health = await healthOf(wrong);
    assert.ok(!health.reachable);
    assert.match(health.reason, /401 unauthorized/);
    assert.doesNotMatch(JSON.stringify(health), /secret/);
  });

  it('is not followed to where its host sends on', async () => {
    const { ollama } = await start({});
    let asked = 0;
    const serve = async (listener: RequestListener) => {
      const server = createServer(listener).listen(0, '127.0.0.1');
      await once(server, 'listening');
      return { server, address: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
    };
    const elsewhere = await serve((_, response) => {
      asked += 1;
      response.end('{}');
    });
    const location = `${elsewhere.address}/api/chat`;
    const host = await serve((_, response) => response.writeHead(307, { location }).end());
    const { address } = host;
    const sent = new OllamaClient({ ...ollama.host, address, waits: [] });
    const provider = new OllamaProvider('ollama:llama3.2', sent, context.promptOptions, () => []);
    await assert.rejects(
      provider.ask(provider.question(someRequest()), new AbortController().signal),
      ProviderFailure,
    );
    assert.equal(asked, 0);
    elsewhere.server.close();
    host.server.close();
  });

  it('has an address as people write one, shown without its password', () => {
    const at = (text: string) => addressOf(text, 'a setting');
    assert.equal(at('http://127.0.0.1:11434'), 'http://127.0.0.1:11434');
    assert.equal(at('0.0.0.0'), 'http://127.0.0.1:11434');
    assert.equal(at(':8080'), 'http://127.0.0.1:8080');
    assert.equal(at('gpu.local'), 'http://gpu.local:11434');
    assert.equal(at('https://ollama.example.com/'), 'https://ollama.example.com');
    assert.equal(at('https://example.com/ollama/'), 'https://example.com/ollama');
    for (const wrong of ['', 'ftp://x', 'http://', 'file:///etc/passwd'])
      assert.throws(() => at(wrong), InputError);
    const secret = { ...LOCAL_OLLAMA, address: at('https://me:pass@example.com:8443') };
    assert.equal(shownAddress(secret), 'example.com:8443');
  });

  it('is named as Ollama names it', () => {
    const wrong = (use: string) => ollamaKind.mistakes({ use, parameters: {} }).length > 0;
    for (const good of ['llama3.2', 'deepseek-r1:8b', 'hf.co/someone/Model-GGUF:Q4_K_M'])
      assert.ok(!wrong(`ollama:${good}`));
    for (const bad of ['', 'a b', 'a\nb', '../x', 'x:y:z', 'x?y']) assert.ok(wrong(`ollama:${bad}`), bad);
  });
});
