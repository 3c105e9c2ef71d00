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
/** Whether a name is a government's currency or a coin. */
export const isCurrency = (name: string) => CURRENCIES.has(name) || isCoin(name);

/** Splits "EURUSD" or "BTC-USD" into its currencies; null for a symbol that is no pair of known currencies, such as a share. */
export function pairOf(symbol: string): Pair | null {
  const letters = symbol.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  for (let length = 3; length <= letters.length - 3; length += 1) {
    const [base, quote] = [letters.slice(0, length), letters.slice(length)];
    if (isCurrency(base) && isCurrency(quote)) return { base, quote };
  }
  return null;
}
