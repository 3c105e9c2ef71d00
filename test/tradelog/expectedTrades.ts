/** The two trades of most fixtures. */
export const LONG = '2025-03-03 10:00 84000 > 2025-03-04 15:00 85680';
export const SHORT = '2025-03-10 09:00 80250.5 > 2025-03-10 21:00 81053';

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
export const EXPECTED: Readonly<
  Record<string, readonly [string, number | null, boolean, readonly string[]]>
> = {
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
