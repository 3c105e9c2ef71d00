import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { FORMATS } from '../../src/tradelog/formats';
import { readTradeLog } from '../../src/tradelog/readTradeLog';
import { grossOf } from '../../src/tradelog/settle';
import { FIXTURES, lineOf, readFixture, textOf } from './fixtures';

/** The two trades of most fixtures. */
const LONG = '2025-03-03 10:00 84000 > 2025-03-04 15:00 85680';
const SHORT = '2025-03-10 09:00 80250.5 > 2025-03-10 21:00 81053';

const TRADINGVIEW = [
  `? long ${LONG} × 0.5 = 840 (2 %) "TP" "Long"`,
  `? short ${SHORT} × 0.25 = -200.63 (-1 %) "SL" "Short"`,
];
const MT4_TESTER = [
  'EURUSD long 2025-03-03 10:00 1.08 > 2025-03-04 15:00 1.09 × 0.1 = 100 stop 1.075 target 1.09 "t/p"',
  'EURUSD short 2025-03-10 09:00 1.09 > 2025-03-10 21:00 1.095 × 0.2 = -100 stop 1.095 "s/l"',
  'EURUSD long 2025-03-31 09:00 1.081 > 2025-03-31 23:59 1.082 × 0.1 = 10 "close at stop"',
];
/** One entry closed in two parts: its commission, of −0.14 for two units, is borne by both. */
const MT5_DEALS = [
  'XAUUSD long 2025-03-03 10:00 2900.5 > 2025-03-04 15:00 2920.5 × 0.01 = 19.56 fees 0.44 "tp 2920.50" "Zone"',
  'XAUUSD long 2025-03-03 10:00 2900.5 > 2025-03-05 15:00 2890.5 × 0.01 = -10.74 fees 0.74 "sl 2890.50" "Zone"',
  'XAUUSD short 2025-03-10 09:00 2910 > 2025-03-10 21:00 2905 × 0.05 = 25 fees 0 "Zone"',
  'XAUUSD long 2025-03-31 09:00 3100 > open × 0.01',
];

/** The content of each fixture, worked out by hand: tool, length of its bars in minutes, whether naive, trades. */
const EXPECTED: Readonly<Record<string, readonly [string, number | null, boolean, readonly string[]]>> = {
  'backtesting-py-0.3.csv': [
    'backtesting.py',
    60,
    true,
    [
      `? long ${LONG} × 2 = 3360 (2 %)`,
      `? short ${SHORT} × 1 = -802.5 (-0.999993769509 %)`,
      '? long 2025-04-02 00:00 82500 > 2025-04-05 08:00 83407.5 × 3 = 2722.5 (1.1 %)',
    ],
  ],
  'backtesting-py-0.5.csv': [
    'backtesting.py',
    60,
    false,
    [`? long ${LONG} × 2 = 3360 (2 %) "breakout"`, `? short ${SHORT} × 1 = -802.5 (-0.999993769509 %)`],
  ],
  'backtesting-py-0.6.csv': [
    'backtesting.py',
    60,
    true,
    [
      `? long ${LONG} × 2 = 3190.32 (1.899 %) fees 169.68 stop 82320 target 85680`,
      '? short 2025-03-10 09:00 80250.5 > 2025-03-10 21:00 80900 × 1 = -649.5 (-0.809340751771 %) stop 81053 "fade"',
    ],
  ],
  'vectorbt-0.19.csv': [
    'vectorbt',
    60,
    true,
    [
      `BTCUSD long ${LONG} × 0.5 = 755.16 (1.798 %) fees 84.84`,
      `BTCUSD short ${SHORT} × 0.25 = -240.950875 (-1.20099388773 %) fees 40.325875`,
    ],
  ],
  'vectorbt-0.28.csv': [
    'vectorbt',
    60,
    true,
    [
      `? long ${LONG} × 0.5 = 755.16 (1.798 %) fees 84.84`,
      `? short ${SHORT} × 0.25 = -240.950875 (-1.20099388773 %) fees 40.325875`,
      '? long 2025-04-02 00:00 82500 > open × 1.2 fees 99',
    ],
  ],
  'vectorbt-pro.csv': [
    'vectorbt',
    60,
    false,
    ['ETHUSD long 2025-03-03 10:00 2100 > 2025-03-04 15:00 2142 × 4 = 151.032 (1.798 %) fees 16.968'],
  ],
  'freqtrade-2019.json': [
    'freqtrade',
    60,
    false,
    [
      `BTC/USDT long ${LONG} × ? = ? (1.8 %) "roi"`,
      'ETH/USDT long 2025-03-10 09:00 2050.5 > 2025-03-10 21:00 2030 × ? = ? (-1.2 %) "force_sell"',
    ],
  ],
  'freqtrade-2020.json': [
    'freqtrade',
    60,
    false,
    [`BTC/USDT long ${LONG} × 0.5 = 755.16 (1.798 %) fees 84.84 "sell_signal" "Old"`],
  ],
  'freqtrade-2021.json': [
    'freqtrade',
    60,
    false,
    [
      `BTC/USDT long ${LONG} × 0.5 = 755.16 (1.796204 %) fees 84.84 stop 75600 "roi" "Alpha"`,
      'ETH/USDT long 2025-03-10 09:00 2100 > 2025-03-10 21:00 1890 × 4 = -855.96 (-10.18981 %) fees 15.96 stop 75600 "stop_loss" "Alpha"',
    ],
  ],
  'freqtrade-2025.zip': [
    'freqtrade',
    60,
    false,
    [
      `BTC/USDT:USDT long ${LONG} × 0.5 = 797.58 (1.8971 %) fees 42.42 stop 75600 "exit_signal" "cross" "Trend"`,
      `BTC/USDT:USDT short ${SHORT} × 0.25 = -220.787938 (-1.09949 %) fees 20.1629375 stop 75600 "stop_loss" "Fade/2"`,
      'BTC/USDT:USDT long 2025-03-03 10:00 84000 > open × 0.5 stop 75600 "cross" "Fade/2"',
    ],
  ],
  'freqtrade-trades-export.json': [
    'freqtrade',
    null,
    true,
    [
      'BTC/USDT long 2025-03-03T10:00:07Z 84000 > 2025-03-04T15:00:03Z 85680 × 0.5 = 755.16 (1.796 %) fees 84.84 stop 75600 "roi" "x"'.replaceAll(
        /T(?=\d)/g,
        ' ',
      ),
    ],
  ],
  'tradingview-2019.csv': [
    'tradingview',
    60,
    true,
    [`? long ${LONG} × 0.5 = 840 "TP" "Long"`, `? short ${SHORT} × 0.25 = -200.63 "SL" "Short"`],
  ],
  'tradingview-2021-thousands.csv': [
    'tradingview',
    60,
    true,
    [
      `? short ${SHORT} × 1250 = -1003125 (-1 %) "SL" "Short"`,
      `? long ${LONG} × 500 = 840000 (2 %) "TP" "Long"`,
    ],
  ],
  'tradingview-2023.csv': [
    'tradingview',
    60,
    true,
    ['? long 2025-04-02 00:00 82500 > open × ? "Open" "Long"', ...[...TRADINGVIEW].reverse()],
  ],
  'tradingview-2025.csv': [
    'tradingview',
    60,
    false,
    TRADINGVIEW.map((line) => line.replace('"TP"', '"XL"').replace('"SL"', '"XS"')),
  ],
  ...Object.fromEntries(
    ['de', 'ru', 'es', 'pt', 'ja', 'zh'].map((language) => [
      `tradingview-${language}.csv`,
      ['tradingview', 60, true, TRADINGVIEW],
    ]),
  ),
  'lean-2020.json': [
    'lean',
    null,
    true,
    ['SPY long 2025-03-03 15:00 580 > 2025-03-04 20:00 571.3 × 100 = -872 fees 2'],
  ],
  ...Object.fromEntries(
    ['lean-2025.json', 'lean-trades.csv'].map((name) => [
      name,
      [
        'lean',
        null,
        false,
        [
          'SPY long 2025-03-03 15:00 580 > 2025-03-04 20:00 571.3 × 100 = -872 fees 2',
          'SPY short 2025-03-10 14:00 560 > 2025-03-10 19:00 554.4 × 50 = 278 fees 2',
        ],
      ],
    ]),
  ),
  'mt4-statement.csv': [
    'metatrader',
    null,
    true,
    [
      'eurusd long 2025-03-03 10:00:05Z 1.08 > 2025-03-04 15:00:09Z 1.085 × 0.1 = 48.1 fees 1.9 stop 1.075 target 1.09',
      'eurusd short 2025-03-10 09:00 1.09 > 2025-03-10 21:00 1.0925 × 0.2 = -51.1 fees 1.1',
    ],
  ],
  'mt4-statement.htm': [
    'metatrader',
    null,
    true,
    [
      'eurusd long 2025-03-03 10:00:05Z 1.08 > 2025-03-04 15:00:09Z 1.085 × 0.1 = 48.1 fees 1.9 stop 1.075 target 1.09',
      'eurusd short 2025-03-10 09:00 1.09 > 2025-03-10 21:00 1.0925 × 0.2 = -1051.1 fees 1.1',
      'gbpusd long 2025-03-28 12:00 1.29 > open × 0.1 fees 0',
    ],
  ],
  ...Object.fromEntries(
    ['en', 'ru', 'de'].map((language) => [
      `mt4-tester-${language}.htm`,
      ['metatrader', null, true, MT4_TESTER],
    ]),
  ),
  ...Object.fromEntries(
    [
      'tester-en.html',
      'tester-de.html',
      'tester-ru.html',
      'tester-es.html',
      'tester-pt.html',
      'deals-pt.csv',
    ].map((name) => [`mt5-${name}`, ['metatrader', null, true, MT5_DEALS]]),
  ),
  'mt5-history.html': [
    'metatrader',
    null,
    true,
    [
      'EURUSD long 2025-03-03 10:00 1.08 > 2025-03-04 15:00 1.085 × 0.1 = 48.1 fees 1.9 stop 1.075 target 1.09',
      'EURUSD short 2025-03-10 09:00 1.09 > 2025-03-10 21:00 1.0925 × 0.2 = -51.1 fees 1.1',
    ],
  ],
  'backtrader-notify.csv': [
    'backtrader',
    1440,
    true,
    [
      '? ? ? 84000 > 2025-03-04 00:00 ? × ? = 755.16 fees 84.84',
      '? ? ? 80250.5 > 2025-03-10 00:00 ? × ? = -240.950875 fees 40.325875',
    ],
  ],
  'backtrader-prints.txt': [
    'backtrader',
    1440,
    true,
    [
      '? long 2025-03-04 00:00 84000 > 2025-03-09 00:00 85680 × ? = 755.16 fees 84.84',
      '? short 2025-03-10 00:00 80250.5 > 2025-03-12 00:00 81053 × ? = -240.95 fees 40.32',
    ],
  ],
  'any-de.csv': [
    'csv',
    60,
    true,
    [
      'SAP long 2025-03-03 10:00 250.5 > 2025-03-04 15:00 255.75 × 1000 = 5240 fees 10 "Ziel"',
      'SAP short 2025-03-10 09:00 1240 > 2025-03-10 17:00 1250 × 500 = -5010 fees 10 "Stop; nachgezogen"',
    ],
  ],
  'any-day-first.tsv': [
    'csv',
    15,
    true,
    [
      'ACME long 2025-02-13 09:30 10 > 2025-02-14 15:45 11.5 × 100 = 150',
      'ACME short 2025-03-05 09:30 12 > 2025-03-06 15:45 12.5 × 100 = -50',
    ],
  ],
  'trades.csv': [
    'backtest-memory',
    null,
    false,
    [
      `BTCUSD long ${LONG} × 0.5 = 755.16 (1.798 %) fees 84.84 stop 82000 target 85680 "take_profit"`,
      `BTCUSD short ${SHORT} × 0.25 = -240.950875 (-1.2009938877 %) fees 40.325875 stop 81053 "stop_loss"`,
    ],
  ],
};

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
