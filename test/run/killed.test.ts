// These run the built CLI, as users do, and kill it.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isoTime } from '../../src/common/calendar';
import { randomNumbers } from '../../src/common/randomNumbers';
import { TIMEFRAMES } from '../../src/common/timeframe';
import { LogReader } from '../../src/decision/log/logReader';
import { parseDecisionId } from '../../src/memory/decisionId';
import { tempFolder } from '../tempFolder';
import { asked, askingWorkspace, change, cli, runsOf } from './askingWorkspace';
import { ageLocks, type Moment, runUntilKilled } from './killing';

/** One kill at each of the moments below; `npm run soak` asks for more. */
const KILLS = Number(process.env.SOAK_RESUMES ?? 8);
/** Runs that are killed at the same time: most of a process's time is starting. */
const AT_ONCE = 2;

/** Length of the run's bars, ms. */
const STEP = TIMEFRAMES['4h'];

/** Fewer than the trades that a run makes: the others are archived at its end. */
const CAP = 12;

/** What a run writes, and up to which of its changes it is killed. Each in its turn, so that none is left out. */
const MOMENTS = {
  'at any change': { files: /./, most: 140 },
  'as the log grows': { files: /^decisions/, most: 70 },
  'as trades are written': { files: /^outcome_/, most: 18 },
  'as a quarter ends': { files: /^snapshot_/, most: 4 },
  'as run.json is written': { files: /^run\.json/, most: 6 },
  'as outcomes are archived': { files: /^\d{4}-Q\d/, most: 6 },
  'as performance is written': { files: /_performance/, most: 4 },
  'as tables are written': { files: /\.csv/, most: 6 },
} as const;
type MomentName = keyof typeof MOMENTS;
const NAMES = Object.keys(MOMENTS) as MomentName[];

describe('a run that is killed', function () {
  this.timeout(120_000 + 3000 * KILLS);
  /** A workspace with one run, which the run to come includes and archives, and more trades than the cap keeps. */
  let template: string;
  let earlier: string;
  before(async () => {
    const { folder, definition } = await askingWorkspace({ from: '2025-02-20', to: '2025-03-05' });
    template = folder;
    assert.equal(cli('run', definition).status, 0);
    [earlier] = runsOf(folder);
    const memory = { refresh: 'trade', include: [earlier], cap: CAP };
    change(definition, { from: '2025-03-20', to: '2025-04-08', memory });
    rmSync(join(folder, 'asked.txt'));
    mkdirSync(join(folder, 'data/memory/archive'));
  });

  function workspace(): { folder: string; definition: string } {
    const folder = tempFolder('killed');
    cpSync(template, folder, { recursive: true, preserveTimestamps: true });
    return { folder, definition: join(folder, 'backtests', readdirSync(join(folder, 'backtests'))[0]) };
  }
  const runOf = (folder: string) => runsOf(folder).find((run) => run !== earlier);

  const isDone = (folder: string) => {
    const file = join(folder, 'data/runs', runOf(folder) ?? '', 'run.json');
    return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).state === 'done';
  };

  /** "BTCUSD 2025-02-20T04:00:00Z" for each reply that a run's log has. */
  function answered(folder: string, run: string): Set<string> {
    const reader = new LogReader(join(folder, 'data/runs', run, 'decisions.jsonl'));
    const keys = new Set<string>();
    for (let entry = reader.next(); entry; entry = reader.next()) {
      const bar = entry.type === 'reply' ? parseDecisionId(entry.decision_id, run) : null;
      if (bar) keys.add(`${bar.symbol} ${isoTime(bar.barTime + STEP)}`);
    }
    reader.close();
    return keys;
  }

  /** Everything that a run leaves, by name, without its id and without when and how fast things were asked. */
  function remains(folder: string): Map<string, string> {
    const run = runOf(folder) ?? '';
    const files = new Map<string, string>();
    const put = (name: string, text: string) =>
      files.set(name.replaceAll(run, 'RUN'), text.replaceAll(run, 'RUN'));
    const memory = join(folder, 'data/memory');
    const snapshots: string[] = [];
    for (const entry of readdirSync(memory, { withFileTypes: true, recursive: true })) {
      const file = join(entry.parentPath, entry.name);
      const name = relative(memory, file);
      if (!entry.isFile() || !/\.(json|gz)$/.test(name)) continue;
      const bytes = readFileSync(file);
      // Named by the clock.
      if (name.startsWith('snapshot_')) snapshots.push(bytes.toString());
      else put(name, (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
    }
    put('snapshots', snapshots.sort().join());
    const own = (name: string) => readFileSync(join(folder, 'data/runs', run, name), 'utf8');
    for (const name of ['trades.csv', 'equity.csv', 'benchmarks.csv']) put(name, own(name));
    const { pid, started, finished, notes, log, ...figures } = JSON.parse(own('run.json'));
    const timeless = JSON.stringify({ ...figures, lines: log.lines }).replaceAll(/"took_ms":\d+/g, '');
    put('run.json', timeless);
    const lines = own('decisions.jsonl').trim().split('\n').slice(1);
    put(
      'decisions.jsonl',
      lines
        .map((line) => {
          const { previous, asked, took_ms, ...rest } = JSON.parse(line);
          return JSON.stringify(rest);
        })
        .join('\n'),
    );
    return files;
  }

  /** Kills runs and resumes them until there were `kills`; what each leaves in the end must be `expected`. */
  async function killAndResume(
    seed: number,
    kills: number,
    expected: ReadonlyMap<string, string>,
    killed: Map<MomentName, number>,
  ): Promise<void> {
    const random = randomNumbers(seed);
    let done = 0;
    while (done < kills) {
      const { folder, definition } = workspace();
      for (let over = false; !over; ) {
        const run = runOf(folder);
        const begun = run !== undefined && existsSync(join(folder, 'data/runs', run, 'run.json'));
        // Killed before it had written what it is: there is nothing to resume.
        if (run !== undefined && !begun) rmSync(join(folder, 'data/runs', run), { recursive: true });
        const before = asked(folder).length;
        const known = begun ? answered(folder, run) : new Set<string>();
        const name = NAMES[(seed + done) % NAMES.length];
        const { files, most } = MOMENTS[name];
        const moment: Moment = { files, count: 1 + Math.floor(random() * most) };
        const args = begun ? ['resume', run, '--workspace', folder] : ['run', definition];
        const ended = await runUntilKilled(args, folder, done < kills ? moment : null);
        ageLocks(folder);
        // A process killed after it wrote that its run is done leaves nothing to resume.
        over = ended || isDone(folder);
        if (!ended) {
          done += 1;
          killed.set(name, (killed.get(name) ?? 0) + 1);
        }
        const again = asked(folder).slice(before);
        assert.deepEqual(
          again.filter((key) => known.has(key)),
          [],
          'what was logged is not asked again',
        );
      }
      const actual = remains(folder);
      assert.deepEqual([...actual.keys()].sort(), [...expected.keys()].sort());
      for (const [name, text] of expected) assert.equal(actual.get(name), text, name);
      assert.equal(cli('replay', runOf(folder) ?? '', '--workspace', folder).status, 0);
      rmSync(folder, { recursive: true, maxRetries: 3 });
    }
  }

  it(`${KILLS} times at random moments, leaves in the end what an undisturbed one does, and asks nothing twice`, async () => {
    const calm = workspace();
    assert.equal(cli('run', calm.definition).status, 0);
    const expected = remains(calm.folder);
    const outcomes = [...expected.keys()].filter((name) => /^outcome_RUN/.test(name));
    assert.equal(outcomes.length, CAP);
    assert.ok(expected.has('archive/2025-Q1.jsonl.gz'), 'the others are archived');
    assert.ok(asked(calm.folder).length > 200);
    assert.equal(asked(calm.folder).length, new Set(asked(calm.folder)).size);

    const killed = new Map<MomentName, number>();
    const seeds = Array.from({ length: AT_ONCE }, (_, index) => index * (NAMES.length / AT_ONCE));
    await Promise.all(seeds.map((seed) => killAndResume(seed, KILLS / AT_ONCE, expected, killed)));
    for (const name of NAMES) assert.ok(killed.get(name), `none was killed ${name}`);
    console.log(`      killed ${[...killed].map(([name, count]) => `${count} × ${name}`).join(', ')}`);
  });
});
