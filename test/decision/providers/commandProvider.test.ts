import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../../src/common/inputError';
import { ProviderFailure } from '../../../src/decision/provider';
import { CommandProvider, commandKind } from '../../../src/decision/providers/commandProvider';
import { tempFolder } from '../../tempFolder';
import { context } from '../providerContext';

/** Answers each line by what `answer` makes of the message and of how many came before. */
const program = (answer: string) => `
let count = 0;
const answer = ${answer};
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const said = answer(JSON.parse(line), count++);
  if (said !== undefined) console.log(typeof said === 'string' ? said : JSON.stringify(said));
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
    asking(`({ error }) => error ? { action: 'BUY', confidence: 101 } : 'no idea'`);
    await assert.rejects(ask(), (error: unknown) => {
      assert.ok(error instanceof ProviderFailure);
      assert.match(error.message, /not JSON; then "confidence" of the reply/);
      return true;
    });
  });

  it('that ends fails that vote and is started anew for the next', async () => {
    asking(
      `(_, count) => { if (count === 1) { console.error('out of ideas'); process.exit(3); } return { action: 'HOLD', confidence: 1 }; }`,
    );
    await ask();
    await assert.rejects(ask(), /the program ended/);
    assert.equal((await ask()).reply.action, 'HOLD');
    assert.deepEqual(told, [
      'command:x: out of ideas',
      `command:x: the program ended (${process.execPath} decider.cjs): out of ideas`,
    ]);
  });

  it('that says two things at once is heard once', async () => {
    asking(
      `(_, count) => { const said = { action: 'BUY', confidence: count }; return JSON.stringify(said) + '\\n' + JSON.stringify({ ...said, confidence: 99 }); }`,
    );
    assert.equal((await ask()).reply.confidence, 0);
    assert.equal((await ask()).reply.confidence, 1);
    assert.match(told[0], /more than it was asked/);
  });

  it('that never ends its line is ended', async () => {
    asking(`() => { process.stdout.write('x'.repeat(3e6)); }`);
    await assert.rejects(ask(), /the program ended/);
    assert.match(told[0], /without ending a line/);
  });

  it('that cannot be started says so', async () => {
    provider = new CommandProvider('command:x', ['no-such-program'], folder, (text) => told.push(text));
    await assert.rejects(ask(), ProviderFailure);
    assert.match(told.join(), /ENOENT/);
  });

  it('that says nothing has no vote after its deadline', async () => {
    asking('() => undefined');
    const argv = [process.execPath, 'decider.cjs'];
    provider = new CommandProvider('command:x', argv, folder, (text) => told.push(text), 200);
    await assert.rejects(ask(), /it said nothing for 0\.2 s/);
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
    assert.match(before, /^node decider\.cjs \(sha256 [0-9a-f]{64}\) two words$/);
    asking('() => 2');
    assert.notEqual(await identity(), before);
  });
});
