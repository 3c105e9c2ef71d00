import { barStepOf } from './cells/times';
import { readCsv, readHtml } from './file/table';
import { formatOf, shapesOf } from './formats';
import { readJsonLog } from './jsonLog';
import { type ColumnMapping, readTableLog } from './tableLog';
import type { FoundTrades, TradeLog } from './tradeLog';

/**
 * Reads the trades of a text, whichever tool wrote it.
 * @param mapping the user's answer for a table whose columns cannot be told by their names.
 * @returns null for a text that is no trade log.
 */
export function readTradeLog(text: string, mapping?: ColumnMapping): TradeLog | null {
  const found = foundIn(text, mapping);
  if (!found || (found.trades.length === 0 && found.bad.length === 0)) return null;
  return { ...found, barStep: barStepIn(found) };
}

/** The header of a CSV text whose columns a user may map: its first row. */
export function headerOf(text: string): readonly string[] {
  return readCsv(text.slice(0, 100_000)).rows[0]?.cells ?? [];
}

function foundIn(text: string, mapping: ColumnMapping | undefined): FoundTrades | null {
  const start = text.slice(0, 4096).trimStart();
  if (start.startsWith('{') || start.startsWith('[')) return readJsonLog(text);
  if (/^<(!doctype|html|\?xml|table|head|body|!--)/i.test(start)) return readTableLog(readHtml(text));
  for (const { tool, shape } of shapesOf('text'))
    if (shape.recognises(text)) return { tool, fields: {}, ...shape.reads(text) };
  return readTableLog(readCsv(text), mapping);
}

/** The length of the bars whose opening times a log writes, ms; null where its tool writes the times of fills. */
function barStepIn({ tool, trades }: FoundTrades): number | null {
  if (formatOf(tool).stamps === 'fills') return null;
  const times = trades.flatMap(({ entryTime, exitTime }) => [entryTime, exitTime]);
  return barStepOf(times.filter((time) => time !== null));
}
