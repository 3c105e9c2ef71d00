import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse } from 'papaparse';
import { EquityCurve } from '../../../src/backtest/engine/equityCurve';
import { equityCsv } from '../../../src/backtest/results/runTables';
import { HOUR } from '../../../src/common/timeframe';
import { lineOf } from '../../../src/memory/closedTrade';
import { outcomeOf, outcomeSchema, tradeOfOutcome } from '../../../src/memory/outcome';
import { loadOutcomes } from '../../../src/memory/store/memoryFolder';
import { readTradesCsv, tradesCsv } from '../../../src/memory/tradeTable';
import { someClosedTrade } from '../../memory/someOutcome';

const START = Date.UTC(2025, 0, 1);
/** What a spreadsheet would take for a formula. */
const FORMULA = /^[=+\-@\t\r\n]/;

describe('tables of a run', () => {
  it('hold no formula, whatever a symbol or a provider is called, and lose nothing', () => {
    const text = fc
      .tuple(fc.constantFrom('', '=', '+', '-', '@', '\t', '\r', '=1+\n', '"', ','), fc.string())
      .map(([first, rest]) => first + rest);
    fc.assert(
      fc.property(text, text, (symbol, provider) => {
        const csv = tradesCsv([
          someClosedTrade('x', { asset_pair: symbol, ai_provider_used: provider, pnl: -1.5 }),
        ]);
        const { data, errors } = parse<Record<string, string>>(csv, {
          header: true,
          newline: '\n',
          skipEmptyLines: true,
        });
        assert.deepEqual(errors, []);
        assert.equal(data.length, 1);
        for (const [cell, original] of [
          [data[0].asset_pair, symbol],
          [data[0].ai_provider_used, provider],
        ]) {
          assert.doesNotMatch(cell, FORMULA);
          assert.equal(cell.replace(/^'/, ''), original.replace(/^'/, ''));
        }
        // A loss is a number, not a formula.
        assert.equal(data[0].pnl, '-1.5');
      }),
      { seed: 61, numRuns: 500 },
    );
  });

  it('have ISO times, a line each, and an empty cell for what is not there', () => {
    const curve = new EquityCurve(Float64Array.of(START, START + HOUR));
    curve.push(100, 50);
    curve.push(-0.1, 1e-9);
    assert.equal(
      equityCsv(curve, HOUR),
      'time,equity,cash\n2025-01-01T01:00:00Z,100,50\n2025-01-01T02:00:00Z,-0.1,1e-9\n',
    );
    const [, line] = tradesCsv([someClosedTrade('x', { stop_loss: null })]).split('\n');
    assert.match(
      line,
      /^x,BTCUSD,long,2025-01-01T00:00:00Z,2025-01-01T00:00:00Z,100,2025-01-02T00:00:00Z,110,1,10,10,0,0,,,,,signal,2025-Q1,,,60,rule:trend,TRENDING$/,
    );
    assert.match(tradesCsv([]), /^decision_id,[a-z_,]+\n$/);
  });

  it('of version 0.1.0 are read: with actions in place of sides, and without excursions', async () => {
    const memory = 'test/fixtures/version-0.1.0/data/memory';
    const run = 'rules-20261201-044031';
    const file = `test/fixtures/version-0.1.0/data/runs/${run}/trades.csv`;
    const trades = readTradesCsv(readFileSync(file, 'utf8'), file);
    const outcomes = (await loadOutcomes(memory)).outcomes.filter(({ run_id }) => run_id === run);
    assert.ok(outcomes.length > 10);
    assert.deepEqual(
      trades,
      outcomes.map((outcome) => lineOf(tradeOfOutcome(outcome))),
    );
    assert.ok(
      trades.some(({ side }) => side === 'short') &&
        trades.every(({ mae, mfe }) => mae === null && mfe === null),
    );
  });

  it('hold the excursions of trades that have them, and are read back as they were', () => {
    const trade = { ...someClosedTrade('x'), mae: 3.5, maePct: 0.7, mfe: 0, mfePct: 0 };
    assert.match(tradesCsv([trade]), /,slippage,mae,mae_pct,mfe,mfe_pct,.*\n.*,3\.5,0\.7,0,0,signal,/);
    assert.deepEqual(readTradesCsv(tradesCsv([trade]), 'trades.csv'), [lineOf(trade)]);
    const file = outcomeOf(trade);
    assert.deepEqual([file.mae, file.mae_pct, file.mfe, file.mfe_pct], [3.5, 0.7, 0, 0]);
    assert.deepEqual(tradeOfOutcome(outcomeSchema.parse(file)), trade);
  });

  it('that lack any other column are refused', () => {
    const csv = tradesCsv([someClosedTrade('x')]);
    for (const name of ['decision_id', 'side', 'pnl', 'market_regime', 'ai_provider_used'])
      assert.throws(() => readTradesCsv(csv.replace(name, 'other'), 'trades.csv'), /"[a-z_]+" is not/, name);
  });
});
