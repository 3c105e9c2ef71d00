import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime } from '../../../src/market/calendar';
import { decodeText } from '../../../src/memory/tradeLog/decodeText';
import { type ColumnMapping, readTradeLog } from '../../../src/memory/tradeLog/readTradeLog';
import type { LoggedTrade, TradeLog } from '../../../src/memory/tradeLog/trade';
import { filesOfZip, isZip } from '../../../src/memory/tradeLog/zipLog';

export const FIXTURES = 'test/fixtures/tradeLogs';

/** The text of a log, of the only one in a zip file. */
export function textOf(file: string): string {
  const bytes = readFileSync(file);
  return decodeText(isZip(bytes) ? filesOfZip(bytes)[0].bytes : bytes);
}

/** Reads one that must be a log. */
export function readFixture(name: string, mapping?: ColumnMapping): TradeLog {
  const log = readTradeLog(textOf(join(FIXTURES, name)), mapping);
  if (!log) throw new Error(`${name} was not recognised`);
  return log;
}

const time = (at: number | null) => (at === null ? '?' : isoTime(at).replace(/:00Z$/, '').replace('T', ' '));

/** A trade on a line: "BTCUSD long 2025-03-03 10:00 84000 > 2025-03-04 15:00 85680 × 0.5 = 840 (2 %) −84.84 …". */
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
