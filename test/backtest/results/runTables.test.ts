import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'papaparse';
import { EquityCurve } from '../../../src/backtest/engine/equityCurve';
import { equityCsv } from '../../../src/backtest/results/runTables';
import { HOUR } from '../../../src/common/timeframe';
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
      /^x,BTCUSD,long,2025-01-01T00:00:00Z,2025-01-01T00:00:00Z,100,2025-01-02T00:00:00Z,110,1,10,10,0,0,signal,2025-Q1,,,60,rule:trend,TRENDING$/,
    );
    assert.match(tradesCsv([]), /^decision_id,[a-z_,]+\n$/);
  });

  it('are read with the action that version 0.1.0 wrote in place of the side', () => {
    const [long, short] = [someClosedTrade('x'), someClosedTrade('y', { action: 'SELL' })];
    const csv = tradesCsv([long, short]);
    const old = csv.replace(',side,', ',action,').replace(',long,', ',BUY,').replace(',short,', ',SELL,');
    assert.notEqual(old, csv);
    assert.deepEqual(readTradesCsv(old, 'trades.csv'), readTradesCsv(csv, 'trades.csv'));
  });
});
