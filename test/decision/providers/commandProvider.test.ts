import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../src/common/inputError';
import { ProviderFailure } from '../../../src/decision/provider';
import { CommandProvider, commandKind } from '../../../src/decision/providers/commandProvider';
import { changedFiles } from '../../../src/decision/providers/pinnedFiles';
import { tempFolder } from '../../tempFolder';
import { context } from '../providerContext';

/** Answers each line by what `answer` makes of the message and of how many came before. */
const program = (answer: string) => `
let count = 0;
const answer = ${answer};
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  const said = answer(message, count++);
  if (said !== undefined) console.log(typeof said === 'string' ? said : JSON.stringify({ id: message.id, ...said }));
});`;

describe('a program that decides', () => {
  let folder: string;
  let provider: CommandProvider;
  let told: string[];
  const asking = (answer: string) => {
    writeFileSync(join(folder, 'decider.cjs'), program(answer));
    provider = new CommandProvider('command:x', [process.execPath, 'decider.cjs'], folder, (text) =>
      told.push(text),
    );
  };
  const ask = (signal = new AbortController().signal) => provider.ask({ symbol: 'X' }, signal);
  beforeEach(() => {
    folder = tempFolder('command');
    told = [];
  });
  afterEach(() => provider?.close());

  it('is one process for all its answers', async () => {
    asking(`({ request }, count) => ({ action: 'BUY', confidence: count, reason: request.symbol })`);
    assert.deepEqual((await ask()).reply, { action: 'BUY', confidence: 0, reason: 'X' });
    assert.equal((await ask()).reply.confidence, 1);
  });

  it('is told once what was wrong with its reply', async () => {
    asking(`({ error }) => error ? { action: 'SELL', confidence: 5, reason: error } : { action: 'MAYBE' }`);
    const { reply } = await ask();
    assert.equal(reply.action, 'SELL');
    assert.match(reply.reason, /"action" of the reply/);
  });

  it('has no vote after two bad replies, whatever they were', async () => {
    asking(`({ error }) => error ? { action: 'BUY', confidence: 101 } : { action: 'no idea' }`);
    await assert.rejects(ask(), (error: unknown) => {
      assert.ok(error instanceof ProviderFailure);
      assert.match(error.message, /"action" of the reply.*; then "confidence" of the reply/);
      return true;
    });
  });

  it('that ends after an answer is started anew and asked again, and fails where it ends again', async () => {
    asking(
      `({ request }, count) => { if (count === 1 || request.symbol === 'Y') { console.error('out of ideas'); process.exit(3); } return { action: 'HOLD', confidence: count }; }`,
    );
    await ask();
    assert.equal((await ask()).reply.confidence, 0, 'a new process');
    await assert.rejects(provider.ask({ symbol: 'Y' }, new AbortController().signal), /the program ended/);
    assert.equal((await ask()).reply.action, 'HOLD');
    const ended = `command:x: the program ended (${process.execPath} decider.cjs): out of ideas`;
    assert.deepEqual(told, [
      'command:x: out of ideas',
      `${ended} after it had answered, and is started anew for the next question`,
      'command:x: out of ideas',
      'command:x: out of ideas',
      ended,
    ]);
  });

  it('that ends after each answer is started anew for each', async () => {
    asking(
      `(_, count) => { setImmediate(() => process.exit()); return { action: 'BUY', confidence: 10 + count }; }`,
    );
    for (let time = 0; time < 8; time += 1) assert.equal((await ask()).reply.confidence, 10);
  });

  it('that answers twice is heard once, and the copy counts for no question', async () => {
    asking(
      `({ id, request }, count) => { const said = JSON.stringify({ id, action: 'BUY', confidence: count }); return said + '\\n' + said; }`,
    );
    for (let count = 0; count < 3; count += 1) assert.equal((await ask()).reply.confidence, count);
    // The copy may come after the program's last answer was heard.
    const doubled = () => told.filter((text) => text.includes('doubled answer'));
    assert.match(doubled()[0], /doubled answer, which counts for no question: \{"id":1,/);
    provider.close();
    assert.match(told.at(-1) ?? '', /in all: [23] × doubled answer/);
  });

  it('may print lines of its own before, between and after: they are its log', async () => {
    asking(
      `({ id }, count) => ['loaded', '{"level":"info","id":' + id + '}', '{"action":"BUY"}', '[1]', JSON.stringify({ id, action: 'SELL', confidence: count, reason: 'a\u2028b' }), 'saved'].join('\\n')`,
    );
    for (let count = 0; count < 3; count += 1) {
      const { reply } = await ask();
      assert.deepEqual([reply.action, reply.confidence, reply.reason], ['SELL', count, 'a\u2028b']);
    }
    assert.ok(told.includes('command:x: {"level":"info","id":1}'));
    assert.ok(told.includes('command:x: saved'));
  });

  it('never decides by the answer to another question, whatever it prints between: 10,000 questions', async function () {
    this.timeout(120_000);
    // Every answer names its question's symbol; a fixed generator chooses what else is printed.
    asking(`(() => {
      let state = 17;
      const dice = (sides) => (state = (state * 48271) % 2147483647) % sides;
      const answers = ['begins'];
      const strays = [
        () => answers[dice(answers.length)],
        () => JSON.stringify({ id: 900000 + dice(9), action: 'SELL', confidence: 99, reason: 'wrong' }),
        () => JSON.stringify({ id: 'x', action: 'SELL', confidence: 99, reason: 'wrong' }),
        () => JSON.stringify({ action: 'SELL', confidence: 99, reason: 'wrong' }),
        () => 'checkpoint ' + dice(1000),
        () => '{"id": 0' + dice(20000) + ', "action": "SELL", "confidence"',
        () => '{"level":"info","id":' + dice(20000) + '}',
      ];
      const some = () => Array.from({ length: dice(3) }, () => strays[dice(strays.length)]());
      return ({ id, request }) => {
        const own = JSON.stringify({ id, action: 'BUY', confidence: 50, reason: request.symbol });
        const lines = [...some(), own, ...some()];
        answers.push(own);
        return lines.join('\\n');
      };
    })()`);
    const { signal } = new AbortController();
    for (let count = 0; count < 10_000; count += 1) {
      const { reply } = await provider.ask({ symbol: `S${count}` }, signal);
      assert.equal(reply.reason, `S${count}`);
    }
    provider.close();
    assert.match(told.at(-1) ?? '', /in all: .*\d{3} × doubled answer/);
  });

  it('whose answers have no id ends the run at its first question, with the line to add', async () => {
    asking(`() => JSON.stringify({ action: 'BUY', confidence: 1 })`);
    await assert.rejects(ask(), (error: unknown) => {
      assert.ok(error instanceof InputError);
      assert.equal(error.place.file, join(folder, 'decider.cjs'));
      assert.match(error.message, /without the "id".*console\.log\(JSON\.stringify\(\{ id: message\.id/);
      return true;
    });
  });

  it('that drops an id now and then is asked again, and its other answers count', async () => {
    asking(
      `({ error }, count) => count === 1 ? JSON.stringify({ action: 'BUY', confidence: 99 }) : { action: 'HOLD', confidence: count, reason: error }`,
    );
    await ask();
    const { reply } = await ask();
    assert.deepEqual([reply.confidence, reply.reason], [2, 'its answer lacks the "id" of its question']);
  });

  it('whose answer is no JSON is quoted', async () => {
    asking(`({ id }) => '{"id": ' + id + ', "action": "BUY", "confidence": NaN}'`);
    await assert.rejects(
      ask(),
      /the reply is not JSON: \{"id": 1, "action": "BUY", "confidence": NaN\}; then/,
    );
  });

  it('may say null for what it leaves out, and no field that a reply lacks', async () => {
    asking(
      `({ error }) => error ? { action: 'BUY', confidence: 0, reason: error, stop: null, target: null } : { action: 'BUY', confidence: 50, stopLoss: 5 }`,
    );
    const { reply } = await ask();
    assert.match(
      reply.reason,
      /the reply has "stopLoss", but only these count: action, confidence, reason, stop/,
    );
    assert.deepEqual(Object.keys(reply), ['action', 'confidence', 'reason']);
    assert.match(told.join('\n'), /it said BUY with confidence 0, a vote that weighs nothing/);
  });

  it('that never ends its line is ended', async () => {
    asking(`() => { process.stdout.write('x'.repeat(3e6)); }`);
    await assert.rejects(ask(), /the program ended/);
    assert.match(told[0], /without ending a line/);
  });

  it('that cannot be started says so', async () => {
    provider = new CommandProvider('command:x', ['no-such-program'], folder, (text) => told.push(text));
    await assert.rejects(ask(), ({ why, message }: ProviderFailure) => {
      assert.match(message, /the program cannot be started \(no-such-program\): .*ENOENT/);
      return why === 'unreachable';
    });
    assert.match(told.join(), /ENOENT/);
  });

  it('that says nothing has no vote after its deadline', async () => {
    asking('() => undefined');
    const argv = [process.execPath, 'decider.cjs'];
    provider = new CommandProvider('command:x', argv, folder, (text) => told.push(text), 200);
    await assert.rejects(
      ask(),
      /it said nothing for 0\.2 s; if it prints answers and does not flush them, let it flush/,
    );
  });

  it('that never answers ends the run after ten failures, with what it printed and where', async () => {
    asking(`() => { throw new RangeError('no such thing'); }`);
    for (let time = 1; time < 10; time += 1) await assert.rejects(ask(), ProviderFailure);
    await assert.rejects(ask(), (error: unknown) => {
      assert.ok(error instanceof InputError);
      assert.deepEqual(error.place, { file: join(folder, 'decider.cjs'), line: 3 });
      assert.match(error.message, /failed 10 times and never answered: .*RangeError: no such thing/);
      return true;
    });
  });

  it('is not waited for once the run is cancelled', async () => {
    asking('() => undefined');
    const cancel = new AbortController();
    const answer = ask(cancel.signal);
    cancel.abort();
    await assert.rejects(answer, /cancelled/);
    await assert.rejects(ask(cancel.signal), /cancelled/);
  });

  it('is known by its words and by what its files hold', async () => {
    asking('() => 1');
    const named = { use: 'command:node decider.cjs "two words"', parameters: {} };
    const identity = () => commandKind.identity(named, { ...context, workspace: folder });
    const before = await identity();
    assert.match(before, /^node decider\.cjs "?two words"?\ndecider\.cjs \(sha256 [0-9a-f]{64}\)$/);
    asking('() => 2');
    assert.notEqual(await identity(), before);
  });

  it('is pinned with all source files of its folder, each change by the file’s name', async () => {
    mkdirSync(join(folder, 'strategies/lib'), { recursive: true });
    mkdirSync(join(folder, 'strategies/node_modules/x'), { recursive: true });
    for (const file of [
      'run.sh',
      'model.py',
      'lib/helper.py',
      'node_modules/x/index.js',
      'backtest-memory.d.ts',
      'cache.json',
    ])
      writeFileSync(join(folder, 'strategies', file), '1');
    const identity = (use: string) =>
      commandKind.identity({ use: `command:${use}`, parameters: {} }, { ...context, workspace: folder });
    const before = await identity('node strategies/run.sh');
    assert.deepEqual(
      before.split('\n').map((line) => line.replace(/ \(sha256 .*/, '')),
      ['node strategies/run.sh', 'strategies/run.sh', 'strategies/lib/helper.py', 'strategies/model.py'],
    );
    for (const file of ['backtest-memory.d.ts', 'cache.json'])
      writeFileSync(join(folder, 'strategies', file), '2');
    assert.equal(await identity('node strategies/run.sh'), before);
    writeFileSync(join(folder, 'strategies/lib/helper.py'), '2');
    writeFileSync(join(folder, 'strategies/lib/new.py'), '2');
    rmSync(join(folder, 'strategies/model.py'));
    assert.deepEqual(changedFiles(before, await identity('node strategies/run.sh')), [
      'strategies/lib/helper.py changed',
      'strategies/model.py is gone',
      'strategies/lib/new.py is new',
    ]);
    assert.match(await identity('node -m strategies.lib.new'), /^strategies\/lib\/new\.py \(sha256/m);
  });
});
