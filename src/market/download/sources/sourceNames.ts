import { isCoin, pairOf } from './symbols';

/** The sources that need no address, with descriptions to choose by. */
export const SOURCES = {
  coinbase: 'Coinbase: crypto in dollars, euros and pounds',
  kraken: 'Kraken: crypto; the newest 720 bars only',
  binance: 'Binance: crypto, mostly in USDT',
  bybit: 'Bybit: crypto, mostly in USDT',
  yahoo: 'Yahoo Finance: shares, funds, indices, foreign exchange, daily crypto',
} as const;
export type SourceName = keyof typeof SOURCES;

/** The source to try first for a symbol. */
export function usualSource(symbol: string): SourceName {
  const pair = pairOf(symbol);
  if (!pair || !isCoin(pair.base)) return 'yahoo';
  return ['USDT', 'USDC'].includes(pair.quote) ? 'binance' : 'coinbase';
}

/** Whether a text is a valid source, as the value of `--source` or in a sidecar. */
export const isSourceName = (name: string) => Object.hasOwn(SOURCES, name) || /^(url|command):\S/.test(name);
