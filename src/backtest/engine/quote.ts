/** Currencies that symbols are quoted in. */
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

/** Coins and metals that are traded in a currency, and are none that others are quoted in. */
const BASES = (
  'ADA ALGO APT ARB ATOM AVAX BCH BNB DOGE DOT ETC FIL HBAR ICP INJ LINK LTC MATIC NEAR OP PEPE POL SHIB SOL SUI TON ' +
  'TRX UNI VET XLM XMR XRP XAU XAG XPT XPD'
).split(' ');
const KNOWN = [...CURRENCIES, ...BASES];

/** What a symbol's name says of the currency it is quoted in. */
export interface NamedQuote {
  /** The currency that the name says: after a dash, or because what stands before it is known too. Null where none. */
  readonly said: string | null;
  /** Currencies that the name ends with, though what stands before them is not known: HYUNDAI ends with DAI. */
  readonly possible: readonly string[];
}

/** Reads the quote currency in a symbol's name: "ETH-EUR" and "ETHEUR" say EUR, "SHIBUSD" says USD, "AAPL" nothing. */
export function quoteOf(symbol: string): NamedQuote {
  const name = symbol.toUpperCase();
  const parts = name.split(/[._-]/);
  const last = parts[parts.length - 1];
  if (parts.length > 1 && CURRENCIES.includes(last)) return { said: last, possible: [] };
  const endings = CURRENCIES.filter((currency) => name.length > currency.length && name.endsWith(currency));
  const pairs = endings.filter((currency) => KNOWN.includes(name.slice(0, -currency.length)));
  return { said: pairs.length === 1 ? pairs[0] : null, possible: endings };
}
