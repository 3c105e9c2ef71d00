import { readFile, stat } from 'node:fs/promises';
import { InputError } from '../../common/inputError';
import { fieldOf } from '../../tradelog/cells/columns';
import { decodeText } from '../../tradelog/file/decodeText';
import { filesOfZip, isZip } from '../../tradelog/file/zipLog';
import { headerOf, readTradeLog } from '../../tradelog/readTradeLog';
import type { TradeLog } from '../../tradelog/tradeLog';
import type { LogSource } from '../cardProtocol';
import { LARGEST_LOG } from '../logCache';
import type { NamedColumn } from './importProtocol';

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
    if (known.size > LARGEST_LOG) throw fail('it is larger than 64 MB', 'Split it');
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
  if (text === null && (!known?.isFile() || known.size > LARGEST_LOG)) return [];
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

/** Joins the logs of one archive; logs of another tool than the first log's are left out. */
function together(logs: readonly TradeLog[]): TradeLog {
  const [first, ...more] = logs.filter(({ tool }) => tool === logs[0].tool);
  return {
    ...first,
    trades: [first, ...more].flatMap(({ trades }) => trades),
    bad: [first, ...more].flatMap(({ bad }) => bad),
    naive: logs.some(({ naive }) => naive),
  };
}
