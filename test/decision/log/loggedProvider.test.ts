import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../src/common/inputError';
import type { AskedProvider } from '../../../src/decision/askedProvider';
import { DecisionLog } from '../../../src/decision/log/decisionLog';
import type { Json } from '../../../src/decision/log/logEntry';
import { LoggedProvider } from '../../../src/decision/log/loggedProvider';
import { UnwrittenLog } from '../../../src/decision/log/unwrittenLog';
import { Interruption, ProviderFailure, type Reply } from '../../../src/decision/provider';
import type { DecisionRequest } from '../../../src/decision/request';
import { tempFolder } from '../../tempFolder';
import { someHeader } from './someHeader';

const BUY: Reply = { action: 'BUY', confidence: 60, reason: 'because' };
/** What a provider that is asked looks at here. */
const requestOf = (id: string, cash = 1) =>
  ({ decisionId: id, cash, memories: [] }) as unknown as DecisionRequest;

/** Asks what the log does not have, then decides. */
async function decide(
  provider: LoggedProvider,
  request: DecisionRequest,
  signal: AbortSignal,
): Promise<Reply> {
  const open = provider.open(request);
  if (typeof open !== 'string') await provider.ask(open, signal);
  return provider.decide(request);
}

describe('a provider that is asked', () => {
  let folder: string;
  let file: string;
  let asked: Json[];
  let answer: () => Promise<{ reply: Reply }>;
  const signal = new AbortController().signal;
  beforeEach(() => {
    folder = tempFolder('logged');
    file = join(folder, 'decisions.jsonl');
    asked = [];
    answer = async () => ({ reply: BUY });
  });

  const provider: AskedProvider = {
    id: 'stub',
    question: ({ decisionId, cash }) => ({ decisionId, cash }),
    ask(question) {
      asked.push(question);
      return answer();
    },
    close() {},
  };
  const create = () => DecisionLog.create(file, someHeader);
  const reopened = async () => (await DecisionLog.open(file, 'resume')).log;
  const logged = () => readFileSync(file, 'utf8').trim().split('\n').slice(1);

  it('has its answer on disk before anybody acts on it', async () => {
    const log = await create();
    const one = new LoggedProvider(provider, log, () => 0);
    for (const id of ['a', 'b', 'c']) {
      const open = one.open(requestOf(id));
      assert.ok(typeof open !== 'string');
      await one.ask(open, signal);
      const last = JSON.parse(logged().at(-1) ?? '');
      assert.deepEqual([last.type, last.decision_id, last.reply], ['reply', id, BUY]);
      assert.deepEqual(one.decide(requestOf(id)), BUY);
    }
    await log.close();
  });

  it('is not asked again what the log answers, its failures among that', async () => {
    const first = await create();
    const one = new LoggedProvider(provider, first, () => 0);
    await decide(one, requestOf('a'), signal);
    answer = async () => {
      throw new ProviderFailure('no idea');
    };
    await assert.rejects(decide(one, requestOf('b'), signal), ProviderFailure);
    await first.close();
    const before = logged();

    const second = await reopened();
    const other = new LoggedProvider(provider, second, () => 1);
    assert.deepEqual(await decide(other, requestOf('a'), signal), BUY);
    await assert.rejects(decide(other, requestOf('b'), signal), /no idea/);
    await second.close();
    assert.equal(asked.length, 2);
    assert.deepEqual(logged(), before);
  });

  it('stops where the log answers another question, and says what changed', async () => {
    const first = await create();
    await decide(new LoggedProvider(provider, first, () => 0), requestOf('a', 1), signal);
    await first.close();
    const second = await reopened();
    const other = new LoggedProvider(provider, second, () => 0);
    assert.throws(
      () => other.open(requestOf('a', 2)),
      (error) => error instanceof InputError && /cash was 1 and is 2/.test(error.message),
    );
    await second.close();
  });

  it('whose host fails for good has nothing in the log of a run, which can be resumed; else the failure is its answer', async () => {
    answer = async () => {
      throw new ProviderFailure('no memory', 'server error');
    };
    const log = await create();
    const one = new LoggedProvider(provider, log, () => 0);
    const open = one.open(requestOf('a'));
    assert.ok(typeof open !== 'string');
    await assert.rejects(one.ask(open, signal), (error) => error instanceof Interruption);
    assert.equal(asked.length, 10);
    await log.close();
    assert.deepEqual(logged(), []);

    const now = new LoggedProvider(provider, new UnwrittenLog(), () => 0);
    await assert.rejects(decide(now, requestOf('a'), signal), /^ProviderFailure: no memory$/);
    assert.equal(asked.length, 11);
  });

  it('of a run that is cancelled has no failure in the log: it is asked again when that is resumed', async () => {
    const cancel = new AbortController();
    answer = async () => {
      cancel.abort();
      throw new ProviderFailure('cancelled');
    };
    const log = await create();
    const one = new LoggedProvider(provider, log, () => 0);
    const open = one.open(requestOf('a'));
    assert.ok(typeof open !== 'string');
    assert.equal(await one.ask(open, cancel.signal), null);
    await log.close();
    assert.ok(logged().every((line) => JSON.parse(line).type !== 'reply'));
  });
});
