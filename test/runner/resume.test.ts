// These run the built CLI, as users do, and kill it.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { LogReader } from '../../src/decision/logReader';
import { setUpWorkspace } from '../../src/runner/sampleWorkspace';
import { randomNumbers } from '../bench/randomNumbers';

const CLI = resolve('dist/cli.js');
/** More in `npm run soak`. */
const KILLS = Number(process.env.SOAK_RESUMES ?? 50);
/** How many changes of the run's files a life lasts at most: some fifty lives a run. */
const LONGEST_LIFE = 170;
/** What a run writes once it has begun. Of a lock, ten seconds must pass until it is known that its holder is dead. */
const MOMENTS = /^(decisions|outcome|snapshot|provider|regime|trades|equity)/;

/** Decides by what it is asked and nothing else, now and then badly; writes down what it was asked. */
const PROGRAM = `
const { appendFileSync } = require('node:fs');
const { createHash } = require('node:crypto');
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const { request, error } = JSON.parse(line);
  const key = request.symbol + ' ' + request.time;
  if (!error) appendFileSync('asked.txt', key + '\\n');
  const number = createHash('sha256').update(JSON.stringify(request)).digest()[0];
  const action = ['BUY', 'SELL', 'HOLD', 'HOLD', 'CLOSE'][number % 5];
  console.log(number === 7 ? 'no idea' : JSON.stringify({ action, confidence: 60 + number / 10, reason: 'number ' + number }));
});`;

describe('a run that is killed', function () {
  this.timeout(120_000 + 2000 * KILLS);
  const folders: string[] = [];
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, maxRetries: 3 });
  });

  /** A workspace whose run crosses a quarter's end, asks a program at each close, and remembers each trade. */
  async function workspace(changes: object = {}): Promise<{ folder: string; definition: string }> {
    const folder = mkdtempSync(join(tmpdir(), 'resume-'));
    folders.push(folder);
    const definition = await setUpWorkspace(folder);
    writeFileSync(join(folder, 'decider.cjs'), PROGRAM);
    // Shorter files are read sooner, at each start.
    for (const name of readdirSync(join(folder, 'data/market'))) {
      const file = join(folder, 'data/market', name);
      const lines = readFileSync(file, 'utf8').split('\n');
      writeFileSync(
        file,
        `${lines.filter((line) => line !== '' && (line < '2025-05' || line > '3')).join('\n')}\n`,
      );
    }
    const content = JSON.parse(readFileSync(definition, 'utf8'));
    const own = {
      timeframe: '4h',
      from: '2025-02-20',
      to: '2025-04-20',
      providers: [
        { use: `command:"${process.execPath}" decider.cjs`, weight: 3 },
        { use: 'rule:trend' },
        { use: 'rule:memory' },
      ],
      quorum: 1,
      memory: { refresh: 'trade' },
    };
    writeFileSync(definition, JSON.stringify({ ...content, ...own, ...changes }));
    return { folder, definition };
  }

  const cli = (...args: string[]) => spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
  const runsOf = (folder: string) => {
    const runs = join(folder, 'data/runs');
    return existsSync(runs) ? readdirSync(runs).filter((name) => !name.startsWith('.')) : [];
  };
  const asked = (folder: string) =>
    existsSync(join(folder, 'asked.txt'))
      ? readFileSync(join(folder, 'asked.txt'), 'utf8').trim().split('\n')
      : [];

  /** "BTCUSD 2025-02-20T04:00:00Z" for each reply that a log has. */
  function answered(folder: string): Set<string> {
    const [run] = runsOf(folder);
    const reader = new LogReader(join(folder, 'data/runs', run, 'decisions.jsonl'));
    const keys = new Set<string>();
    const requests = new Map<string, string>();
    for (let entry = reader.next(); entry; entry = reader.next()) {
      if (entry.type === 'request') {
        const { symbol, time } = entry.request as { symbol: string; time: string };
        requests.set(entry.sha256, `${symbol} ${time}`);
      } else if (entry.type === 'reply') keys.add(requests.get(entry.request) ?? 'unknown');
    }
    reader.close();
    return keys;
  }

  /** Starts the CLI and kills it at the `count`-th change of its files. @returns whether it lived to its end. */
  async function live(args: string[], folder: string, count: number): Promise<boolean> {
    const child = spawn(process.execPath, [CLI, ...args], { stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    let left = count;
    const change = (_: string, name: string | null) => {
      if (!name || !MOMENTS.test(name)) return;
      left -= 1;
      if (left === 0) child.kill('SIGKILL');
    };
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    const watched = [
      ...runsOf(folder).map((run) => join(folder, 'data/runs', run)),
      join(folder, 'data/memory'),
    ];
    const watchers = watched.map((one) => watch(one, change));
    const [code, signal] = await once(child, 'close');
    for (const watcher of watchers) watcher.close();
    assert.ok(code === 0 || signal === 'SIGKILL', `ended with ${code}: ${stderr}`);
    return code === 0;
  }

  /** Everything that a run leaves, by name, without its id and without when and how fast things were asked. */
  function remains(folder: string): Map<string, string> {
    const [run] = runsOf(folder);
    const files = new Map<string, string>();
    const put = (name: string, text: string) =>
      files.set(name.replaceAll(run, 'RUN'), text.replaceAll(run, 'RUN'));
    const memory = join(folder, 'data/memory');
    const snapshots: string[] = [];
    for (const name of readdirSync(memory).filter((one) => one.endsWith('.json'))) {
      const text = readFileSync(join(memory, name), 'utf8');
      // Named by the clock.
      if (name.startsWith('snapshot_')) snapshots.push(text);
      else put(name, text);
    }
    put('snapshots', snapshots.sort().join());
    for (const name of ['trades.csv', 'equity.csv', 'benchmarks.csv'])
      put(name, readFileSync(join(folder, 'data/runs', run, name), 'utf8'));
    const log = readFileSync(join(folder, 'data/runs', run, 'decisions.jsonl'), 'utf8');
    const lines = log.trim().split('\n').slice(1);
    put(
      'decisions.jsonl',
      lines
        .map((line) => JSON.stringify({ ...JSON.parse(line), previous: 0, asked: 0, took_ms: 0 }))
        .join('\n'),
    );
    return files;
  }

  /** Kills runs and resumes them until there were `kills`; what each leaves in the end must be `expected`. */
  async function killAndResume(
    seed: number,
    kills: number,
    expected: ReadonlyMap<string, string>,
  ): Promise<void> {
    const random = randomNumbers(seed);
    let left = kills;
    while (left > 0) {
      const { folder, definition } = await workspace();
      let done = false;
      while (!done) {
        const [run] = runsOf(folder);
        const begun = run !== undefined && existsSync(join(folder, 'data/runs', run, 'run.json'));
        // Killed before it had written what it is: there is nothing to resume.
        if (run !== undefined && !begun) rmSync(join(folder, 'data/runs', run), { recursive: true });
        const before = asked(folder).length;
        const known = begun ? answered(folder) : new Set<string>();
        const args = begun ? ['resume', run, '--workspace', folder] : ['run', definition];
        done = await live(args, folder, left > 0 ? 1 + Math.floor(random() * LONGEST_LIFE) : Infinity);
        if (!done) left -= 1;
        const again = asked(folder)
          .slice(before)
          .filter((key) => known.has(key));
        assert.deepEqual(again, [], 'what was logged is not asked again');
      }
      const actual = remains(folder);
      assert.deepEqual([...actual.keys()].sort(), [...expected.keys()].sort());
      for (const [name, text] of expected) assert.equal(actual.get(name), text, name);
      assert.equal(cli('replay', runsOf(folder)[0], '--workspace', folder).status, 0);
    }
  }

  it(`${KILLS} times at random moments, leaves in the end what an undisturbed one does, and asks nothing twice`, async () => {
    const calm = await workspace();
    assert.equal(cli('run', calm.definition).status, 0);
    const expected = remains(calm.folder);
    assert.ok(expected.size > 100, 'trades were made');
    assert.equal(asked(calm.folder).length, new Set(asked(calm.folder)).size);

    // Two at a time, for most of a life is starting.
    await Promise.all([1, 2].map((seed) => killAndResume(seed, KILLS / 2, expected)));
  });

  describe('and resumed', () => {
    let folder: string;
    let definition: string;
    let run: string;
    let log: string;
    beforeEach(async () => {
      ({ folder, definition } = await workspace({ to: '2025-03-10' }));
      // Long enough to have asked something.
      assert.equal(await live(['run', definition], folder, 60), false);
      [run] = runsOf(folder);
      log = join(folder, 'data/runs', run, 'decisions.jsonl');
    });
    const resume = () => cli('resume', run, '--workspace', folder);

    it('cuts off a torn line and says so', () => {
      const size = readFileSync(log).length;
      truncateSync(log, size - 3);
      const { status, stderr } = resume();
      assert.equal(status, 0);
      assert.match(stderr, /cut short/);
    });

    it('finds out a log that was edited', () => {
      const text = readFileSync(log, 'utf8');
      writeFileSync(log, text.replace('"action":"BUY"', '"action":"SELL"'));
      const { status, stderr } = resume();
      assert.equal(status, 2);
      assert.match(stderr, /does not follow from the one before it/);
    });

    for (const [what, change, said] of [
      ['bars', () => appendBar(), /bars: 0\.sha256 was/],
      ['definition', () => changeDefinition(), /definition: capital was 10000 and is 20000/],
      [
        'provider',
        () => writeFileSync(join(folder, 'decider.cjs'), `${PROGRAM}//`),
        /providers: 0\.identity was/,
      ],
    ] as const) {
      it(`stops where the ${what} changed, and says how`, () => {
        change();
        const { status, stderr } = resume();
        assert.equal(status, 2);
        assert.match(stderr, said);
        assert.match(stderr, /run the definition afresh/);
      });
    }
    function appendBar(): void {
      const file = join(folder, 'data/market/BTCUSD-1h.synthetic.csv');
      writeFileSync(file, `${readFileSync(file, 'utf8')}2026-01-01T00:00:00Z,1,1,1,1,1\n`);
    }
    function changeDefinition(): void {
      const content = JSON.parse(readFileSync(definition, 'utf8'));
      writeFileSync(definition, JSON.stringify({ ...content, capital: 20_000 }));
    }

    it('is not replayed from what its log does not have, and not resumed once it is done', () => {
      const replay = () => cli('replay', run, '--workspace', folder);
      assert.equal(replay().status, 2);
      assert.equal(resume().status, 0);
      assert.equal(replay().status, 0);
      const again = resume();
      assert.equal(again.status, 2);
      assert.match(again.stderr, /it is done/);
    });

    it('differs from a run of another definition in inputs, results and from a decision on', () => {
      assert.equal(resume().status, 0);
      changeDefinition();
      const { stdout } = cli('run', definition, '--json');
      const other = JSON.parse(stdout).run.run;
      const { stdout: text } = cli('compare', run, other, '--workspace', folder);
      assert.match(text, /definition: capital was 10000 and is 20000/);
      assert.match(text, /finalEquity/);
      assert.match(text, /They part at line 3 and line 3/);
      const same = cli('compare', run, run, '--workspace', folder).stdout;
      assert.match(same, /Inputs: the same\.\nResults: the same\.\nDecisions: the same\./);
    });
  });
});
