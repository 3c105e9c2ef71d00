import type { Side } from '../../memory/side';
import { parseNumber } from '../cells/numbers';
import { parseTime } from '../cells/times';
import { type BadRow, type LoggedTrade, NOTHING_KNOWN, UnreadableTrade, wholeLines } from '../loggedTrade';
import type { ReadTrades, TableShape, TextShape, TradeLogFormat } from '../tradeLogFormat';
import { EVENT_SOURCES } from './events';

/**
 * What `notify_trade` knows of a closed trade, as CSV: `price` is the average entry price, the time of entry is not
 * known, and the size is 0 by then.
 */
const notifiedShape: TableShape = {
  content: 'table',
  rowPerTrade: false,
  sources: { ...EVENT_SOURCES, entryTime: [], exitPrice: [] },
  recognises({ names, columns, mapped }) {
    const net = names.findIndex((name) => /^pnl_?comm$/i.test(name.trim()));
    const known = net >= 0 && columns.time !== undefined && columns.entryTime === undefined;
    return known && !mapped ? { ...columns, pnl: net } : null;
  },
  reads(rows, reader) {
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
  },
};

const PRINTED = /^\s*([\dT:. -]{8,26}?)\s*,\s*(BUY EXECUTED|SELL EXECUTED|OPERATION PROFIT)\b[,:]?\s*(.*)$/i;

/** A printed fill. */
interface Execution {
  readonly side: Side;
  readonly time: number;
  readonly price: number;
  readonly fee: number;
  /** Counts from 0. */
  readonly line: number;
}

/** The lines that the strategy of backtrader's tutorial prints in `notify_order` and `notify_trade`. */
const printedShape: TextShape = {
  content: 'text',
  recognises: (text) =>
    /^\s*[\d-]{8,10}[^,\n]{0,16},\s*(BUY|SELL) EXECUTED/im.test(text) && /OPERATION PROFIT/i.test(text),
  reads(text): ReadTrades {
    const trades: LoggedTrade[] = [];
    const bad: BadRow[] = [];
    let executed: Execution[] = [];
    for (const [line, written] of text.split(/\r\n|\r|\n/).entries()) {
      const match = PRINTED.exec(written);
      if (!match) continue;
      const [, when, what, rest] = match;
      const isFill = /executed/i.test(what);
      const time = parseTime(when, null)?.time;
      if (time === undefined) {
        bad.push({ line: line + 1, problem: `"${when.slice(0, 40)}" is not a time` });
        continue;
      }
      try {
        if (isFill) executed.push({ ...fillOf(what, rest), time, line });
        else trades.push(closedTrade(executed, rest, line));
      } catch (error) {
        if (!(error instanceof UnreadableTrade)) throw error;
        bad.push({ line: line + 1, problem: error.message });
      }
      if (!isFill) executed = [];
    }
    return { trades, bad, naive: true };
  },
};

function fillOf(what: string, rest: string): Pick<Execution, 'side' | 'price' | 'fee'> {
  const price = numberAfter(rest, /price:?\s*/i) ?? parseNumber(rest.split(',')[0]);
  if (price === null || price <= 0) throw new UnreadableTrade('it has no price');
  const fee = numberAfter(rest, /comm(?:ission)?:?\s*/i) ?? 0;
  return { side: /^buy/i.test(what) ? 'long' : 'short', price, fee };
}

/** The trade whose profit a line prints: the first execution since the last profit opened it, the latest closed it. */
function closedTrade(executed: readonly Execution[], rest: string, line: number): LoggedTrade {
  const [first, last] = [executed[0], executed.at(-1)];
  const net = numberAfter(rest, /net:?\s*/i);
  if (!first || !last || first === last || first.side === last.side || net === null)
    throw new UnreadableTrade('a profit without the entry and the exit it came of');
  return {
    ...NOTHING_KNOWN,
    side: first.side,
    entryTime: first.time,
    exitTime: last.time,
    entryPrice: first.price,
    exitPrice: last.price,
    pnl: net,
    fees: executed.reduce((sum, { fee }) => sum + fee, 0),
    places: [...executed.map((one) => wholeLines(one.line)), wholeLines(line)],
  };
}

function numberAfter(text: string, label: RegExp): number | null {
  const found = new RegExp(`${label.source}(-?[\\d.]+(?:e-?\\d+)?)`, 'i').exec(text);
  return found ? parseNumber(found[1]) : null;
}

/** backtrader has no file of trades of its own: people print them, or write what a strategy is notified of. */
export const backtrader: TradeLogFormat<'backtrader'> = {
  name: 'backtrader',
  title: 'backtrader',
  stamps: 'bar opens',
  shapes: [printedShape, notifiedShape],
};
