import { readFile, stat } from 'node:fs/promises';
import { InputError } from '../common/inputError';
import { fieldOf } from '../tradelog/cells/columns';
import { decodeText } from '../tradelog/file/decodeText';
import { filesOfZip, isZip } from '../tradelog/file/zipLog';
import type { LoggedTrade } from '../tradelog/loggedTrade';
import { headerOf, readTradeLog } from '../tradelog/readTradeLog';
import type { TradeLog } from '../tradelog/tradeLog';
import type { LogSource, NamedColumn } from './cardProtocol';

/** Larger files are no logs that a person reads. */
const LARGEST = 64 * 1024 * 1024;
/** Logs kept at hand. */
const KEPT = 6;

/** A log as it was read, and which of its trades stand on which line. */
export interface CachedLog {
  readonly log: TradeLog;
  readonly byLine: ReadonlyMap<number, readonly LoggedTrade[]>;
}

/** Reads logs, each once for as long as it does not change. */
export class LogCache {
  readonly #kept = new Map<string, { stamp: string; log: Promise<CachedLog | null> }>();

  /** Null for what is no trade log, or cannot be read. */
  async open(source: LogSource): Promise<CachedLog | null> {
    const { file, text } = source;
    const known = text === null ? await stat(file).catch(() => null) : null;
    if (text === null && (!known?.isFile() || known.size > LARGEST)) return null;
    const mapped = JSON.stringify(source.columns ?? null);
    const stamp =
      text === null ? `${known?.mtimeMs} ${known?.size} ${known?.ino} ${mapped}` : `${mapped}${text}`;
    const before = this.#kept.get(file);
    this.#kept.delete(file);
    const kept = before?.stamp === stamp ? before : { stamp, log: shelved(source) };
    this.#kept.set(file, kept);
    for (const oldest of this.#kept.keys()) if (this.#kept.size > KEPT) this.#kept.delete(oldest);
    return kept.log;
  }
}

async function shelved(source: LogSource): Promise<CachedLog | null> {
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

/** The logs in a file: one, or those that a zip file packs. @throws InputError where there is none. */
export async function logsIn({
  file,
  text,
  columns,
}: LogSource): Promise<{ log: TradeLog; content: Uint8Array }> {
  const fail = (problem: string, remedy: string) => new InputError({ file }, problem, remedy);
  let bytes: Uint8Array;
  try {
    const known = await stat(file);
    if (known.size > LARGEST) throw fail('it is larger than 64 MB', 'Split it');
    bytes = text === null ? await readFile(file) : Buffer.from(text);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw fail(`it cannot be read (${(error as NodeJS.ErrnoException).code})`, 'Name a trade log');
  }
  const logs = partsOf(bytes, fail)
    .map((part) => readTradeLog(decodeText(part), columns))
    .filter((log) => log !== null);
  const [first] = logs;
  if (!first) {
    throw fail(
      'it is no trade log that is known, and its columns cannot be told by their names',
      'Import a log of trades with entry time, exit time and prices; in VS Code its columns can be mapped by hand',
    );
  }
  return { log: together(logs), content: bytes };
}

/** The columns of a table that a user could map; none where the file is no table. */
export async function columnsIn({ file, text }: LogSource): Promise<readonly NamedColumn[]> {
  const known = text === null ? await stat(file).catch(() => null) : null;
  if (text === null && (!known?.isFile() || known.size > LARGEST)) return [];
  const all = text ?? decodeText(await readFile(file));
  const header = /^\s*[[{<]/.test(all) ? [] : headerOf(all);
  return header.filter((name) => name.trim() !== '').map((name) => ({ name, field: fieldOf(name) }));
}

function partsOf(bytes: Uint8Array, fail: (problem: string, remedy: string) => InputError): Uint8Array[] {
  if (!isZip(bytes)) return [bytes];
  try {
    return filesOfZip(bytes).map((part) => part.bytes);
  } catch (error) {
    throw fail(`it cannot be unpacked (${(error as Error).message})`, 'Export it again');
  }
}

/** The logs of one archive are of one tool, but for what cannot be told apart. */
function together(logs: readonly TradeLog[]): TradeLog {
  const [first, ...more] = logs.filter(({ tool }) => tool === logs[0].tool);
  return {
    ...first,
    trades: [first, ...more].flatMap(({ trades }) => trades),
    bad: [first, ...more].flatMap(({ bad }) => bad),
    naive: logs.some(({ naive }) => naive),
  };
}
