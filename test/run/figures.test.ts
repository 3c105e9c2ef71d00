// Whatever the market, no figure of any file that a run leaves is infinite or not a number, and no run is left "running".
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readRuns } from '../../src/backtest/results/runFiles';
import { endOfQuarter } from '../../src/common/calendar';
import { TIMEFRAMES } from '../../src/common/timeframe';
import { LOCAL_OLLAMA } from '../../src/decision/ollama/ollamaHost';
import { type Bars, emptyBars } from '../../src/market/bars';
import { barsToCsv } from '../../src/market/barsCsv';
import { ReportService } from '../../src/report/reportData';
import { reportTable } from '../../src/report/reportTable';
import { runBacktest } from '../../src/run/backtestJob';
import type { RunEnd } from '../../src/run/process/protocol';
import { tempFolder } from '../tempFolder';

const MARKETS = Number(process.env.SOAK_MARKETS ?? 30);
const NUMBERS = /[-−]?(Infinity|∞)|\bNaN\b/;

/** Decides by the number of the close's bar: an action a close, by the letters of a tape. */
const script = (tape: string, step: number) => `
const actions = { B: 'BUY', S: 'SELL', H: 'HOLD', C: 'CLOSE' };
const tape = '${tape}';
export default ({ time }) => {
  const place = Math.floor(Date.parse(time) / ${step}) % tape.length;
  return { action: actions[tape[place]], confidence: 60, reason: 'taped' };
};`;

interface Market {
  readonly timeframe: '1m' | '1h' | '1d';
  /** Bars before and after a quarter's end, as factors between opens and closes. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly price: number;
}

const factor = fc.oneof(
  fc.constantFrom(1, 1, 1e-4, 1e6, 0.01, 100, 2.5, 0.4),
  fc.double({ min: 0.9, max: 1.1, noNaN: true }),
);
const market: fc.Arbitrary<Market> = fc.record({
  timeframe: fc.constantFrom('1m', '1h', '1d'),
  before: fc.array(factor, { minLength: 1, maxLength: 25 }),
  after: fc.array(factor, { minLength: 0, maxLength: 25 }),
  price: fc.constantFrom(1e-6, 0.01, 1, 100, 1e6),
});
const wishes = fc.record({
  capital: fc.constantFrom(0.01, 10_000, 1e12),
  short: fc.boolean(),
  reverse: fc.boolean(),
  sizing: fc.record(
    {
      risk: fc.constant(1),
      cap: fc.constant(1),
      quantity_step: fc.constantFrom(1e-8, 1),
      min_notional: fc.constantFrom(0, 1e-9, 1),
    },
    { requiredKeys: ['risk', 'cap'] },
  ),
  stops: fc.record(
    { stop_loss_pct: fc.constantFrom(1, 50), take_profit_pct: fc.constantFrom(5, 1000) },
    { requiredKeys: [] },
  ),
  costs: fc.constantFrom(
    { fee_bps: 0, slippage_bps: 0 },
    { fee_bps: 10, slippage_bps: 5 },
    { fee_bps: 1000, slippage_bps: 1000 },
  ),
  tape: fc.string({ unit: fc.constantFrom('B', 'S', 'S', 'H', 'C'), minLength: 1, maxLength: 20 }),
  memory: fc.record({ refresh: fc.constantFrom('quarter', 'trade') }),
  learning: fc.record({ method: fc.constantFrom('record', 'hedge') }),
});

const PLAIN = {
  capital: 10_000,
  short: true,
  reverse: false,
  sizing: { risk: 1, cap: 1 },
  stops: {},
  costs: { fee_bps: 10, slippage_bps: 5 },
  memory: { refresh: 'quarter' },
  learning: { method: 'record' },
} as const;
/** Cases that chance seldom makes: a quarter that begins ruined, and a quarter of one minute with a gain. */
const CASES: [Market, typeof PLAIN & { tape: string }][] = [
  [
    { timeframe: '1h', before: [1, 1, 100, 1], after: [1, 0.5, 1], price: 100 },
    { ...PLAIN, tape: 'S' },
  ],
  [
    { timeframe: '1h', before: [1, 1, 1], after: [1, 1000, 1, 1], price: 100 },
    { ...PLAIN, tape: 'S' },
  ],
  [
    { timeframe: '1m', before: [1, 1, 2.5], after: [2.5], price: 100 },
    { ...PLAIN, tape: 'B' },
  ],
];

/** The paths of all numbers in a value that are not finite. */
function notFinite(value: unknown, path = ''): string[] {
  if (typeof value === 'number') return Number.isFinite(value) ? [] : [`${path}: ${value}`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => notFinite(inner, `${path}.${name}`));
}

function barsOf({ timeframe, before, after, price }: Market): Bars {
  const step = TIMEFRAMES[timeframe];
  const factors = [...before, ...after];
  const bars = emptyBars('A', step, factors.length);
  const first = endOfQuarter(Date.UTC(2025, 1, 1)) - before.length * step;
  let close = price;
  factors.forEach((change, index) => {
    const open = close;
    close = open * change;
    bars.time[index] = first + index * step;
    bars.open[index] = open;
    bars.high[index] = Math.max(open, close);
    bars.low[index] = Math.min(open, close);
    bars.close[index] = close;
    bars.volume[index] = 1;
  });
  return bars;
}

describe('figures of whatever market', function () {
  this.timeout(60_000 + 400 * MARKETS);
  let folder: string;
  let made = 0;
  beforeEach(() => {
    folder = tempFolder('figures');
  });

  async function run(chosen: Market, { tape, ...definition }: { tape: string }): Promise<RunEnd> {
    rmSync(join(folder, 'data'), { recursive: true, force: true });
    for (const part of ['backtests', 'data/market']) mkdirSync(join(folder, part), { recursive: true });
    const bars = barsOf(chosen);
    writeFileSync(join(folder, 'data/market/A.csv'), barsToCsv(bars));
    // Under another name each time: this process loads a file once.
    made += 1;
    const decider = `tape-${made}.mjs`;
    writeFileSync(join(folder, decider), script(tape, bars.step));
    const file = join(folder, 'backtests/figures.backtest.json');
    const day = (time: number) => new Date(time).toISOString().slice(0, 10);
    const content = {
      name: 'Figures',
      symbols: [{ symbol: 'A', file: 'data/market/A.csv', quote: 'USD' }],
      timeframe: chosen.timeframe,
      from: day(bars.time[0]),
      to: day(bars.time[bars.time.length - 1]),
      providers: [{ use: `script:${decider}` }],
      quorum: 1,
      ...definition,
    };
    writeFileSync(file, JSON.stringify(content));
    return runBacktest({
      workspace: folder,
      task: { kind: 'fresh', definition: file },
      ollama: LOCAL_OLLAMA,
      signal: new AbortController().signal,
      now: () => Date.UTC(2026, 0, 1),
      events: { progress: () => {}, estimate: () => {}, log: () => {} },
    });
  }

  it(`are finite or null in every file at ${MARKETS} random markets, and none is left running`, async () => {
    let ruined = 0;
    let traded = 0;
    await fc.assert(
      fc.asyncProperty(market, wishes, async (chosen, wished) => {
        const end = await run(chosen, wished);
        assert.equal(end.state, 'done', JSON.stringify(end));
        const { runs, damaged } = await readRuns(folder);
        assert.deepEqual(damaged, []);
        assert.deepEqual(
          runs.map(({ state }) => state),
          ['done'],
        );
        const [summary] = runs;
        assert.doesNotMatch(reportTable(summary), NUMBERS);
        const report = await new ReportService(folder, async () => []).report(summary.run, null);
        assert.ok(report && 'summary' in report, JSON.stringify(report));
        assert.deepEqual(notFinite(report), []);
        if ((summary.total?.finalEquity ?? 1) <= 0) ruined += 1;
        traded += summary.total?.trades ?? 0;
        const files = readdirSync(join(folder, 'data'), { recursive: true, withFileTypes: true });
        for (const { name, parentPath } of files.filter((entry) => entry.isFile())) {
          if (!/\.(json|csv|jsonl)$/.test(name)) continue;
          const text = readFileSync(join(parentPath, name), 'utf8');
          assert.doesNotMatch(text, NUMBERS, name);
          // JSON knows no such numbers: they would stand there as null in the place of a number.
          if (name.startsWith('outcome_'))
            assert.doesNotMatch(text, /"(pnl|pnl_pct|fees|quantity)": null/, name);
        }
      }),
      { seed: 51, numRuns: MARKETS, examples: CASES },
    );
    assert.ok(ruined > 0 && traded > MARKETS, `${ruined} ruined, ${traded} trades`);
  });
});
