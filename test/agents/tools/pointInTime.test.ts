import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ToolAnswer, ToolHost } from '../../../src/agents/tool';
import { TOOLS } from '../../../src/agents/tools/registry';
import { isoTime, quarterOf } from '../../../src/common/calendar';
import { DAY } from '../../../src/common/timeframe';
import { LOCAL_OLLAMA } from '../../../src/decision/ollama/ollamaHost';
import { barsToCsv } from '../../../src/market/barsCsv';
import { SITUATION_FEATURES } from '../../../src/market/situationFeatures';
import { syntheticMarket } from '../../../src/market/syntheticMarket';
import type { Outcome } from '../../../src/memory/outcome';
import { runBacktest } from '../../../src/run/backtestJob';
import { setUpWorkspace } from '../../../src/workspace/sample/sampleWorkspace';
import { START, someOutcome } from '../../memory/someOutcome';
import { tempFolder } from '../../tempFolder';
import { ask, hostOf, resultOf, workspaceWith } from './toolHost';

const AS_OF = START + 200 * DAY;

const anyOutcome = fc
  .record({
    id: fc.integer({ min: 0, max: 1e6 }),
    run: fc.constantFrom('mine', 'named', 'other'),
    symbol: fc.constantFrom('BTCUSD', 'EURUSD'),
    exit: fc.integer({ min: 1, max: 400 }),
    pnl: fc.integer({ min: -50, max: 50 }),
    action: fc.constantFrom('BUY' as const, 'SELL' as const),
    features: fc.array(fc.integer({ min: -30, max: 30 }), { minLength: 9, maxLength: 9 }),
    shown: fc.integer({ min: 0, max: 1e6 }),
  })
  .map(({ id, run, symbol, exit, pnl, action, features, shown }): Outcome => {
    const entry = START + Math.max(0, exit - 20) * DAY;
    return someOutcome(`o${id}`, {
      run_id: run,
      definition: run,
      asset_pair: symbol,
      decision_time: isoTime(entry),
      entry_time: isoTime(entry),
      exit_time: isoTime(START + exit * DAY),
      quarter: quarterOf(START + exit * DAY),
      pnl,
      action,
      memories: [{ decision_id: `o${shown}`, similarity: 0.5 }],
      features: Object.fromEntries(SITUATION_FEATURES.map((name, index) => [name, features[index] / 10])),
    });
  });

const distinct = (outcomes: readonly Outcome[]) => [
  ...new Map(outcomes.map((outcome) => [outcome.decision_id, outcome])).values(),
];
const known = ({ exit_time }: Outcome) => Date.parse(exit_time) <= AS_OF;

/** Every read-only tool's answers about a workspace at a time, in one text. */
async function everything(host: ToolHost, ids: readonly string[], runs: readonly string[], asOf: string) {
  const answers: [string, object, ToolAnswer][] = [];
  const put = async (name: string, args: object) => {
    const answer = await ask(host, name, { ...args, as_of: asOf });
    answers.push([name, args, answer]);
  };
  await put('backtest_search_outcomes', {});
  await put('backtest_search_outcomes', { words: 'long uptrend won', symbol: 'BTCUSD', limit: 50 });
  await put('backtest_search_outcomes', { result: 'lost', side: 'short' });
  await put('backtest_similar_outcomes', { situation: { side: 'long', features: { trend: 1, rsi: 0.5 } } });
  for (const by of ['provider', 'regime', 'symbol', 'quarter']) await put('backtest_performance', { by });
  for (const decision of ids)
    for (const name of ['backtest_similar_outcomes', 'backtest_get_outcome', 'backtest_explain_decision'])
      await put(name, { decision });
  await put('backtest_list_runs', {});
  for (const run of runs) await put('backtest_run_summary', { run });
  for (const second of runs.slice(1)) await put('backtest_compare_runs', { first: runs[0], second });
  return { asked: new Set(answers.map(([name]) => name)), answers };
}

describe('tools at a point in time', function () {
  this.timeout(60_000);

  it('answer the same whatever trades were known only later', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyOutcome, { minLength: 1, maxLength: 25 }),
        fc.array(
          anyOutcome.filter((outcome) => !known(outcome)),
          { minLength: 1, maxLength: 12 },
        ),
        async (some, later) => {
          const before = distinct(some);
          // What was known is noted in hindsight, in the words that are searched for.
          const note = { text: 'long uptrend won', written: '2029-01-01T00:00:00Z' };
          const both = distinct([...later, ...before.map((outcome) => ({ ...outcome, note }))]);
          const folders = [workspaceWith(before), workspaceWith(both)];
          const ids = both.slice(0, 6).map(({ decision_id: id }) => id);
          const [one, other] = await Promise.all(
            folders.map((folder) => everything(hostOf(folder), ids, [], isoTime(AS_OF))),
          );
          for (const [place, answer] of one.answers.entries()) assert.deepEqual(other.answers[place], answer);
        },
      ),
      { seed: 11, numRuns: 25 },
    );
  });

  describe('of two markets that are the same until the third of July', () => {
    const AS = ['2025-05-14T09:30:00Z', '2025-07-02T12:00:00Z'];
    const now = () => Date.UTC(2026, 5, 1, 12);
    let folders: string[];
    /** The ids of the three runs, of each folder: an id ends with a hash of all bars, those of later too. */
    let runs: string[][];
    /** A text with the names of the first folder's runs in place of another's. */
    const named = (text: string, folder: number) =>
      runs[folder].reduce((all, run, place) => all.replaceAll(run, runs[0][place]), text);

    /** The sample year, with other bars from then on; three definitions are run, one on other files, and few outcomes stay active. */
    async function prepared(
      seedFromThen: number,
      seedOfOther: number,
    ): Promise<{ folder: string; runs: string[] }> {
      const folder = tempFolder('july');
      const definition = await setUpWorkspace(folder);
      const turn = Date.UTC(2025, 6, 3);
      const span = { from: Date.UTC(2024, 11, 1), to: Date.UTC(2025, 8, 1) };
      const writeBars = (seedFromThen: number, kind: string) => {
        const later = syntheticMarket({ seed: seedFromThen, ...span });
        for (const [place, bars] of syntheticMarket({ seed: 2025, ...span }).entries()) {
          const csv = barsToCsv(bars).split('\n');
          const other = barsToCsv(later[place]).split('\n');
          const cut = bars.time.findIndex((time) => time >= turn) + 1;
          const file = `data/market/${bars.symbol}-1h.${kind}.csv`;
          writeFileSync(join(folder, file), [...csv.slice(0, cut), ...other.slice(cut)].join('\n'));
        }
      };
      writeBars(seedFromThen, 'synthetic');
      writeBars(seedOfOther, 'other-synthetic');
      const content = JSON.parse(readFileSync(definition, 'utf8'));
      const ids: string[] = [];
      const symbols = ['BTCUSD', 'ETHUSD'].map((symbol) => ({
        symbol,
        file: `data/market/${symbol}-1h.synthetic.csv`,
      }));
      const others = symbols.map(({ symbol, file }) => ({ symbol, file: file.replace('1h.', '1h.other-') }));
      for (const [name, own] of [
        ['one', { symbols }],
        ['two', { symbols, providers: content.providers.slice(0, 5) }],
        ['three', { symbols: others }],
      ] as const) {
        const file = join(folder, 'backtests', `${name}.backtest.json`);
        const whole = { ...content, ...own, timeframe: '4h', to: '2025-08-31', memory: { cap: 30 } };
        writeFileSync(file, JSON.stringify(whole));
        const end = await runBacktest({
          workspace: folder,
          task: { kind: 'fresh', definition: file },
          ollama: LOCAL_OLLAMA,
          signal: new AbortController().signal,
          now,
          events: { progress() {}, estimate() {}, log() {} },
        });
        assert.equal(end.state, 'done');
        if (end.state === 'done') ids.push(end.run.run);
      }
      return { folder, runs: ids };
    }

    before(async () => {
      // The other files go on as the first do in one of the folders, and differently in the other.
      const made = [await prepared(1, 1), await prepared(2, 3)];
      folders = made.map(({ folder }) => folder);
      runs = made.map((one) => one.runs);
    });

    const idsAt = async (host: ToolHost, asOf: string) => {
      const { rows } = await resultOf<{ rows: { id: string }[] }>(
        ask(host, 'backtest_search_outcomes', { as_of: asOf, limit: 12 }),
      );
      return rows.map(({ id }) => id);
    };

    for (const asOf of AS)
      it(`every tool answers the same on ${asOf}, whatever the runs saw later`, async () => {
        const hosts = folders.map((folder) => hostOf(folder));
        const ids = await idsAt(hosts[0], asOf);
        assert.ok(ids.length > 5);
        const [one, other] = [
          await everything(hosts[0], ids, runs[0], asOf),
          await everything(hosts[1], await idsAt(hosts[1], asOf), runs[1], asOf),
        ];
        // Where a file lies by now is no answer about then: the cap has moved different ones.
        const placeless = (text: unknown) =>
          JSON.stringify(text).replaceAll(/"data\/memory\/(archive\/[^"]+|outcome_[^"]+)"/g, '"somewhere"');
        for (const [place, answer] of one.answers.entries())
          assert.equal(named(placeless(other.answers[place]), 1), placeless(answer));
        const readOnly = TOOLS.filter(({ runs: starts }) => !starts).map(({ name }) => name);
        assert.deepEqual([...one.asked].sort(), [...readOnly].sort());
      });

    it('and another once the markets have parted, so that the comparison could fail', async () => {
      const hosts = folders.map((folder) => hostOf(folder));
      const [one, other] = await Promise.all(
        hosts.map((host, folder) => everything(host, [], runs[folder], '2025-08-15')),
      );
      assert.notEqual(named(JSON.stringify(other.answers), 1), JSON.stringify(one.answers));
    });
  });
});
