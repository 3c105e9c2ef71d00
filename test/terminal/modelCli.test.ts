// The command line that asks models: the built one, in a process of its own, against the stand-in for Ollama.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { modelWorkspace } from '../run/modelWorkspace';
import { answerTo, OllamaStandIn, type StandInOptions } from '../standIn/ollama';

const CLI = resolve('dist/cli.js');
const TOKEN = 'secret-5678';

describe('the command line and models', function () {
  this.timeout(60_000);
  let standIn: OllamaStandIn;
  let folder: string;
  let definition: string;
  let say: NonNullable<StandInOptions['say']>;
  beforeEach(async () => {
    say = (asked) => ({ content: JSON.stringify(answerTo(asked)) });
    standIn = await OllamaStandIn.start({
      models: ['mistral'],
      token: TOKEN,
      say: (asked, count) => say(asked, count),
    });
    const providers = [{ use: 'ollama:mistral' }, { use: 'ollama:gemma2' }];
    ({ folder, definition } = modelWorkspace({ providers, from: '2025-04-01', to: '2025-04-10' }));
  });
  afterEach(async () => {
    await standIn.close();
  });
  /** By OLLAMA_HOST where no option names a host. */
  const cli = (args: string[], more: Record<string, string> = {}) =>
    new Promise<{ status: number; stdout: string; stderr: string }>((done) => {
      const env = { ...process.env, OLLAMA_HOST: standIn.address, OLLAMA_TOKEN: TOKEN, ...more };
      execFile(process.execPath, [CLI, ...args], { env }, (error, stdout, stderr) =>
        done({ status: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });

  it('says which models there are, and where there is no Ollama', async () => {
    const { status, stdout } = await cli(['models']);
    assert.equal(status, 0);
    assert.match(stdout, /^Ollama 0\.12\.0 at 127\.0\.0\.1:\d+, 1 model:\n {2}mistral:latest +[0-9a-f]{12}/);
    const wrong = await cli(['models', '--ollama-host', '127.0.0.1:1', '--json']);
    assert.equal(wrong.status, 1);
    assert.equal(JSON.parse(wrong.stdout).reachable, false);
    const none = await cli(['models', '--ollama-host', 'ftp://x']);
    assert.equal(none.status, 2);
    assert.match(none.stderr, /--ollama-host: “ftp:\/\/x” is no address of an Ollama/);
  });

  it('ends with 3 where nobody can be asked, tells why and how to go on, and goes on', async function () {
    if (process.platform === 'win32') this.skip();
    ({ folder, definition } = modelWorkspace({
      providers: [{ use: 'command:./decider' }],
      from: '2025-04-01',
    }));
    const interpreter = join(folder, 'interpreter');
    const program = `require('node:readline').createInterface({ input: process.stdin }).on('line', (line) =>
      console.log(JSON.stringify({ id: JSON.parse(line).id, action: 'HOLD', confidence: 50 })));`;
    writeFileSync(join(folder, 'decider'), `#!${interpreter}\n${program}\n`, { mode: 0o755 });
    const { status, stdout } = await cli(['run', definition]);
    assert.equal(status, 3);
    const told =
      /^Models: interrupted, run (\S+)\ncommand:\.\/decider failed 10 times in a row: the program cannot be started .*ENOENT/;
    const [, run] = told.exec(stdout) ?? [];
    assert.ok(run && stdout.includes(`“resume ${run}”`), stdout);
    symlinkSync(process.execPath, interpreter);
    const resumed = await cli(['resume', run, '--workspace', folder, '--json']);
    assert.equal(resumed.status, 0, resumed.stderr);
    assert.equal(JSON.parse(resumed.stdout).run.asked['command:./decider'].failure_share, 0);
  });

  it('tells beside "done" of a model that failed often', async () => {
    const providers = [{ use: 'ollama:mistral' }];
    ({ folder, definition } = modelWorkspace({ providers, from: '2025-04-01', to: '2025-04-10' }));
    say = (asked) => {
      const answer = answerTo({ ...asked, messages: asked.messages.slice(0, 2) });
      return { content: answer.action === 'BUY' ? 'Buy!' : JSON.stringify(answer) };
    };
    const { status, stdout, stderr } = await cli(['run', definition]);
    assert.equal(status, 0, stderr);
    assert.match(
      stdout,
      /^Models: done, run \S+\nollama:mistral failed in \d+\.\d % of its questions \(\d of 30\)/,
    );
  });

  it('does not begin without a model, pulls it, tells what a run will take, and runs', async () => {
    const missing = await cli(['run', definition]);
    assert.equal(missing.status, 2);
    assert.match(missing.stderr, /does not have the model gemma2\. Run "ollama pull gemma2"/);
    assert.deepEqual(readdirSync(join(folder, 'data')), ['market'], 'nothing was begun');
    assert.equal((await cli(['pull', 'gemma2'])).status, 0);
    assert.equal((await cli(['pull', 'none'])).status, 2);
    const before = await cli(['estimate', definition]);
    assert.match(
      before.stdout,
      /^60 answers of 2 providers are needed: how long that takes is not known yet, with 2 model loads/,
    );
    const { status, stdout, stderr } = await cli(['run', definition, '--json']);
    assert.equal(status, 0, stderr);
    const { run } = JSON.parse(stdout);
    assert.equal(run.asked['ollama:gemma2'].answers, 30);
    assert.match((await cli(['estimate', definition])).stdout, /about \d+ s at the speed of earlier runs/);
    // The token was needed, and stands nowhere.
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      const file = join(folder, name);
      if (/\.(json|jsonl|csv)$/.test(name)) assert.ok(!readFileSync(file, 'utf8').includes(TOKEN), name);
    }
    assert.ok(![stdout, stderr, missing.stderr].join().includes(TOKEN));
    const unknown = await cli(['run', definition], { OLLAMA_TOKEN: 'secret-wrong' });
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /401 unauthorized/);
    assert.doesNotMatch(unknown.stderr, /secret/);
  });
});
