/** A symbol without how tools write it: "BTC/USDT:USDT", "btc-usdt" and "BTCUSDT" are one. */
export function plainSymbol(symbol: string): string {
  const [pair] = symbol.split(':');
  return pair.replaceAll(/[^\p{L}\p{N}]+/gu, '').toUpperCase();
}

/** The one of the known symbols that a symbol is; as it can stand in an outcome where it is none of them. */
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
 * The known symbol that a file's name names, for logs that do not: "Strategy_BINANCE_BTCUSDT_2025-01-31.csv".
 * Null where it names none, or two.
 */
export function symbolInName(name: string, known: readonly string[]): string | null {
  const words = name.split(/[^\p{L}\p{N}]+/u).map((word) => word.toUpperCase());
  const pairs = words.map((word, place) => word + (words[place + 1] ?? ''));
  const named = known.filter((symbol) => [...words, ...pairs].includes(plainSymbol(symbol)));
  return named.length === 1 ? named[0] : null;
}
