// A model of the editor as a run uses it: through the interface that the editor answers. That VS Code answers it is
// seen in test/host/driven/agentTests.ts.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { mock } from 'node:test';
import { createBirpc } from 'birpc';
import { cancellable } from '../../../src/common/cancel';
import { InputError } from '../../../src/common/inputError';
import type { EditorAnswer, EditorModels, ModelMessage } from '../../../src/decision/lm/editorModels';
import { lmKind } from '../../../src/decision/lm/lmProvider';
import { LOCAL_OLLAMA } from '../../../src/decision/ollama/ollamaHost';
import { promptOf } from '../../../src/decision/prompt/prompt';
import { FAILURE_CAUSES, ProviderFailure } from '../../../src/decision/provider';
import { runBacktest } from '../../../src/run/backtestJob';
import type { RunTask } from '../../../src/run/process/protocol';
import { replayRun } from '../../../src/run/replayRun';
import { rpcPair } from '../../common/rpcPair';
import { modelWorkspace, repliesOf } from '../../run/modelWorkspace';
import { context } from '../providerContext';
import { someRequest } from '../someRequest';

const GOOD = { reason: 'RSI 55', action: 'BUY', confidence: 61 };
const NAMED = { use: 'lm:stand-in', parameters: {} };

/** An editor with one model, which answers by a function of what it is asked. */
function editorWith(answer: (messages: readonly ModelMessage[], signal: AbortSignal) => EditorAnswer) {
  const asked: (readonly ModelMessage[])[] = [];
  const editor: EditorModels = {
    model: async (family) =>
      family === 'stand-in'
        ? { identity: 'stand-in/stand-in 1' }
        : { problem: `there is no ${family}`, remedy: 'Name another' },
    async ask(_, messages, signal) {
      asked.push(messages);
      return answer(messages, signal);
    },
  };
  return { editor, asked };
}

const say = (content: unknown) => ({ said: typeof content === 'string' ? content : JSON.stringify(content) });

describe('a language model of the editor', () => {
  const signal = new AbortController().signal;
  const providerOf = (editor: EditorModels) => lmKind.make(NAMED, { ...context, editor }, () => []);

  it('is asked with the prompt that every model is', async () => {
    const { editor, asked } = editorWith(() => say(GOOD));
    const provider = providerOf(editor);
    const { reply } = await provider.ask(provider.question(someRequest()), signal);
    assert.deepEqual(reply, GOOD);
    const { system, user } = promptOf(someRequest(), {
      promptOptions: context.promptOptions,
      known: [],
      self: NAMED.use,
    });
    assert.deepEqual(
      asked.flat().map(({ role, content }) => [role, content]),
      [
        ['user', system],
        ['user', user],
      ],
    );
  });

  it('is told once what cannot be used of its reply, and has then failed', async () => {
    const answers = ['I would buy.', `\`\`\`json\n${JSON.stringify(GOOD)}\n\`\`\``];
    const { editor, asked } = editorWith(({ length }) => say(answers[length > 2 ? 1 : 0]));
    const provider = providerOf(editor);
    const { reply, retried } = await provider.ask(provider.question(someRequest()), signal);
    assert.deepEqual([reply, retried, asked.length], [GOOD, 'the reply is not JSON', 2]);
    assert.match(asked[1].at(-1)?.content ?? '', /That cannot be used: the reply is not JSON/);

    const stubborn = providerOf(editorWith(() => say({ ...GOOD, confidence: 400 })).editor);
    await assert.rejects(
      async () => stubborn.ask(stubborn.question(someRequest()), signal),
      (error) => error instanceof ProviderFailure && error.why === 'unusable reply',
    );
  });

  it('fails in each way that its editor tells of', async () => {
    for (const why of FAILURE_CAUSES) {
      const provider = providerOf(editorWith(() => ({ failure: 'Blocked: quota', why })).editor);
      await assert.rejects(
        async () => provider.ask(provider.question(someRequest()), signal),
        (error) =>
          error instanceof ProviderFailure && error.why === why && error.message === 'Blocked: quota',
      );
    }
  });

  it('is identified, and refused in words where it is not there or nobody is asked', async () => {
    const { editor } = editorWith(() => say(GOOD));
    const identity = (use: string, models: EditorModels | null) =>
      lmKind.identity({ use, parameters: {} }, { ...context, editor: models });
    assert.equal(await identity('lm:stand-in', editor), 'stand-in/stand-in 1');
    for (const [use, models, message] of [
      ['lm:none', editor, /lm:none: there is no none\. Name another\./],
      ['lm:stand-in', null, /is a language model of VS Code, which is not asked from here/],
    ] as const)
      await assert.rejects(
        identity(use, models),
        (error) => error instanceof InputError && message.test(error.message),
      );
    assert.equal(lmKind.mistakes({ use: 'lm:', parameters: {} }).length, 1);
    assert.equal(lmKind.mistakes({ use: 'lm:gpt-4o', parameters: { a: 1 } }).length, 1);
    assert.equal(lmKind.mistakes({ use: 'lm:gpt-4o', parameters: {} }).length, 0);
  });

  it('is cancelled across the runner’s protocol, in the middle of an answer', async () => {
    let stopped = false;
    const { editor } = editorWith(() => say(GOOD));
    const slow: EditorModels = {
      ...editor,
      ask: (_, __, given) =>
        new Promise((up) => {
          given.addEventListener('abort', () => {
            stopped = true;
            up({ failure: 'cancelled', why: 'other' });
          });
          cancel.abort();
        }),
    };
    const cancel = new AbortController();
    const [here, there] = rpcPair();
    createBirpc(slow, cancellable(there));
    const near = createBirpc<EditorModels>({}, cancellable(here));
    assert.deepEqual(await near.model('stand-in'), { identity: 'stand-in/stand-in 1' });
    assert.deepEqual(await near.ask('stand-in', [], cancel.signal), { failure: 'cancelled', why: 'other' });
    assert.equal(stopped, true);
  });
});

describe('a run that asks a language model of the editor', function () {
  this.timeout(60_000);
  let folder: string;
  let definition: string;
  before(() => {
    const providers = [NAMED.use, 'rule:cross', 'rule:trend'].map((use) => ({ use }));
    ({ folder, definition } = modelWorkspace({ providers }));
  });

  it('logs its answers and counts its failures, and is played again without it', async () => {
    let count = 0;
    const { editor, asked } = editorWith(() => {
      count += 1;
      if (count % 5 === 0) return { failure: 'its reply has no end', why: 'unusable reply' };
      return say({ ...GOOD, action: count % 2 === 0 ? 'BUY' : 'SELL' });
    });
    const end = await runBacktest({
      workspace: folder,
      task: { kind: 'fresh', definition },
      ollama: LOCAL_OLLAMA,
      editor,
      signal: new AbortController().signal,
      now: Date.now,
      events: { progress() {}, estimate() {}, log() {} },
    });
    assert.equal(end.state, 'done');
    if (end.state !== 'done') return;
    const { run, failures, total } = end.run;
    const replies = repliesOf(folder, run);
    assert.equal(replies.length, asked.length);
    const failed = replies.filter(({ failure }) => failure !== undefined);
    assert.equal(failures[NAMED.use], failed.length);
    assert.ok(failed.length > 5 && failed.every(({ cause }) => cause === 'unusable reply'));
    assert.ok((total?.trades ?? 0) > 0);
    const before = asked.length;
    const { ok } = await replayRun(folder, run, Date.now);
    assert.deepEqual([ok, asked.length], [true, before]);
  });

  it('is interrupted by a quota that is used up, and resumed when there is another', async () => {
    let quota = 7;
    const { editor, asked } = editorWith(() => {
      quota -= 1;
      return quota >= 0 ? say(GOOD) : { failure: 'Blocked: you have used up your quota', why: 'refused' };
    });
    const job = (task: RunTask) =>
      runBacktest({
        workspace: folder,
        task,
        ollama: LOCAL_OLLAMA,
        editor,
        signal: new AbortController().signal,
        now: Date.now,
        events: { progress() {}, estimate() {}, log() {} },
      });
    // The waits between tries are passed over.
    mock.timers.enable({ apis: ['setTimeout'] });
    const ticking = setInterval(() => mock.timers.tick(3000), 5);
    const end = await job({ kind: 'fresh', definition });
    clearInterval(ticking);
    mock.timers.reset();
    assert.ok(end.state === 'interrupted', JSON.stringify(end));
    assert.match(
      end.run.problem,
      /lm:stand-in failed 10 times in a row: Blocked: you have used up your quota/,
    );
    assert.equal(repliesOf(folder, end.run.run).length, 7);
    quota = Infinity;
    const before = asked.length;
    const resumed = await job({ kind: 'resume', run: end.run.run });
    assert.equal(resumed.state, 'done');
    assert.equal(repliesOf(folder, end.run.run).length, 7 + asked.length - before);
  });

  it('is refused on the command line, before anything is begun', () => {
    const args = [resolve('dist/cli.js'), 'run', definition];
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, /lm:stand-in is a language model of VS Code, which is not asked from here/);
  });
});
