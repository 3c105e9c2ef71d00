const CURRENCIES = [
  'USD',
  'EUR',
  'GBP',
  'JPY',
  'CHF',
  'AUD',
  'CAD',
  'NZD',
  'SEK',
  'NOK',
  'DKK',
  'PLN',
  'HKD',
  'SGD',
  'CNH',
  'INR',
  'BRL',
  'MXN',
  'ZAR',
  'TRY',
  'USDT',
  'USDC',
  'BUSD',
  'DAI',
  'BTC',
  'ETH',
];

/** The currency that a symbol's name says it is quoted in ("ETH-EUR": EUR), or null where the name does not tell. */
export function quoteOf(symbol: string): string | null {
  const name = symbol.toUpperCase();
  const parts = name.split(/[._-]/);
  const last = parts[parts.length - 1];
  if (parts.length > 1 && CURRENCIES.includes(last)) return last;
  const endings = CURRENCIES.filter(
    (currency) => name.endsWith(currency) && name.length >= currency.length + 3,
  );
  return endings.sort((a, b) => b.length - a.length)[0] ?? null;
}
