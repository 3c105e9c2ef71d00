import assert from 'node:assert/strict';
import type { RunSummary } from '../../src/backtest/results/runSummary';
import { reportTable } from '../../src/report/reportTable';

const measures = {
  finalEquity: 11_000,
  totalReturn: 0.1,
  trades: 4,
  wins: 2,
  winRate: 0.5,
  winRateInterval: [0.15, 0.85] as [number, number],
  sharpe: 1,
  sharpeInterval: [-0.5, 2.5] as [number, number],
  maxDrawdown: 0.05,
  profitFactor: null,
  cagr: null,
  exposure: null,
  sortino: null,
  volatility: null,
  calmar: null,
  sqn: null,
  expectancy: null,
  averageWin: null,
  averageLoss: null,
  largestWin: null,
  largestLoss: null,
  payoffRatio: null,
  averageHolding: null,
  fees: 0,
  slippage: 0,
};

/** A run of two quarters, of which the second decided with what the first taught. */
const run: RunSummary = {
  schema_version: 2,
  run: 'r-1',
  definition: 'r',
  name: 'Weights',
  state: 'cancelled',
  pid: 1,
  host: 'here',
  started: '2025-01-01T00:00:00Z',
  finished: '2025-01-01T00:00:01Z',
  capital: 10_000,
  currency: 'USD',
  total: measures,
  quarters: [
    { ...measures, quarter: '2025-Q1', weights: { a: 1, b: 1 }, regimeWeights: {} },
    {
      ...measures,
      quarter: '2025-Q2',
      weights: { a: 1, b: 1 },
      regimeWeights: { TRENDING: { a: 1.2, b: 0.8 }, RANGING: { a: 0.9, b: 0.8 } },
    },
  ],
  weights: { a: 1, b: 1 },
  regimeWeights: { TRENDING: { a: 1.5, b: 0.8 }, RANGING: { a: 0.4, b: 0.7 } },
  ambiguousShare: 0,
  refusedEntries: 0,
  synthetic: true,
  notes: [],
  problem: null,
  refresh: 'quarter',
  include: [],
  regret: null,
  tables: { symbols: {}, providers: {}, regimes: {} },
  costs: [],
  benchmarks: null,
  failures: {},
  asked: {},
  log: { lines: 1, sha256: '' },
};

describe('the table of a run', () => {
  it('has the weights that each quarter voted with, whatever the regime, and those learned by the end', () => {
    // Those of an unknown regime stay at 1 in a run whose regimes are all known: they would say that nothing was learned.
    const weights = reportTable(run)
      .split('\n')
      .filter((line) => line.includes('×'))
      .map((line) => [line.trim().split(/ {2,}/)[0], ...(line.match(/\S+×/g) ?? [])]);
    assert.deepEqual(weights, [
      ['2025-Q1', '1.00×', '1.00×'],
      ['2025-Q2', '0.90–1.20×', '0.80×'],
      ['total', '0.40–1.50×', '0.70–0.80×'],
      ['TRENDING', '1.50×', '0.80×'],
      ['RANGING', '0.40×', '0.70×'],
    ]);
  });

  it('shows the Sharpe ratio of a quarter with its interval, or not at all', () => {
    const sharpes = (summary: RunSummary) =>
      reportTable(summary)
        .split('\n')
        .filter((line) => /^(2025|total)/.test(line))
        .map((line) => line.split(/ {2,}/)[4]);
    const shown = '1.00 (−0.50 to 2.50)';
    assert.deepEqual(sharpes(run), [shown, shown, shown]);
    const short = { ...measures, sharpeInterval: null };
    const quarters = run.quarters.map((quarter) => ({ ...quarter, ...short }));
    assert.deepEqual(sharpes({ ...run, state: 'cancelled', total: short, quarters } as RunSummary), [
      '–',
      '–',
      '1.00',
    ]);
    // Earlier versions wrote no interval.
    const { sharpeInterval: _, ...older } = short;
    const [{ sharpeInterval: __, ...first }] = quarters;
    const old = { ...run, state: 'cancelled', total: older, quarters: [first] } as RunSummary;
    assert.deepEqual(sharpes(old), ['–', '1.00']);
  });

  it('tells how many entries were refused, and why most of them were', () => {
    const told = (refusedEntries: number, refusals?: RunSummary['refusals']) =>
      reportTable({ ...run, refusedEntries, refusals } as RunSummary)
        .split('\n')
        .find((line) => line.includes('decided and not made'));
    assert.equal(told(0, {}), undefined);
    assert.equal(
      told(1200, { dust: 100, no_cash: 1050, wrong_level: 50 }),
      '1,200 entries were decided and not made; 1,050 of them: no cash left.',
    );
    assert.equal(
      told(1, { dust: 1 }),
      '1 entry was decided and not made: worth less than sizing.min_notional.',
    );
    assert.equal(told(3), '3 entries were decided and not made.');
  });

  it('says what its decisions come to at higher costs', () => {
    const figures = { winRate: null, profitFactor: null, expectancy: null, pnl: 0, trades: 1 };
    const costs = [
      { multiple: 1, totalReturn: 0.1, ruined: false, ...figures },
      { multiple: 2, totalReturn: -0.123, ruined: false, ...figures },
      { multiple: 3, totalReturn: -1.2, ruined: true, ...figures },
    ];
    const text = reportTable({ ...run, costs } as RunSummary);
    assert.match(text, /^Its decisions played again at higher costs: −12\.3 % at 2×, ruined at 3×\.$/m);
  });
});
