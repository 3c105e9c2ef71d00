import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime } from '../../src/common/calendar';
import { decodeText } from '../../src/tradelog/file/decodeText';
import { filesOfZip, isZip } from '../../src/tradelog/file/zipLog';
import type { LoggedTrade } from '../../src/tradelog/loggedTrade';
import { readTradeLog } from '../../src/tradelog/readTradeLog';
import type { ColumnMapping } from '../../src/tradelog/tableLog';
import type { TradeLog } from '../../src/tradelog/tradeLog';

export const FIXTURES = 'test/fixtures/tradeLogs';

/** Numbers of outcomes, and of trades that are no outcomes, in each fixture once its symbol is known. */
export const IMPORTS: Readonly<Record<string, readonly [fresh: number, unfit: number]>> = {
  'backtesting-py-0.3.csv': [3, 0],
  'backtesting-py-0.5.csv': [2, 0],
  'backtesting-py-0.6.csv': [2, 0],
  'vectorbt-0.19.csv': [2, 0],
  'vectorbt-0.28.csv': [2, 1],
  'vectorbt-pro.csv': [1, 0],
  'freqtrade-2019.json': [0, 2],
  'freqtrade-2020.json': [1, 0],
  'freqtrade-2021.json': [2, 0],
  'freqtrade-2025.zip': [2, 1],
  'freqtrade-trades-export.json': [1, 0],
  'tradingview-2019.csv': [2, 0],
  'tradingview-2021-thousands.csv': [2, 0],
  'tradingview-2023.csv': [2, 1],
  'tradingview-2025.csv': [2, 0],
  'tradingview-de.csv': [2, 0],
  'tradingview-ru.csv': [2, 0],
  'tradingview-es.csv': [2, 0],
  'tradingview-pt.csv': [2, 0],
  'tradingview-ja.csv': [2, 0],
  'tradingview-zh.csv': [2, 0],
  'lean-2020.json': [1, 0],
  'lean-2025.json': [2, 0],
  'lean-trades.csv': [2, 0],
  'mt4-statement.csv': [2, 0],
  'mt4-statement.htm': [2, 1],
  'mt4-tester-en.htm': [3, 0],
  'mt4-tester-ru.htm': [3, 0],
  'mt4-tester-de.htm': [3, 0],
  'mt5-tester-en.html': [3, 1],
  'mt5-tester-de.html': [3, 1],
  'mt5-tester-ru.html': [3, 1],
  'mt5-tester-es.html': [3, 1],
  'mt5-tester-pt.html': [3, 1],
  'mt5-deals-pt.csv': [3, 1],
  'mt5-history.html': [2, 0],
  'backtrader-notify.csv': [0, 2],
  'backtrader-prints.txt': [2, 0],
  'any-de.csv': [2, 0],
  'any-day-first.tsv': [2, 0],
  'trades.csv': [2, 0],
};

/** Reads the text of a log, or of the only log in a zip file. */
export function textOf(file: string): string {
  const bytes = readFileSync(file);
  return decodeText(isZip(bytes) ? filesOfZip(bytes)[0].bytes : bytes);
}

/** Reads a fixture. @throws Error for a file that is no log. */
export function readFixture(name: string, mapping?: ColumnMapping): TradeLog {
  const log = readTradeLog(textOf(join(FIXTURES, name)), mapping);
  if (!log) throw new Error(`${name} was not recognised`);
  return log;
}

const time = (at: number | null) => (at === null ? '?' : isoTime(at).replace(/:00Z$/, '').replace('T', ' '));

/** Writes a trade on one line: "BTCUSD long 2025-03-03 10:00 84000 > 2025-03-04 15:00 85680 × 0.5 = 840 (2 %) −84.84 …". */
export function lineOf(trade: LoggedTrade): string {
  const { symbol, side, entryPrice, exitPrice, quantity, pnl, pnlPct, fees, open, stop, target } = trade;
  const words = [
    symbol ?? '?',
    side ?? '?',
    time(trade.entryTime),
    entryPrice ?? '?',
    '>',
    ...(open ? ['open'] : [time(trade.exitTime), exitPrice ?? '?']),
    `× ${quantity ?? '?'}`,
    ...(open ? [] : [`= ${pnl ?? '?'}`]),
    ...(pnlPct === null || open ? [] : [`(${pnlPct} %)`]),
    ...(fees === null ? [] : [`fees ${fees}`]),
    ...(stop === null ? [] : [`stop ${stop}`]),
    ...(target === null ? [] : [`target ${target}`]),
    ...[trade.reason, trade.tag, trade.strategy].filter((text) => text !== null).map((text) => `"${text}"`),
  ];
  return words.join(' ');
}
