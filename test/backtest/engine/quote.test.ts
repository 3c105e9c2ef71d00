import assert from 'node:assert/strict';
import { quoteOf } from '../../../src/backtest/engine/quote';

describe('the quote currency in a name', () => {
  const said: [name: string, currency: string][] = [
    ['BTCUSD', 'USD'],
    ['SHIBUSD', 'USD'],
    ['BTCBUSD', 'BUSD'],
    ['ETHUSDT', 'USDT'],
    ['EURUSD', 'USD'],
    ['USDJPY', 'JPY'],
    ['ETHBTC', 'BTC'],
    ['XAUEUR', 'EUR'],
    ['eth-eur', 'EUR'],
    ['WIF-USD', 'USD'],
    ['BTCDAI', 'DAI'],
  ];
  for (const [name, currency] of said)
    it(`is ${currency} in ${name}`, () => assert.equal(quoteOf(name).said, currency));

  const unsaid: [name: string, possible: string[]][] = [
    ['HYUNDAI', ['DAI']],
    ['WIFBUSD', ['USD', 'BUSD']],
    ['AAPL', []],
    ['BRK.B', []],
    ['USD', []],
  ];
  for (const [name, possible] of unsaid)
    it(`is not said by ${name}`, () => assert.deepEqual(quoteOf(name), { said: null, possible }));
});
