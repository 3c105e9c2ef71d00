import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OllamaClient } from '../../src/decision/ollama/ollamaClient';
import { LOCAL_OLLAMA } from '../../src/decision/ollama/ollamaHost';
import { decideNow } from '../../src/run/decideNow/decideNow';
import { decisionJson } from '../../src/run/decideNow/decisionJson';
import { decisionText } from '../../src/run/decideNow/decisionText';
import { someRequest } from '../decision/someRequest';
import { someOutcome } from '../memory/someOutcome';
import { namesNotSnakeCase } from '../snakeCase';
import { asked, askingWorkspace } from './askingWorkspace';

/** Says the same to whatever it is asked, or ends. */
const program = (answer: object | null) => `
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  ${answer ? `console.log(JSON.stringify({ id: JSON.parse(line).id, ...${JSON.stringify(answer)} }))` : 'process.exit(3)'};
});`;

describe('a decision now', function () {
  this.timeout(30_000);
  let folder: string;
  let definition: string;
  const use = (file: string) => `command:"${process.execPath}" ${file}`;

  before(async () => {
    ({ folder, definition } = await askingWorkspace({
      providers: [
        { use: use('decider.cjs'), weight: 3 },
        { use: use('buyer.cjs'), weight: 2 },
        { use: use('broken.cjs'), weight: 4 },
        { use: 'rule:trend' },
      ],
    }));
    writeFileSync(
      join(folder, 'buyer.cjs'),
      program({ action: 'BUY', confidence: 80, stop: 1, reason: 'up' }),
    );
    writeFileSync(join(folder, 'broken.cjs'), program(null));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const decide = (signal = new AbortController().signal) =>
    decideNow({
      workspace: folder,
      file: definition,
      symbol: 'BTCUSD',
      context: { ollama: new OllamaClient(LOCAL_OLLAMA), editor: null, tell() {} },
      signal,
      now: Date.UTC(2026, 0, 1),
    });

  it('asks each provider once, counts as a run does, and keeps nothing', async () => {
    const files = () => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    writeFileSync(join(folder, 'asked.txt'), '');
    const before = files();
    const decision = await decide();
    assert.equal(asked(folder).length, 1);
    assert.deepEqual(files(), before);
    assert.deepEqual(
      decision.votes.map(({ provider, weight }) => [provider, weight]),
      [
        [use('decider.cjs'), 3],
        [use('buyer.cjs'), 2],
        [use('broken.cjs'), 4],
        ['rule:trend', 1],
      ],
    );
    const [decider, buyer, broken, rule] = decision.votes;
    assert.deepEqual(
      [buyer.reply?.action, buyer.reply?.confidence, buyer.reply?.stop, buyer.reply?.reason],
      ['BUY', 80, 1, 'up'],
    );
    assert.match(broken.failure ?? '', /the program ended/);
    assert.equal(broken.reply, null);
    assert.deepEqual([rule.question, rule.failure], [null, null]);
    assert.ok(rule.reply?.reason);
    // All programs are asked the same, at the close of the latest bar.
    assert.deepEqual(buyer.question, decider.question);
    assert.equal(Object(buyer.question).time, decision.time);
    // The provider that failed counts on neither side.
    const support = (action: string) =>
      decision.votes.reduce(
        (sum, { weight, reply }) => sum + (reply?.action === action ? weight * reply.confidence : 0),
        0,
      ) / 6;
    assert.ok(Math.abs(decision.confidence - support(decision.action)) < 1e-9);
    for (const action of ['BUY', 'SELL', 'HOLD', 'CLOSE'])
      assert.ok(support(action) <= decision.confidence + 1e-9);
    assert.match(
      decisionText(decision, Date.UTC(2026, 0, 3)),
      /broken\.cjs +gave no answer: the program ended/,
    );
  });

  it('is told to programs in snake_case, remembered trades by the names of their files', async () => {
    const features = { ...someRequest().situation };
    mkdirSync(join(folder, 'data/memory'), { recursive: true });
    const outcome = someOutcome('t1', { features });
    writeFileSync(join(folder, 'data/memory/outcome_t1.json'), JSON.stringify(outcome));
    const json = JSON.parse(JSON.stringify(decisionJson(await decide())));
    assert.deepEqual(namesNotSnakeCase(json), []);
    const {
      decision_id: id,
      asset_pair: symbol,
      entry_time: entered,
      action,
      note,
    } = json.memories[0].outcome;
    assert.deepEqual([id, symbol, entered, action, note], ['t1', 'BTCUSD', outcome.entry_time, 'BUY', null]);
  });

  it('that is cancelled decides nothing', async () => {
    const cancel = new AbortController();
    const decision = decide(cancel.signal);
    cancel.abort();
    await assert.rejects(decision, { name: 'AbortError' });
  });
});
