import assert from 'node:assert/strict';
import { runEngine } from '../../../src/backtest/engine/engine';
import { isoTime } from '../../../src/common/calendar';
import { actionOf } from '../../../src/memory/side';
import { CASH } from './casesCash';
import { COSTS } from './casesCosts';
import { DUSTS } from './casesDust';
import { EXCURSIONS } from './casesExcursions';
import { GAPS, STILLBORN } from './casesGaps';
import { LEVELS } from './casesLevels';
import { SIZING } from './casesSizing';
import { STOPS } from './casesStops';
import { TIME } from './casesTime';
import { type GoldenCase, goldenBars, goldenDefinition, instant } from './golden';
import { tapeOf } from './tape';

const close = (actual: number, expected: number, what: string) =>
  assert.ok(
    Math.abs(actual - expected) <= 1e-9 * Math.max(1, Math.abs(expected)),
    `${what}: ${actual}, by hand ${expected}`,
  );

/** Trades that close at one time are compared by symbol, since no sentence orders them. */
const byExit = <T>(trades: readonly T[], key: (trade: T) => readonly [time: number, symbol: string]) =>
  [...trades].sort((a, b) => key(a)[0] - key(b)[0] || (key(a)[1] < key(b)[1] ? -1 : 1));

async function play(golden: GoldenCase): Promise<void> {
  const bars = goldenBars(golden);
  const tape = tapeOf(golden.decisions, bars);
  const result = await runEngine({
    run: 'golden',
    definition: goldenDefinition(golden),
    bars,
    decide: tape.decide,
  });

  assert.deepEqual(tape.unasked(), []);
  const trades = byExit(result.trades, ({ exitTime, opening }) => [exitTime, opening.symbol]);
  const byHand = byExit(golden.trades, ({ exit, symbol }) => [instant(exit[0]), symbol]);
  assert.deepEqual(
    trades.map((trade) => [
      trade.opening.symbol,
      actionOf(trade.side),
      isoTime(trade.entryTime),
      isoTime(trade.exitTime),
      trade.exitReason,
      trade.quarter,
    ]),
    byHand.map(({ symbol, action, entry, exit, quarter = '2025-Q1' }) => [
      symbol,
      action,
      isoTime(instant(entry[0])),
      isoTime(instant(exit[0])),
      exit[2],
      quarter,
    ]),
  );
  byHand.forEach((expected, index) => {
    const trade = trades[index];
    close(trade.quantity, expected.quantity, 'quantity');
    close(trade.entryPrice, expected.entry[1], 'entry price');
    close(trade.exitPrice, expected.exit[1], 'exit price');
    close(trade.fees, expected.fees ?? 0, 'fees');
    close(trade.slippage, expected.slippage ?? 0, 'slippage');
    close(trade.pnl, expected.pnl, 'pnl');
    const notional = expected.entry[1] * expected.quantity;
    for (const [name, byHand] of [
      ['mae', expected.mae],
      ['mfe', expected.mfe],
    ] as const) {
      const [amount, percent] = [trade[name] ?? Number.NaN, trade[`${name}Pct`] ?? Number.NaN];
      assert.ok(amount >= 0 && percent >= 0, `${name} is never below 0`);
      if (byHand !== undefined) close(amount, byHand, name);
      close(percent, (100 * amount) / notional, `${name} percent`);
    }
    close(trade.pnlPct, (100 * expected.pnl) / notional, 'pnl percent');
  });
  close(result.equity.equity.at(-1) ?? Number.NaN, golden.finalEquity, 'final equity');
  for (const column of ['equity', 'cash'] as const) {
    const expected = golden[column];
    if (!expected) continue;
    assert.equal(result.equity.length, expected.length);
    expected.forEach((value, index) => {
      close(result.equity[column][index], value, `${column} after bar ${index}`);
    });
  }
  for (const count of ['refusedEntries', 'ambiguousBars', 'positionBars', 'exposedBars'] as const) {
    if (golden[count] !== undefined) assert.equal(result[count], golden[count], count);
  }
  if (golden.refusals) assert.deepEqual(result.refusals, golden.refusals);
}

describe('golden trades, worked out by hand', () => {
  for (const golden of [
    ...COSTS,
    ...STOPS,
    ...GAPS,
    ...STILLBORN,
    ...LEVELS,
    ...SIZING,
    ...DUSTS,
    ...CASH,
    ...TIME,
    ...EXCURSIONS,
  ]) {
    it(`${golden.name} (“${golden.sentence}”)`, () => play(golden));
  }

  const bars = goldenBars({ ...COSTS[0] });
  const [[bar, symbol]] = COSTS[0].decisions;
  it('refuses two decisions for one bar', () => {
    assert.throws(
      () =>
        tapeOf(
          [
            [bar, symbol, 'BUY'],
            [bar, symbol, 'SELL'],
          ],
          bars,
        ),
      /two decisions/,
    );
  });
  it('refuses a decision for a bar that is not there', () => {
    assert.throws(() => tapeOf([['23:00', symbol, 'BUY']], bars), /no bar/);
  });
});
