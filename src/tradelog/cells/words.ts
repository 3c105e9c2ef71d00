// What cells of trade logs say, in the languages that the tools write them in.

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

/** Whether a cell says nothing. */
export const isNothing = (text: string) => NOTHING.test(text.trim());

/** Whether a cell of a status column, or the signal of an exit, says that the trade is still open. */
export const saysOpen = (text: string) => YES.test(text.trim());

/** The side that words name; null where they name none, or both. */
export function sideOf(text: string): 'long' | 'short' | null {
  const bare = text.trim();
  const [long, short] = [LONG.test(bare) || /^(b|l)$/i.test(bare), SHORT.test(bare) || /^s$/i.test(bare)];
  return long === short ? null : long ? 'long' : 'short';
}

/** Whether words name an entry or an exit; null where they name neither, or both. */
export function legOf(text: string): 'entry' | 'exit' | null {
  const [entry, exit] = [ENTRY.test(text), EXIT.test(text)];
  return entry === exit ? null : entry ? 'entry' : 'exit';
}

/** A cell as it may be shown: short, and without the apostrophe that keeps spreadsheets from computing it. */
export function shortened(text: string, length = 200): string {
  const bare = text.trim().replace(/^'(?=[=+\-@])/, '');
  return bare.length > length ? `${bare.slice(0, length)}…` : bare;
}
