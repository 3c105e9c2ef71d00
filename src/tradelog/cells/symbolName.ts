/** The symbol without a tool's notation: "BTCUSDT" for "BTC/USDT:USDT", "btc-usdt" and "BTCUSDT". */
export function plainSymbol(symbol: string): string {
  const [pair] = symbol.split(':');
  return pair.replaceAll(/[^\p{L}\p{N}]+/gu, '').toUpperCase();
}

/**
 * The known symbol that is the same as a log's symbol; for an unknown symbol its own name, fit for an outcome. Null for a
 * symbol without any such character.
 */
export function assetPairOf(symbol: string, known: readonly string[]): string | null {
  const plain = plainSymbol(symbol);
  const same = known.find((one) => plainSymbol(one) === plain);
  if (same) return same;
  const [pair] = symbol.split(':');
  return (
    pair
      .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
      .replace(/^[._-]+/, '')
      .slice(0, 40) || null
  );
}

/**
 * The known symbol in a file's name, "Strategy_BINANCE_BTCUSDT_2025-01-31.csv", for logs without symbols.
 * Null for a name with no known symbol, or with two.
 */
export function symbolInName(name: string, known: readonly string[]): string | null {
  const words = name.split(/[^\p{L}\p{N}]+/u).map((word) => word.toUpperCase());
  const pairs = words.map((word, place) => word + (words[place + 1] ?? ''));
  const named = known.filter((symbol) => [...words, ...pairs].includes(plainSymbol(symbol)));
  return named.length === 1 ? named[0] : null;
}
