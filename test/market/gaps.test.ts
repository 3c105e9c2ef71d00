import assert from 'node:assert/strict';
import { usualSource } from '../../src/market/download/sources/sourceNames';
import { pairOf } from '../../src/market/download/sources/symbols';
import { kindOfGap } from '../../src/market/gaps';

const gap = (from: string, to: string) => ({ from: Date.parse(from), to: Date.parse(to) });
const WEEKEND = gap('2025-03-07T22:00Z', '2025-03-09T22:00Z');

describe('why bars are missing', () => {
  it('is a weekend only in a market that has them', () => {
    assert.equal(kindOfGap(WEEKEND, 'weekdays', 'Europe/London'), 'weekend');
    assert.equal(kindOfGap(WEEKEND, 'unknown', 'UTC'), 'weekend');
    assert.equal(kindOfGap(WEEKEND, 'always', 'UTC'), 'missing');
  });

  it('is an outage where it lies in the week, or a weekend lasts too long', () => {
    assert.equal(kindOfGap(gap('2025-03-05T10:00Z', '2025-03-05T14:00Z'), 'weekdays', 'UTC'), 'missing');
    assert.equal(kindOfGap(gap('2025-03-07T22:00Z', '2025-03-12T22:00Z'), 'weekdays', 'UTC'), 'missing');
  });

  it('is a closed exchange over its own midnight, and not within its day', () => {
    const night = gap('2025-03-05T21:00Z', '2025-03-06T14:30Z');
    assert.equal(kindOfGap(night, 'sessions', 'America/New_York'), 'closed');
    // Trading in Sydney begins before midnight UTC: in Sydney the gap is within one day.
    const day = gap('2025-03-05T23:30Z', '2025-03-06T01:00Z');
    assert.equal(kindOfGap(day, 'sessions', 'Australia/Sydney'), 'missing');
    assert.equal(kindOfGap(day, 'sessions', 'UTC'), 'closed');
  });
});

describe('symbols', () => {
  it('are pairs where both halves are currencies', () => {
    assert.deepEqual(pairOf('eur-usd'), { base: 'EUR', quote: 'USD' });
    assert.deepEqual(pairOf('BTCUSDT'), { base: 'BTC', quote: 'USDT' });
    for (const share of ['AAPL', 'BTC', 'USD', 'BRK-B', 'GOOGLE']) assert.equal(pairOf(share), null, share);
  });

  it('have a source where they are best looked for', () => {
    const sources = ['BTCUSD', 'BTCUSDT', 'EURUSD', 'AAPL', 'BTC'].map(usualSource);
    assert.deepEqual(sources, ['coinbase', 'binance', 'yahoo', 'yahoo', 'yahoo']);
  });
});
