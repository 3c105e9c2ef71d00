import assert from 'node:assert/strict';
import fc from 'fast-check';
import { isoTime } from '../../../src/common/calendar';
import { DAY } from '../../../src/common/timeframe';
import { lexicalEmbedder } from '../../../src/memory/embedding/embedder';
import { lexicalVector } from '../../../src/memory/embedding/lexicalVector';
import { OutcomeVectors } from '../../../src/memory/embedding/outcomeVectors';
import { type OutcomeRow, rowOf } from '../../../src/memory/outcomeRow';
import { type OutcomeFilter, passes } from '../../../src/memory/search/outcomeFilter';
import { searchOutcomes } from '../../../src/memory/search/searchOutcomes';
import { situationText } from '../../../src/memory/similar/situationText';
import { START, someOutcome, someRow } from '../someOutcome';

const cosine = (a: string, b: string) => {
  const other = lexicalVector(b);
  return lexicalVector(a).reduce((sum, value, place) => sum + value * other[place], 0);
};

describe('a lexical vector', () => {
  it('has length 1, or is nothing without words', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const length = Math.hypot(...lexicalVector(text));
        assert.ok(/[\p{L}\p{N}]/u.test(text) ? Math.abs(length - 1) < 1e-6 : length === 0);
      }),
      { seed: 1 },
    );
  });

  it('tells texts apart by their words and their order, not by case or signs', () => {
    assert.ok(cosine('BTCUSD long, oversold!', 'btcusd LONG oversold') > 0.999);
    assert.ok(cosine('long uptrend oversold', 'oversold uptrend long') < 0.99);
    assert.ok(cosine('long uptrend oversold', 'long uptrend overbought') > 0.3);
    assert.ok(Math.abs(cosine('long uptrend', 'short sideways')) < 0.3);
  });
});

describe('a situation in words', () => {
  it('names symbol, side, regime, bands and result', () => {
    const text = situationText(
      someRow('a', { features: { trend: 4, rsi: 25, volatility_ratio: 2 }, exit_reason: 'stop_loss' }),
    );
    assert.equal(
      text,
      'BTCUSD long TRENDING, strong uptrend, turbulent, oversold, won by stop loss, rule:trend, 2025-Q1',
    );
  });
});

describe('a search by words', () => {
  const trades = [
    someOutcome('down', { features: { trend: -4, rsi: 20 }, action: 'SELL' }),
    someOutcome('up', { features: { trend: 4, rsi: 80 } }),
    someOutcome('flat', { features: { trend: 0, rsi: 50 }, asset_pair: 'EURUSD', market_regime: 'RANGING' }),
    someOutcome('later', { features: { trend: 4, rsi: 80 }, exit_time: isoTime(START + 40 * DAY) }),
  ].map(rowOf);
  const answerOf = async (among: readonly OutcomeRow[], text: string, filter: OutcomeFilter) => {
    const vectors = new OutcomeVectors('none', lexicalEmbedder);
    await vectors.update(among, new AbortController().signal);
    return searchOutcomes(among, vectors, { text, filter, count: 10 });
  };
  const ids = async (text: string, filter = {}) =>
    (await answerOf(trades, text, filter)).found.map(({ outcome }) => outcome.id);

  it('finds the situation that the words describe, equals by their ids', async () => {
    assert.equal((await ids('strong downtrend oversold short'))[0], 'down');
    assert.deepEqual((await ids('strong uptrend overbought')).slice(0, 2), ['later', 'up']);
    assert.equal((await ids('eurusd ranging sideways'))[0], 'flat');
    assert.deepEqual(await ids('!!!'), []);
  });

  it('tells of what each score is made', async () => {
    const { found } = await answerOf(trades, 'strong uptrend', { asOf: isoTime(START + 50 * DAY) });
    assert.ok(found.length > 1);
    for (const { score, text, recency } of found) {
      assert.ok(text !== null && recency !== null && recency < 1);
      assert.ok(Math.abs((score ?? 0) - text * recency) < 1e-12);
    }
    const { found: newest } = await answerOf(trades, '', {});
    assert.deepEqual([newest[0].score, newest[0].text, newest[0].recency], [null, null, null]);
  });

  it('finds the words of a note, however many other words it has', async () => {
    const note = `Entered too early; wait for the Xylophone. ${'and so on '.repeat(50)}`;
    const noted = trades.map((row) => (row.id === 'flat' ? { ...row, note } : row));
    const vectors = new OutcomeVectors('none', lexicalEmbedder);
    await vectors.update(noted, new AbortController().signal);
    for (const text of ['xylophone', 'early xylophone', 'too early']) {
      const { found } = await searchOutcomes(noted, vectors, { text, filter: {}, count: 3 });
      assert.deepEqual([found[0].outcome.id, found[0].score], ['flat', 1]);
      assert.equal(found.filter(({ outcome }) => outcome.id === 'flat').length, 1);
    }
  });

  it('looks only at what the filter leaves', async () => {
    assert.ok(!(await await ids('strong uptrend', { asOf: isoTime(START + 10 * DAY) })).includes('later'));
    assert.deepEqual(await ids('uptrend downtrend', { side: 'short' }), ['down']);
    assert.equal(passes(trades[0], { result: 'lost' }), false);
    assert.equal(passes(trades[0], { provider: 'rule:trend' }), false, 'it voted against the short');
    assert.equal(passes(trades[1], { provider: 'rule:trend', symbol: 'BTCUSD', regime: 'TRENDING' }), true);
    assert.equal(passes(trades[1], { from: isoTime(START) }), true);
    assert.equal(passes(trades[1], { to: isoTime(START) }), false);
  });

  it('gives the same answer whatever was not known then', async () => {
    const asOf = isoTime(START + 10 * DAY);
    const known = trades.filter(({ id }) => id !== 'later');
    assert.deepEqual(await answerOf(trades, 'uptrend', { asOf }), await answerOf(known, 'uptrend', { asOf }));
    const noted = trades.map((trade) => ({ ...trade, note: 'uptrend chased' }));
    const told = async (some: readonly OutcomeRow[], filter: OutcomeFilter) =>
      (await answerOf(some, 'uptrend', filter)).found.map(({ outcome, score, words }) => [
        outcome.id,
        score,
        words,
      ]);
    assert.deepEqual(await told(noted, { asOf }), await told(trades, { asOf }), 'a note was written since');
    assert.notDeepEqual(await told(noted, {}), await told(trades, {}));
  });

  it('finds the same in the same order by way of rounded vectors, and asks few of them for their score', async () => {
    const side = fc.constantFrom('BUY' as const, 'SELL' as const);
    const some = fc.array(
      fc.record({
        trend: fc.integer({ min: -6, max: 6 }),
        rsi: fc.integer({ min: 0, max: 100 }),
        side,
        days: fc.nat(900),
      }),
      { minLength: 400, maxLength: 400 },
    );
    const [records] = fc.sample(some, { seed: 6, numRuns: 1 });
    const rows = records.map(({ trend, rsi, side: action, days }, index) =>
      rowOf(
        someOutcome(`o${index}`, {
          action,
          features: { trend, rsi },
          exit_time: isoTime(START + (40 + days) * DAY),
        }),
      ),
    );
    const [exact, rounded] = [1000, 1].map((from) => new OutcomeVectors('none', lexicalEmbedder, from));
    for (const vectors of [exact, rounded]) await vectors.update(rows, new AbortController().signal);
    let asked = 0;
    const scorer = rounded.scorer.bind(rounded);
    rounded.scorer = async (sought) => {
      const { text, ...most } = await scorer(sought);
      const counted: typeof text = (outcome) => {
        asked += 1;
        return text?.(outcome) ?? null;
      };
      return { ...most, text: counted };
    };
    for (const text of ['losing short strong downtrend', 'BTCUSD long', 'oversold', 'won by take profit'])
      for (const asOf of [undefined, isoTime(START + 500 * DAY)]) {
        const query = { text, filter: { asOf }, count: 7 };
        assert.deepEqual(
          await searchOutcomes(rows, rounded, query),
          await searchOutcomes(rows, exact, query),
        );
      }
    assert.ok(asked > 0 && asked < (8 * rows.length) / 2, `${asked}`);
  });
});
