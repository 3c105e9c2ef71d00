import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { progressText } from '../../src/ui/backtests/runTexts';
import { COMMANDS, VIEWS } from '../../src/ui/folder/contributions';
import { outcomesCount, searchText } from '../../src/ui/outcomes/outcomeTexts';
import { answersText, recordText, weightTexts } from '../../src/ui/outcomes/providerTexts';
import { escapeMarkdown } from '../../src/ui/tradelogs/escapeMarkdown';

describe('texts of the editor', () => {
  it('say how far a run is, and when it is its benchmark', () => {
    const progress = {
      run: 'r',
      benchmark: false,
      quarter: '2025-Q2',
      time: Date.UTC(2025, 3, 17, 5),
      done: 0.294,
      trades: 120,
      equity: 10436.7,
      timeLeft: 2100,
      asking: null,
    } as const;
    assert.equal(progressText(progress), '2025-Q2 · 2025-04-17 · 120 trades · 10,437 · 29 % · 3 s left');
    assert.equal(progressText({ ...progress, benchmark: true, timeLeft: null }), 'benchmark · 29 %');
    const asking = { answers: 812, of: 1620, reused: 40, failed: 0, tokensPerSecond: 54.6 };
    assert.match(
      progressText({ ...progress, asking, timeLeft: 800_000 }),
      /^2025-Q2 · 812 of 1,620 answers · 40 reused · 55 tokens\/s · 29 % · 13 min left · 120 trades$/,
    );
  });

  it('say one of one', () => {
    const record = { trades: 1, wins: 1, win_rate: null, win_rate_interval: null, pnl: 2 };
    assert.equal(recordText(record), '1 trade · +2.00');
    assert.equal(outcomesCount(1), '1 outcome');
    assert.equal(outcomesCount(0), '0 outcomes');
    const asked = { answers: 1, reused: 1, retried: 0, failures: {}, tokens: 0, saying_ms: 0, took_ms: 0 };
    assert.equal(answersText(asked), '1 answer · 1 reused');
    const answer = { understood: [], problems: [], meant: 1, embedded: 1, scoredBy: 'lexical', found: [] };
    assert.equal(searchText(answer), '1 outcome, newest first');
  });

  it('say what a vote is multiplied by: where that went, or between what and what by regime', () => {
    const run = { quarters: [{ weights: { a: 1 } }, { weights: { a: 1.2 } }], weights: { a: 1.1 } };
    const now = (regimeWeights: Record<string, Record<string, number>>, provider = 'a') =>
      weightTexts({ ...run, regimeWeights }, provider)?.now;
    assert.equal(now({}), '1.10× ↘');
    assert.equal(now({ TRENDING: { a: 1.1 }, RANGING: { a: 1.102 } }), '1.10× ↘');
    assert.equal(now({ TRENDING: { a: 2.06 }, RANGING: { a: 0.1 }, VOLATILE: { a: 1 } }), '0.10–2.06×');
    assert.equal(now({ TRENDING: { a: 2 } }, 'b'), undefined);
  });

  it('make hostile text inert in Markdown', () => {
    const hostile = '[x](command:rm) <img src=x> **b** `c` | # h\n- l ![i](u) https://a.b \u202e';
    assert.doesNotMatch(escapeMarkdown(hostile), /[[\]()<>*`|!\n\u202e]|https:|^#\s/);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const inert = escapeMarkdown(text).replaceAll(/&#\d+;/g, '');
        assert.doesNotMatch(inert, /[\\`*_{}[\]()<>#+\-.!|~&:$\n\r]/);
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it('and ids are those of package.json', () => {
    const { contributes } = JSON.parse(readFileSync('package.json', 'utf8'));
    const ids = (entries: { command?: string; id?: string }[]) =>
      entries.map(({ command, id }) => command ?? id).sort();
    assert.deepEqual(ids(contributes.commands), Object.values(COMMANDS).sort());
    assert.deepEqual(ids(contributes.views.backtestMemory), Object.values(VIEWS).sort());
  });
});
