// The user's own code in the sample workspace, run by the built files as users run them.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, readdirSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isUnderWay, readRuns } from '../../src/backtest/results/runFiles';
import { LogReader } from '../../src/decision/log/logReader';
import { LOCAL_OLLAMA } from '../../src/decision/ollama/ollamaHost';
import { startBacktest } from '../../src/run/process/backtestClient';
import { setUpWorkspace } from '../../src/workspace/sample/sampleWorkspace';
import { installOnDebian } from '../installOnDebian';
import { tempFolder } from '../tempFolder';

const CLI = resolve('dist/cli.js');
/** Longest duration of a test that may install Python first, ms. */
const INSTALLING = 300_000;
const hasPython = () => spawnSync('python3', ['--version']).status === 0;

describe('code of the user’s in the sample workspace', function () {
  this.timeout(60_000);
  let folder: string;
  let definition: string;
  const sample = tempFolder('sample');
  before(() => setUpWorkspace(sample));
  beforeEach(() => {
    folder = tempFolder('own code');
    cpSync(sample, folder, { recursive: true });
    definition = join(folder, 'backtests/own-code.backtest.json');
    change({ to: '2025-02-28' });
  });

  const change = (changes: object) => {
    const content = JSON.parse(readFileSync(definition, 'utf8'));
    writeFileSync(definition, JSON.stringify({ ...content, ...changes }));
  };
  const edit = (file: string, from: string, to: string) => {
    const text = readFileSync(join(folder, file), 'utf8');
    assert.ok(text.includes(from));
    const edited = text.replace(from, to);
    writeFileSync(join(folder, file), edited);
    // Where the new text stands.
    return edited.slice(0, edited.indexOf(to)).split('\n').length;
  };
  const run = (env: NodeJS.ProcessEnv = process.env) =>
    spawnSync(process.execPath, [CLI, 'run', definition, '--json'], { encoding: 'utf8', env });
  const failed = (): { problem: string; file: string; line: number; message: string } => {
    const { status, stdout } = run();
    assert.equal(status, 2);
    return JSON.parse(stdout).problems[0];
  };
  function needPython(context: Mocha.Context): void {
    if (hasPython()) return;
    context.timeout(INSTALLING);
    if (installOnDebian('python3')) return;
    console.log('      skipped: there is no python3');
    context.skip();
  }

  it('decides in Python and in TypeScript, and every answer is in the log', async function () {
    needPython(this);
    const { status, stdout, stderr } = run();
    assert.equal(status, 0, stderr);
    const { run: summary } = JSON.parse(stdout);
    assert.deepEqual(summary.failures, {});
    const reader = new LogReader(join(folder, 'data/runs', summary.run, 'decisions.jsonl'));
    const answers = new Map<string, number>();
    for (let entry = reader.next(); entry; entry = reader.next()) {
      if (entry.type === 'request') assert.ok(Object(Object(entry.request).bars).count > 10);
      if (entry.type === 'reply' && entry.reply)
        answers.set(entry.provider, (answers.get(entry.provider) ?? 0) + 1);
      if (entry.type === 'run')
        assert.match(entry.providers[1].identity, /^strategies\/follow\.ts \(sha256 [0-9a-f]{64}\)$/);
    }
    reader.close();
    assert.deepEqual(Object.fromEntries(answers), {
      'command:python3 strategies/mean_revert.py': 118,
      'script:strategies/follow.ts': 118,
    });
    const replay = spawnSync(process.execPath, [CLI, 'replay', summary.run, '--workspace', folder]);
    assert.equal(replay.status, 0);
  });

  it('that fails in Python ends the run with file and line', function () {
    needPython(this);
    const line = edit('strategies/mean_revert.py', 'closes = [', 'closes = 1 / 0, [');
    const { file, line: said, message } = failed();
    assert.deepEqual([file, said], [join(folder, 'strategies/mean_revert.py'), line]);
    assert.match(message, /failed 10 times and never answered: .*ZeroDivisionError: division by zero/);
  });

  it('that fails in TypeScript ends the run with file and line', function () {
    needPython(this);
    const line = edit('strategies/follow.ts', 'const similar', 'null!.oops; const similar');
    const { file, line: said, message } = failed();
    assert.deepEqual([file, said], [join(folder, 'strategies/follow.ts'), line]);
    assert.match(message, /TypeError: Cannot read properties of null/);
  });

  it('that fails now and then is counted and told, and the run goes on', function () {
    needPython(this);
    const line = edit(
      'strategies/mean_revert.py',
      '    spread =',
      '    assert request["time"] != "2025-02-10T00:00:00Z"\n    spread =',
    );
    const { status, stdout } = run();
    assert.equal(status, 0);
    const { run: summary } = JSON.parse(stdout);
    assert.deepEqual(summary.failures, { 'command:python3 strategies/mean_revert.py': 2 });
    const log = readFileSync(join(folder, 'data/runs', summary.run, 'decisions.jsonl'), 'utf8');
    assert.match(log, new RegExp(`AssertionError \\(strategies/mean_revert\\.py:${line}\\)`));
  });

  it('needs python3, and says so before the run begins where there is none', () => {
    const { status, stdout } = run({ ...process.env, PATH: dirname(CLI) });
    assert.equal(status, 2);
    const [{ message, file }] = JSON.parse(stdout).problems;
    assert.match(message, /the program "python3" that is to run it is not on this machine’s PATH/);
    assert.equal(file, join(folder, 'strategies/mean_revert.py'));
    assert.deepEqual(readdirSync(join(folder, 'data/runs')), []);
  });

  it('is typed by what is checked: the script compiles, and one that misreads its request does not', () => {
    const compile = () => {
      const options = ['--noEmit', '--strict', '--module', 'esnext', '--moduleResolution', 'bundler'];
      const tsc = resolve('node_modules/typescript/bin/tsc');
      const file = join(folder, 'strategies/follow.ts');
      return spawnSync(process.execPath, [tsc, ...options, '--ignoreConfig', file], { encoding: 'utf8' });
    };
    const { status, stdout } = compile();
    assert.equal(status, 0, stdout);
    edit('strategies/follow.ts', 'memory.pnl_pct', 'memory.pnl_percent');
    edit('strategies/follow.ts', "action: 'HOLD', confidence: 0", "action: 'WAIT', confidence: 0");
    const { stdout: said } = compile();
    assert.match(said, /'pnl_percent' does not exist on type 'Memory'/);
    assert.match(said, /"WAIT"' is not assignable/);
  });

  describe('that does to its process what it should not', () => {
    const scripted = (text: string) => {
      writeFileSync(join(folder, 'strategies/follow.ts'), text);
      change({ providers: [{ use: 'script:strategies/follow.ts' }], to: '2025-01-31' });
    };

    it('leaves a timer and writes to stdout: the command ends, and its JSON is valid', () => {
      scripted(`setInterval(() => {}, 1000);
        export default () => { process.stdout.write('debug\\n'); return { action: 'BUY', confidence: 60 }; };`);
      const { status, stdout } = run();
      assert.equal(status, 0);
      assert.equal(JSON.parse(stdout).state, 'done');
    });

    it('has errors that nobody awaits: the run ends with their file and line', () => {
      for (const stray of [
        'void Promise.reject(new RangeError("left"))',
        'setTimeout(() => { throw new RangeError("left"); }, 0)',
      ]) {
        scripted(`let asked = 0;
          export default async () => {
            if ((asked += 1) === 5) ${stray};
            await new Promise((resume) => setTimeout(resume, 5));
            return { action: 'HOLD', confidence: 60 };
          };`);
        const { file, line, message } = failed();
        assert.deepEqual([file, line], [join(folder, 'strategies/follow.ts'), 3]);
        assert.match(message, /an error in a promise that nobody awaits, or in a timer: RangeError: left/);
      }
    });
  });

  describe('that computes for ever', () => {
    beforeEach(() => {
      const text = `import { writeFileSync } from 'node:fs';
        export default () => { writeFileSync(${JSON.stringify(join(folder, 'looping'))}, ''); for (;;); };`;
      writeFileSync(join(folder, 'strategies/follow.ts'), text);
      change({ providers: [{ use: 'script:strategies/follow.ts' }] });
    });

    async function looping(): Promise<void> {
      const watcher = watch(folder);
      while (!existsSync(join(folder, 'looping'))) await once(watcher, 'change');
      watcher.close();
    }

    it('is killed with its process when a cancel does not end it, and the run can be resumed', async () => {
      const cancel = new AbortController();
      const running = startBacktest({
        runnerFile: resolve('dist/runner.js'),
        workspace: folder,
        task: { kind: 'fresh', definition },
        ollama: LOCAL_OLLAMA,
        events: { progress: () => {}, estimate: () => {}, log: () => {} },
        signal: cancel.signal,
      });
      await looping();
      cancel.abort();
      await assert.rejects(running, /SIGKILL/);
      const { runs } = await readRuns(folder);
      assert.deepEqual(
        runs.map((one) => [one.state, isUnderWay(one)]),
        [['running', false]],
      );
      const answers = `export default () => ({ action: 'HOLD', confidence: 1 });`;
      writeFileSync(join(folder, 'strategies/follow.ts'), answers);
      assert.equal(run().status, 0);
    });

    it('is cancelled in a terminal by Ctrl-C', async () => {
      const child = spawn(process.execPath, [CLI, 'run', definition], { stdio: 'ignore' });
      await looping();
      child.kill('SIGINT');
      const [code] = await once(child, 'close');
      assert.equal(code, 130);
    });
  });
});
