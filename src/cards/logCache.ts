import { readFile, stat } from 'node:fs/promises';
import { FileCache, stampOf } from '../common/files/fileCache';
import { decodeText } from '../tradelog/file/decodeText';
import { isZip } from '../tradelog/file/zipLog';
import type { LoggedTrade } from '../tradelog/loggedTrade';
import { readTradeLog } from '../tradelog/readTradeLog';
import type { TradeLog } from '../tradelog/tradeLog';
import type { LogSource } from './cardProtocol';

/** A larger file is no log that a person reads, bytes. */
export const LARGEST_LOG = 64 * 1024 * 1024;
/** How many logs are kept in memory. */
const LOGS_KEPT = 6;

/** A log as it was read, and which of its trades stand on which line. */
export interface CachedLog {
  readonly log: TradeLog;
  /** Lines count from 0. */
  readonly byLine: ReadonlyMap<number, readonly LoggedTrade[]>;
}

/** Keeps the logs that were read last, each until its file, its text or its mapping changes. */
export class LogCache {
  readonly #logs = new FileCache<Promise<CachedLog | null>>(LOGS_KEPT);

  /** Reads a log or takes the one that is kept. @returns null for a source that is no trade log or cannot be read. */
  async open(source: LogSource): Promise<CachedLog | null> {
    const { file, text, columns } = source;
    if (text === null && !(await mayBeLog(file))) return null;
    const stamp = `${JSON.stringify(columns ?? null)} ${text ?? (await stampOf(file))}`;
    return this.#logs.get(file, stamp, () => cachedLog(source));
  }
}

async function mayBeLog(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  return found?.isFile() === true && found.size <= LARGEST_LOG;
}

async function cachedLog(source: LogSource): Promise<CachedLog | null> {
  const bytes = source.text === null ? await readFile(source.file).catch(() => null) : null;
  // A zip file has no lines that a mouse could rest on.
  if (source.text === null && (!bytes || isZip(bytes))) return null;
  const log = readTradeLog(source.text ?? decodeText(bytes ?? Buffer.alloc(0)), source.columns);
  if (!log) return null;
  const byLine = new Map<number, LoggedTrade[]>();
  for (const trade of log.trades)
    for (const { line, endLine } of trade.places)
      for (let each = line; each <= endLine; each += 1) {
        const trades = byLine.get(each);
        if (trades) trades.push(trade);
        else byLine.set(each, [trade]);
      }
  return { log, byLine };
}

/** The trade at a place of a log; line and column from 0. */
export function tradeAt({ byLine }: CachedLog, line: number, column: number): LoggedTrade | null {
  const covers = ({ places }: LoggedTrade) =>
    places.some(
      (place) =>
        (line > place.line || (line === place.line && column >= place.column)) &&
        (line < place.endLine || (line === place.endLine && column < place.endColumn)),
    );
  return byLine.get(line)?.find(covers) ?? null;
}
