const MONEY =
  'USD EUR GBP JPY CHF AUD CAD NZD SEK NOK DKK PLN CZK HUF HKD SGD CNY CNH INR KRW BRL MXN ZAR TRY ILS THB';
const COINS =
  'BTC ETH SOL XRP ADA DOGE LTC BCH DOT AVAX LINK UNI ATOM XLM ETC FIL AAVE ALGO NEAR TRX SHIB MATIC BNB TON SUI USDT USDC DAI';

const CURRENCIES = new Set(MONEY.split(' '));
const COIN_NAMES = new Set(COINS.split(' '));

export interface Pair {
  readonly base: string;
  readonly quote: string;
}

export const isCoin = (name: string) => COIN_NAMES.has(name);
/** A government's money or a coin. */
export const isCurrency = (name: string) => CURRENCIES.has(name) || isCoin(name);

/** The currencies of "EURUSD" or "BTC-USD"; null where the symbol is no pair of known ones, such as a share. */
export function pairOf(symbol: string): Pair | null {
  const letters = symbol.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  for (let length = 3; length <= letters.length - 3; length += 1) {
    const [base, quote] = [letters.slice(0, length), letters.slice(length)];
    if (isCurrency(base) && isCurrency(quote)) return { base, quote };
  }
  return null;
}
