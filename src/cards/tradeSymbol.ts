import { basename } from 'node:path';
import { assetPairOf, symbolInName } from '../tradelog/cells/symbolName';
import type { LoggedTrade } from '../tradelog/loggedTrade';
import type { BarCache } from './barCache';
import type { LogSource } from './cardProtocol';

/**
 * The symbol that a logged trade's outcome would have: as the log says, else the user, else the file's name.
 * @param trade null for a log without trades. @returns null where nobody says a symbol.
 */
export async function symbolOfTrade(
  trade: Pick<LoggedTrade, 'symbol'> | null,
  source: LogSource,
  bars: BarCache,
): Promise<string | null> {
  const known = await bars.symbols();
  if (trade?.symbol) return assetPairOf(trade.symbol, known);
  if (source.symbol) return assetPairOf(source.symbol, known);
  return symbolInName(basename(source.file), known);
}
