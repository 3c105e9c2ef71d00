import assert from 'node:assert/strict';
import { DAY } from '../../../src/common/timeframe';
import { parseBars } from '../../../src/market/csvBars';

describe('the three header lines of yfinance', () => {
  const read = (text: string, symbol: string) => parseBars(text, { file: 'a.csv', symbol }, DAY);
  const ONE =
    'Price,Close,High,Low,Open,Volume\nTicker,SPY,SPY,SPY,SPY,SPY\nDate,,,,,\n2024-01-02,11,12,9,10,5\n2024-01-03,11,12,9,10,6\n';

  it('are read, whatever the symbol is called', () => {
    for (const symbol of ['SPY', 'OTHER']) {
      const { open, high, low, close, volume } = read(ONE, symbol);
      assert.deepEqual([open[1], high[1], low[1], close[1], volume[1]], [10, 12, 9, 11, 6]);
    }
  });

  it('count where a line is named', () => {
    assert.throws(() => read(`${ONE}2024-01-04,0,12,9,10,6\n`, 'SPY'), /a\.csv:6: close is 0/);
  });

  it('part several tickers by the symbol', () => {
    const two =
      'Price,Close,Close,High,High,Low,Low,Open,Open\nTicker,AAPL,SPY,AAPL,SPY,AAPL,SPY,AAPL,SPY\nDatetime,,,,,,,,\n2024-01-02,11,21,12,22,9,19,10,20\n';
    assert.equal(read(two, 'SPY').close[0], 21);
    assert.equal(read(two, 'aapl').close[0], 11);
    assert.throws(() => read(two, 'MSFT'), /it has bars of AAPL, SPY, none of them MSFT/);
  });
});
