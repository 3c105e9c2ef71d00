import type { Columns } from '../cells/columns';
import { parseNumber } from '../cells/numbers';
import type { RowReader } from '../cells/rowReader';
import { parseTime } from '../cells/times';
import type { Row } from '../file/table';
import { type BadRow, type LoggedTrade, NOTHING_KNOWN, wholeLines } from '../loggedTrade';

/**
 * The columns of `notify_trade` as CSV: what a closed trade knew of itself, which is not when it was entered.
 * @returns null for any other header.
 */
export function backtraderColumns(header: readonly string[], columns: Columns): Columns | null {
  const net = header.findIndex((name) => /^pnl_?comm$/i.test(name.trim()));
  return net < 0 || columns.time === undefined || columns.entryTime !== undefined
    ? null
    : { ...columns, pnl: net };
}

/** backtrader knows a closed trade's average entry price as `price`; its size is 0 by then. */
export function notifiedTrades(rows: readonly Row[], reader: RowReader): LoggedTrade[] {
  const trades: LoggedTrade[] = [];
  reader.each(rows, (row) => {
    const size = reader.number(row, 'quantity');
    trades.push({
      ...NOTHING_KNOWN,
      symbol: reader.text(row, 'symbol'),
      exitTime: reader.time(row, 'time'),
      entryPrice: reader.price(row, 'price'),
      side: size === null || size === 0 ? null : size > 0 ? 'long' : 'short',
      quantity: size === null || size === 0 ? null : Math.abs(size),
      pnl: reader.number(row, 'pnl'),
      fees: reader.number(row, 'fees'),
      places: [row.place],
    });
  });
  return trades;
}

const PRINTED = /^\s*([\dT:. -]{8,26}?)\s*,\s*(BUY EXECUTED|SELL EXECUTED|OPERATION PROFIT)\b[,:]?\s*(.*)$/i;

/** Whether a text has the lines that backtrader's own tutorial prints from notify_order and notify_trade. */
export const isPrinted = (text: string) =>
  /^\s*[\d-]{8,10}[^,\n]{0,16},\s*(BUY|SELL) EXECUTED/im.test(text) && /OPERATION PROFIT/i.test(text);

/** Reads such lines: the first execution opens, the last before a profit closes. */
export function printedTrades(text: string): { trades: LoggedTrade[]; bad: BadRow[]; naive: boolean } {
  const trades: LoggedTrade[] = [];
  const bad: BadRow[] = [];
  let executed: { side: 'long' | 'short'; time: number; price: number; fee: number; line: number }[] = [];
  for (const [line, written] of text.split(/\r\n|\r|\n/).entries()) {
    const match = PRINTED.exec(written);
    if (!match) continue;
    const [, when, what, rest] = match;
    const time = parseTime(when, null)?.time;
    if (time === undefined) {
      bad.push({ line: line + 1, problem: `"${when.slice(0, 40)}" is not a time` });
    } else if (/executed/i.test(what)) {
      const price = numberAfter(rest, /price:?\s*/i) ?? parseNumber(rest.split(',')[0]);
      const fee = numberAfter(rest, /comm(?:ission)?:?\s*/i) ?? 0;
      if (price === null || price <= 0) bad.push({ line: line + 1, problem: 'it has no price' });
      else executed.push({ side: /^buy/i.test(what) ? 'long' : 'short', time, price, fee, line });
    } else {
      const [first, last] = [executed[0], executed.at(-1)];
      const net = numberAfter(rest, /net:?\s*/i);
      if (!first || !last || first === last || first.side === last.side || net === null) {
        bad.push({ line: line + 1, problem: 'a profit without the entry and the exit it came of' });
      } else {
        trades.push({
          ...NOTHING_KNOWN,
          side: first.side,
          entryTime: first.time,
          exitTime: last.time,
          entryPrice: first.price,
          exitPrice: last.price,
          pnl: net,
          fees: executed.reduce((sum, { fee }) => sum + fee, 0),
          places: [...executed.map((one) => wholeLines(one.line)), wholeLines(line)],
        });
      }
      executed = [];
    }
  }
  return { trades, bad, naive: true };
}

function numberAfter(text: string, label: RegExp): number | null {
  const found = new RegExp(`${label.source}(-?[\\d.]+(?:e-?\\d+)?)`, 'i').exec(text);
  return found ? parseNumber(found[1]) : null;
}
