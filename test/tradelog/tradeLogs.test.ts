import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FORMATS } from '../../src/tradelog/formats';
import { readTradeLog } from '../../src/tradelog/readTradeLog';
import { grossOf } from '../../src/tradelog/settle';
import { EXPECTED, LONG, SHORT } from './expectedTrades';
import { FIXTURES, lineOf, readFixture, textOf } from './fixtures';

describe('trade logs', () => {
  for (const [name, [tool, minutes, naive, lines]] of Object.entries(EXPECTED)) {
    it(`are read: ${name}`, () => {
      const log = readFixture(name);
      assert.deepEqual(log.trades.map(lineOf), lines);
      assert.deepEqual([log.tool, log.barStep && log.barStep / 60_000, log.naive], [tool, minutes, naive]);
    });
  }

  it('have a fixture for everything that is expected, and the other way round', () => {
    const names = readdirSync(FIXTURES).filter((name) => name !== 'any-unmapped.csv');
    assert.deepEqual(Object.keys(EXPECTED).sort(), names.sort());
  });

  it('of a tool that no fixture shows do not exist', () => {
    const shown = new Set(Object.values(EXPECTED).map(([tool]) => tool));
    assert.deepEqual(
      FORMATS.map(({ name }) => name).filter((name) => !shown.has(name)),
      [],
    );
    assert.equal(new Set(FORMATS.map(({ name }) => name)).size, FORMATS.length);
  });

  it('report what cannot be read with its line, and go on', () => {
    assert.deepEqual(readFixture('any-day-first.tsv').bad, [
      { line: 4, problem: 'entry time "31/02/2025 9:30 AM" is not a time' },
      { line: 5, problem: 'its exit lies before its entry' },
      { line: 6, problem: 'exit price "abc" is not a number' },
    ]);
  });

  it('do not guess whether 03/04 is in March or in April', () => {
    const log = readTradeLog('Entry Time,Exit Time,Entry Price,Exit Price\n03/04/2025,05/04/2025,1,2\n');
    assert.deepEqual(log?.trades, []);
    assert.match(log?.bad[0].problem ?? '', /does not tell its day from its month/);
  });

  it('whose columns cannot be told are read once those are mapped; the side then comes of the profit', () => {
    assert.equal(readTradeLog(textOf(join(FIXTURES, 'any-unmapped.csv'))), null);
    const mapping = {
      symbol: 'Asset',
      entryTime: 'When In',
      exitTime: 'When Out',
      entryPrice: 'Paid',
      exitPrice: 'Got',
      quantity: 'How Many',
      pnl: 'Made',
    };
    assert.deepEqual(readFixture('any-unmapped.csv', mapping).trades.map(lineOf), [
      `BTCUSD long ${LONG} × 0.5 = 840`,
      `BTCUSD short ${SHORT} × 0.25 = -200.625`,
    ]);
  });

  it('say where each trade stands: lines, rows of HTML, and stretches of JSON on one line', () => {
    const places = (name: string) => readFixture(name).trades.map((trade) => trade.places);
    assert.deepEqual(
      places('tradingview-2025.csv').map((all) => all.map(({ line, endLine }) => [line, endLine])),
      [
        [
          [1, 1],
          [2, 2],
        ],
        [
          [3, 3],
          [4, 4],
        ],
      ],
    );
    for (const name of ['freqtrade-2021.json', 'lean-2025.json']) {
      const text = textOf(join(FIXTURES, name));
      for (const trade of readFixture(name).trades) {
        const [{ line, column, endLine, endColumn }] = trade.places;
        assert.deepEqual([line, endLine], [0, 0]);
        const item = JSON.parse(text.slice(column, endColumn));
        assert.equal(item.open_rate ?? item.entryPrice, trade.entryPrice);
      }
    }
    const html = textOf(join(FIXTURES, 'mt4-tester-ru.htm')).split('\r\n');
    for (const { places: rows, entryPrice } of readFixture('mt4-tester-ru.htm').trades)
      assert.ok(html[rows[0].line].slice(rows[0].column).includes(`>${entryPrice?.toFixed(5)}<`));
  });

  it('are not seen in bars, in our equity.csv, in settings, or in prose', () => {
    for (const text of [
      'time,open,high,low,close,volume\n2025-01-01T00:00:00Z,1,2,0.5,1.5,10\n',
      'time,equity,cash\n2025-01-01T01:00:00Z,10000,10000\n',
      'Date,Open,High,Low,Close,Adj Close,Volume\n2025-01-02,1,2,0.5,1.5,1.5,10\n',
      '{"compilerOptions":{"strict":true},"trades":[1,2]}',
      '[1,2,3]',
      '[{"pair":"a"}]',
      '# Trading\n\nBuy low, sell high, at some time, and note the price.\n',
      '<html><body><table><tr><td>Time</td><td>Price</td></tr></table></body></html>',
      '',
    ])
      assert.equal(readTradeLog(text), null, text.slice(0, 40));
  });

  it('have no row that cannot be read, but where a fixture is there to show one', () => {
    const bad = Object.keys(EXPECTED).filter((name) => readFixture(name).bad.length > 0);
    assert.deepEqual(bad, ['any-day-first.tsv']);
  });

  it('have profits of the sign that their prices give, but for costs', () => {
    let compared = 0;
    for (const trade of Object.keys(EXPECTED).flatMap((name) => readFixture(name).trades)) {
      const gross = grossOf(trade);
      if (trade.open || gross === null || trade.pnl === null) continue;
      const costs = (trade.fees ?? 0) + 0.003 * (trade.entryPrice ?? 0) * (trade.quantity ?? 0);
      if (Math.abs(gross) <= costs) continue;
      assert.equal(Math.sign(trade.pnl), Math.sign(gross), lineOf(trade));
      compared += 1;
    }
    assert.ok(compared > 50, `${compared} were compared`);
  });
});
