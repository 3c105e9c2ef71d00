import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rowOf } from '../../../src/memory/outcomeRow';
import { passes } from '../../../src/memory/search/outcomeFilter';
import { parseSearch } from '../../../src/memory/search/searchQuery';
import { someOutcome } from '../someOutcome';

const SYMBOLS = ['BTCUSD', 'ETHUSD', 'ETHEUR', 'EURUSD'];
const read = (text: string) => parseSearch(text, SYMBOLS);

describe('a search as it is typed', () => {
  it('understands words that mean a filter, and leaves the others to be compared', () => {
    const { filter, words, understood } = read('losing shorts on ETH when volatile oversold');
    assert.deepEqual(filter, {
      result: 'lost',
      side: 'short',
      symbol: ['ETHUSD', 'ETHEUR'],
      regime: 'VOLATILE',
    });
    assert.equal(words, 'oversold');
    assert.deepEqual(understood, ['lost', 'short', 'ETHUSD or ETHEUR', 'VOLATILE']);
  });

  it('understands keys, quoted values and bounds', () => {
    const { filter, words, problems } = read(
      'provider:rule:trend pnl<0 pnl%>=-2.5 pnl%<9 tag:"my tag" quarter:2025-q2 as-of:2025-06-30 falling',
    );
    assert.deepEqual(filter, {
      provider: 'rule:trend',
      pnl: { '<': 0 },
      pnlPct: { '>=': -2.5, '<': 9 },
      tag: 'my tag',
      quarter: '2025-Q2',
      asOf: '2025-06-30',
    });
    assert.deepEqual([words, problems], ['falling', []]);
  });

  it('says what it does not understand, and does not take it for a word', () => {
    const { words, problems } = read('colour:red from:yesterday side:up symbol:XRP');
    assert.equal(words, '');
    assert.deepEqual(problems, [
      'there is no colour:',
      'from: is a date such as 2025-06-30',
      'side: is long or short',
      'no outcome is on XRP',
    ]);
  });

  it('takes a symbol that is named whole for that one only', () => {
    assert.deepEqual(parseSearch('btcusd', ['BTCUSD', 'BTCUSDT']).filter.symbol, ['BTCUSD']);
    assert.deepEqual(read('et').filter, {}, 'two letters are too few to mean a symbol');
  });

  it('reads anything without failing, and what it leaves are words of the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { words } = read(text);
        for (const word of words.split(' ')) assert.ok(text.includes(word));
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it('filters outcomes by their numbers and notes', () => {
    const outcome = rowOf(someOutcome('o', { pnl: -5, pnl_pct: -1 }));
    assert.ok(passes(outcome, read('pnl<0').filter));
    assert.ok(!passes(outcome, read('pnl<-5').filter));
    assert.ok(passes(outcome, read('pnl<=-5 pnl%>-2').filter));
    assert.ok(!passes(outcome, read('has:note').filter));
    assert.ok(passes({ ...outcome, note: 'too early' }, read('has:note').filter));
  });
});
