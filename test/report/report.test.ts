import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { EquityCurve } from '../../src/backtest/engine/equityCurve';
import { benchmarksCsv, equityCsv } from '../../src/backtest/results/runTables';
import { InputError } from '../../src/common/inputError';
import { HOUR } from '../../src/common/timeframe';
import { lineOf as tableLineOf } from '../../src/memory/closedTrade';
import { tradesCsv } from '../../src/memory/tradeTable';
import { curvePoints, keptPoints } from '../../src/report/curvePoints';
import { packCurve, packTrades } from '../../src/report/packReport';
import type { ReportTrade } from '../../src/report/reportProtocol';
import { readCurves, readTrades } from '../../src/report/runTables';
import { distributionOf, quarterTable, regimeTable } from '../../src/report/tradeTables';
import { unpackCurve, unpackTrades } from '../../src/webview/connection/unpackReport';
import { someClosedTrade } from '../memory/someOutcome';
import { tempFolder } from '../tempFolder';

const START = Date.UTC(2025, 0, 1);

function someTrade(changes: Partial<ReportTrade>): ReportTrade {
  return { ...tableLineOf(someClosedTrade('run_BTCUSD_20250101T0000Z')), ...changes };
}

describe('a report', () => {
  let folder: string;
  before(() => {
    folder = tempFolder('report');
  });

  it('is the same when its trades were sent to the page column by column', () => {
    const few = <Value>(...values: Value[]) => fc.constantFrom(...values);
    const trade = fc
      .record({
        id: fc.string(),
        symbol: fc.string({ maxLength: 3 }),
        side: few('long' as const, 'short' as const),
        pnl: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
        quarter: few('2025-Q1' as const, '2025-Q2' as const),
        stop: fc.option(fc.integer()),
        target: fc.option(fc.integer()),
        provider: fc.string({ maxLength: 2 }),
        regime: few(null, 'TRENDING' as const, 'RANGING' as const),
        exitReason: few('signal' as const, 'stop_loss' as const),
      })
      .map((changes) => someTrade(changes));
    fc.assert(
      fc.property(fc.array(trade), (trades) => {
        assert.deepEqual(unpackTrades(structuredClone(packTrades(trades))), trades);
      }),
      { seed: 5 },
    );
    const [time, equity, drawdown] = [
      [START, START + HOUR],
      [10_000.1, 9_000],
      [0, -0.1000090001],
    ];
    const curve = { time, equity, drawdown };
    assert.deepEqual(unpackCurve(structuredClone(packCurve(curve))), curve);
  });

  describe('thins out a curve', () => {
    const curves = fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 3000 });

    it('to points of it in their order, its ends, highest and lowest among them, and few', () => {
      fc.assert(
        fc.property(curves, fc.integer({ min: 1, max: 50 }), (values, stretches) => {
          const kept = keptPoints(Float64Array.from(values), stretches);
          assert.ok(kept.every((index, place) => place === 0 || index > kept[place - 1]));
          assert.ok(kept.length <= 4 * stretches);
          assert.deepEqual([kept[0], kept.at(-1)], [0, values.length - 1]);
          const shown = kept.map((index) => values[index]);
          assert.equal(Math.max(...shown), Math.max(...values));
          assert.equal(Math.min(...shown), Math.min(...values));
        }),
      );
    });

    it('and keeps its deepest drawdown, measured at every point from the capital on', () => {
      fc.assert(
        fc.property(curves, fc.double({ min: 1, max: 1e6, noNaN: true }), (values, capital) => {
          const curve = {
            time: Float64Array.from(values, (_, index) => START + index * HOUR),
            equity: Float64Array.from(values),
          };
          let [peak, deepest] = [capital, 0];
          for (const value of values) {
            peak = Math.max(peak, value);
            deepest = Math.min(deepest, value / peak - 1);
          }
          const { drawdown } = curvePoints(curve, capital);
          assert.equal(Math.min(...drawdown, 0), deepest);
        }),
      );
    });

    it('by hand: 100, 90, 120, 60 from a capital of 100', () => {
      const points = curvePoints(
        { time: Float64Array.of(1, 2, 3, 4), equity: Float64Array.of(100, 90, 120, 60) },
        100,
      );
      assert.deepEqual(points.equity, [100, 90, 120, 60]);
      assert.deepEqual(points.drawdown, [0, 90 / 100 - 1, 0, -0.5]);
    });
  });

  describe('counts trades', () => {
    const results = fc.array(fc.double({ min: -99, max: 500, noNaN: true }), {
      minLength: 1,
      maxLength: 200,
    });

    it('into bins of one width that hold them all, none of both losses and gains', () => {
      fc.assert(
        fc.property(results, (all) => {
          const bins = distributionOf(all.map((pnlPct) => someTrade({ pnlPct })));
          assert.equal(
            bins.reduce((sum, { trades }) => sum + trades, 0),
            all.length,
          );
          assert.ok(bins.length <= 40);
          assert.ok(bins.every(({ from, to }) => from >= 0 || to <= 0));
          assert.ok(bins.every(({ to }, index) => index + 1 === bins.length || to === bins[index + 1].from));
        }),
      );
    });

    it('by hand: −1.2, −0.3, 0 and 0.4 percent', () => {
      const bins = distributionOf([-1.2, -0.3, 0, 0.4].map((pnlPct) => someTrade({ pnlPct })));
      assert.deepEqual([bins[0].from, bins.at(-1)?.to], [-1.2, 0.5]);
      assert.deepEqual(
        bins.filter(({ trades }) => trades > 0).map(({ from, trades }) => [from, trades]),
        [
          [-1.2, 1],
          [-0.3, 1],
          [0, 1],
          [0.4, 1],
        ],
      );
    });

    it('by quarter and symbol, with nothing where none closed', () => {
      const trades = [
        someTrade({ quarter: '2025-Q2', symbol: 'ETHUSD', pnl: 5 }),
        someTrade({ quarter: '2025-Q1', symbol: 'BTCUSD', pnl: 10 }),
        someTrade({ quarter: '2025-Q1', symbol: 'BTCUSD', pnl: -4 }),
      ];
      const [first, second] = quarterTable(trades, ['BTCUSD', 'ETHUSD']);
      assert.deepEqual([first.quarter, first.symbols[0]?.pnl, first.symbols[0]?.wins], ['2025-Q1', 6, 1]);
      assert.equal(first.symbols[1], null);
      assert.deepEqual([second.quarter, second.symbols[0], second.all.trades], ['2025-Q2', null, 1]);
    });

    it('by regime, the unknown one too', () => {
      const table = regimeTable([
        someTrade({ regime: 'RANGING', pnl: 1 }),
        someTrade({ regime: null, pnl: -1 }),
      ]);
      assert.deepEqual(Object.keys(table), ['RANGING', 'UNKNOWN']);
      assert.equal(table.UNKNOWN.win_rate, 0);
    });
  });

  describe('reads what a run wrote', () => {
    const put = (name: string, text: string) => {
      const run = mkdtempSync(join(folder, 'run-'));
      writeFileSync(join(run, name), text);
      return run;
    };

    it('trades, each as its outcome', async () => {
      const outcomes = [
        someClosedTrade('run_BTCUSD_20250102T0000Z'),
        someClosedTrade('run_BTCUSD_20250103T0000Z', { stop_loss: null, market_regime: null, pnl: -3.5 }),
      ];
      const trades = await readTrades(put('trades.csv', tradesCsv(outcomes)));
      assert.deepEqual(trades, outcomes.map(tableLineOf));
    });

    it('none of a table without rows', async () => {
      assert.deepEqual(await readTrades(put('trades.csv', tradesCsv([]))), []);
    });

    it('and says in which line a table is damaged', async () => {
      const text = tradesCsv([someClosedTrade('a'), someClosedTrade('b')]).replace(
        /\n([^\n]+)\n$/,
        '\nhalf,of,a,row\n',
      );
      await assert.rejects(readTrades(put('trades.csv', text)), (error: InputError) => {
        assert.ok(error instanceof InputError);
        assert.equal(error.place.line, 3);
        return true;
      });
    });

    it('curves, with what they are held against', async () => {
      const equity = new EquityCurve(Float64Array.of(START, START + HOUR));
      equity.push(100, 50);
      equity.push(101.5, 50);
      const held = { time: equity.time, equity: Float64Array.of(99, 98) };
      const run = put('equity.csv', equityCsv(equity, HOUR));
      writeFileSync(
        join(run, 'benchmarks.csv'),
        benchmarksCsv({ buyAndHold: held, equalWeights: null }, HOUR),
      );
      const own = (await readCurves(run, 'equity'))?.get('equity');
      assert.deepEqual([...(own?.time ?? [])], [START + HOUR, START + 2 * HOUR]);
      assert.deepEqual([...(own?.equity ?? [])], [100, 101.5]);
      const benchmarks = await readCurves(run, 'benchmarks');
      assert.deepEqual([...(benchmarks?.keys() ?? [])], ['buy_and_hold']);
      assert.deepEqual([...(benchmarks?.get('buy_and_hold')?.equity ?? [])], [99, 98]);
    });

    it('no curve where there is no file, and an error where it is no table', async () => {
      assert.equal(await readCurves(folder, 'equity'), null);
      await assert.rejects(
        readCurves(put('equity.csv', 'time,equity\n2025-01-01T00:00:00Z,much\n'), 'equity'),
        {
          name: 'InputError',
        },
      );
    });
  });
});
