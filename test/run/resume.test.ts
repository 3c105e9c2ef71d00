// These run the built CLI, as users do.
import assert from 'node:assert/strict';
import { cpSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { tempFolder } from '../tempFolder';
import { askingWorkspace, change, cli, PROGRAM, runsOf } from './askingWorkspace';
import { ageLocks, runUntilKilled } from './killing';

describe('a run that was killed and is resumed', function () {
  this.timeout(60_000);
  let folder: string;
  let definition: string;
  let run: string;
  let log: string;
  /** A workspace whose run was killed once it had asked something; each test has a copy of the workspace. */
  let killed: { folder: string; definition: string };
  before(async () => {
    killed = await askingWorkspace({ to: '2025-03-01' });
    const moment = { files: /^(decisions|outcome)/, count: 60 };
    assert.equal(await runUntilKilled(['run', killed.definition], killed.folder, moment), false);
    [run] = runsOf(killed.folder);
  });
  beforeEach(() => {
    folder = tempFolder('resumed');
    cpSync(killed.folder, folder, { recursive: true });
    ageLocks(folder);
    definition = join(folder, relative(killed.folder, killed.definition));
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

  for (const [what, spoil, said] of [
    ['bars', () => appendBar(), /bars: 0\.sha256 was/],
    [
      'definition',
      () => change(definition, { capital: 20_000 }),
      /definition: capital was 10000 and is 20000/,
    ],
    [
      'provider',
      () => writeFileSync(join(folder, 'decider.cjs'), `${PROGRAM}//`),
      /providers: decider\.cjs changed/,
    ],
  ] as const) {
    it(`stops where the ${what} changed, and says how`, () => {
      spoil();
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
    change(definition, { capital: 20_000 });
    const { stdout } = cli('run', definition, '--json');
    const other = JSON.parse(stdout).run.run;
    const { stdout: text } = cli('compare', run, other, '--workspace', folder);
    assert.match(text, /definition: capital was 10000 and is 20000/);
    assert.match(text, /final equity +[\d,]+\.\d\d +[\d,]+\.\d\d/);
    assert.match(text, /They part at\n {2}A, line 2 of its log: BTCUSD, bar of 2025-02-20 00:00: /);
    const same = cli('compare', run, run, '--workspace', folder).stdout;
    assert.match(same, /Inputs: the same\.\nResults: the same\.\nDecisions: the same\./);
  });
});
