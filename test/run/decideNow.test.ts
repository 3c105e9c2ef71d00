import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { linesOf } from '../../src/decision/log/logReader';
import { OllamaClient } from '../../src/decision/ollama/ollamaClient';
import { LOCAL_OLLAMA } from '../../src/decision/ollama/ollamaHost';
import { decideNow } from '../../src/run/decideNow/decideNow';
import { decisionJson } from '../../src/run/decideNow/decisionJson';
import { decisionText } from '../../src/run/decideNow/decisionText';
import { someRequest } from '../decision/someRequest';
import { someOutcome } from '../memory/someOutcome';
import { namesNotSnakeCase } from '../snakeCase';
import { asked, askingWorkspace, change, cli, runsOf } from './askingWorkspace';

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
    const outcome = someOutcome('t1', { features, run_id: 'imported' });
    writeFileSync(join(folder, 'data/memory/outcome_t1.json'), JSON.stringify(outcome));
    change(definition, { memory: { include: ['imported'] } });
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
    assert.deepEqual([json.run, json.include, json.known], [null, ['imported'], 1]);
  });

  it('that is cancelled decides nothing', async () => {
    const cancel = new AbortController();
    const decision = decide(cancel.signal);
    cancel.abort();
    await assert.rejects(decision, { name: 'AbortError' });
  });
});

/** Decides by symbol and time alone, leaves before the quarter ends, and writes down what it was asked. */
const remembered = (seed: number) => `
const { appendFileSync } = require('node:fs');
const { createHash } = require('node:crypto');
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { id, request } = JSON.parse(line);
  appendFileSync('asked-${seed}.jsonl', JSON.stringify(request) + '\\n');
  const number = createHash('sha256').update('${seed}' + request.symbol + request.time).digest()[0];
  const action = request.time > '2025-03-28' ? 'CLOSE' : ['BUY', 'SELL', 'HOLD'][number % 3];
  console.log(JSON.stringify({ id, action, confidence: 50 + number / 10, reason: 'number ' + number }));
});`;

describe('a decision now, after a run', function () {
  this.timeout(60_000);
  /** Close of the first bar of the quarter after the run. */
  const NEXT = '2025-04-01T08:00:00Z';
  let folder: string;
  let definition: string;
  const seeds = [1, 2, 3];
  const use = (seed: number) => `command:"${process.execPath}" decider-${seed}.cjs`;
  const lastAsked = (seed: number, time: string) =>
    readFileSync(join(folder, `asked-${seed}.jsonl`), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .findLast((request) => request.symbol === 'BTCUSD' && request.time === time);

  it('is the first of the next quarter: the same memories, questions and weights', async () => {
    const providers = seeds.map((seed) => ({ use: use(seed), weight: seed }));
    ({ folder, definition } = await askingWorkspace({
      providers,
      timeframe: '8h',
      from: '2025-01-20',
      to: '2025-03-31',
      memory: { refresh: 'quarter', cap: 40 },
      learning: { method: 'hedge' },
    }));
    const { symbols } = JSON.parse(readFileSync(definition, 'utf8'));
    change(definition, { symbols: symbols.slice(0, 1) });
    for (const seed of seeds) writeFileSync(join(folder, `decider-${seed}.cjs`), remembered(seed));
    // Another definition goes on for a quarter: what it would decide first there is what is expected now.
    const longer = join(folder, 'backtests/longer.backtest.json');
    writeFileSync(longer, readFileSync(definition));
    change(longer, { to: '2025-04-05' });
    assert.equal(cli('run', longer).status, 0);
    const expected = seeds.map((seed) => lastAsked(seed, NEXT));
    const [run] = runsOf(folder);
    const log = [...linesOf(join(folder, 'data/runs', run, 'decisions.jsonl'))].map(({ entry }) => entry);
    const weights = log.find((entry) => entry.type === 'weights' && entry.time === NEXT);
    assert.ok(weights?.type === 'weights');
    assert.equal(cli('run', definition).status, 0);
    // The bars end with the first of the next quarter.
    for (const name of readdirSync(join(folder, 'data/market'))) {
      const file = join(folder, 'data/market', name);
      const [head, ...bars] = readFileSync(file, 'utf8').trim().split('\n');
      writeFileSync(file, [head, ...bars.filter((line) => line < '2025-04-01T08'), ''].join('\n'));
    }

    const decision = await decideNow({
      workspace: folder,
      file: definition,
      symbol: 'BTCUSD',
      context: { ollama: new OllamaClient(LOCAL_OLLAMA), editor: null, tell() {} },
      signal: new AbortController().signal,
      now: Date.UTC(2026, 0, 1),
    });
    assert.equal(decision.time, NEXT);
    assert.match(decision.run ?? '', /^first-light-/);
    assert.ok(decision.memories.length > 0);
    const market = ({ bars, situation, regime, memories }: Record<string, unknown>) => ({
      bars,
      situation,
      regime,
      memories,
    });
    for (const [index, vote] of decision.votes.entries()) {
      assert.deepEqual(market(Object(vote.question)), market(expected[index]));
      const multipliers = (decision.regime && weights.regimes?.[decision.regime]) || weights.multipliers;
      assert.ok(Math.abs(vote.weight - seeds[index] * multipliers[use(seeds[index])]) < 1e-9);
    }
    assert.ok(new Set(decision.votes.map(({ weight }, index) => weight / seeds[index])).size > 1);
    assert.match(decisionText(decision, Date.UTC(2026, 0, 3)), /outcomes of first-light-\S+\)/);
  });
});
