import type { Side } from '../../memory/side';

// Words in the cells of trade logs, in the languages of the tools.

const LONG =
  /\b(long|buy|bought|bull|kauf|compra|comprad[oa]|larg[oa]|achat|acquisto)\b|длинн|лонг|покуп|купить|ロング|買|买|多/i;
const SHORT =
  /\b(short|sell|sold|bear|verkauf|venta|venda|vendid[oa]|cort[oa]|vente|vendita)\b|корот|шорт|прода|ショート|売|賣|卖|空/i;
const ENTRY =
  /\b(entry|enter|einstieg|eröffnung|entrada|entrée|entrata)|вход|エントリー|進場|进场|入場|入场|開倉|开仓/i;
const EXIT =
  /\b(exit|close|ausstieg|schließung|salida|saída|saida|sortie|uscita)|выход|決済|出場|出场|平倉|平仓/i;
const NOTHING = /^(|nan|nat|none|null|n\/?a|-+|—|–|inf|-inf)$/i;
const YES = /^(open|true|yes|1|offen|открыт\p{L}*|abiert[oa]|abert[oa]|未決済|持倉|持仓|未平仓|未平倉)$/iu;

/** Whether a cell is empty, or holds a placeholder such as "N/A". */
export const isNothing = (text: string) => NOTHING.test(text.trim());

/** Whether the status of a trade, or the signal of its exit, means that the trade is still open. */
export const saysOpen = (text: string) => YES.test(text.trim());

/** The side named by a text; null for a text that names no side, or both. */
export function sideOf(text: string): Side | null {
  const bare = text.trim();
  const [long, short] = [LONG.test(bare) || /^(b|l)$/i.test(bare), SHORT.test(bare) || /^s$/i.test(bare)];
  return long === short ? null : long ? 'long' : 'short';
}

/** The leg named by a text; null for a text that names no leg, or both. */
export function legOf(text: string): 'entry' | 'exit' | null {
  const [entry, exit] = [ENTRY.test(text), EXIT.test(text)];
  return entry === exit ? null : entry ? 'entry' : 'exit';
}

/** Makes a cell fit to be shown: cut, and without the apostrophe that marks text in spreadsheets. */
export function shortened(text: string, length = 200): string {
  const bare = text.trim().replace(/^'(?=[=+\-@])/, '');
  return bare.length > length ? `${bare.slice(0, length)}…` : bare;
}
