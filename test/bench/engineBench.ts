import { definitionSchema } from '../../src/backtest/definition/definition';
import { runEngine } from '../../src/backtest/engine/engine';
import { randomNumbers } from '../../src/common/randomNumbers';
import type { Decision } from '../../src/decision/decision';
import { Ensemble } from '../../src/decision/ensemble';
import { RuleProvider, ruleNamed } from '../../src/decision/providers/ruleProvider';
import { MemoryView } from '../../src/memory/memoryView';
import { type OutcomeFacts, rowOf } from '../../src/memory/outcomeRow';
import { loadOutcomes } from '../../src/memory/store/memoryFolder';
import { BARS, crossings, randomWalk, warmMedian } from './oneRule';
import { report } from './report';

const MB = 1024 * 1024;

const SAY = { confidence: 50, reason: '', votes: [], weights: [], leader: '' };
const [BUY, SELL, HOLD] = (['BUY', 'SELL', 'HOLD'] as const).map((action): Decision => ({ action, ...SAY }));

const definitionOf = (symbols: readonly string[], uses: readonly string[], memory = {}) =>
  definitionSchema.parse({
    name: 'bench',
    symbols: symbols.map((symbol) => ({ symbol, file: 'x', quote: 'USD' })),
    timeframe: '1m',
    from: '2020-01-01',
    to: '2029-12-31',
    providers: uses.map((use) => ({ use })),
    short: false,
    stops: { stop_loss_pct: 3 },
    memory,
  });

/**
 * Measures one cheap rule on one symbol, long only with a stop.
 * @param rival the time of grademark with the same rule on the same bars, ms.
 */
async function benchOneRule(rival: number): Promise<void> {
  const bars = randomWalk('XUSD', BARS, 1);
  const gap = crossings(bars);
  const definition = definitionOf(['XUSD'], ['rule:cross']);
  const own = await warmMedian(() =>
    runEngine({
      run: 'r',
      definition,
      bars: [bars],
      decide({ history }) {
        const side = gap[history.count - 1];
        return side > 0 ? BUY : side < 0 ? SELL : HOLD;
      },
    }),
  );
  // Kilobytes.
  const peak = process.resourceUsage().maxRSS * 1024;
  const [ownRate, rivalRate] = [BARS / own / 1000, BARS / rival / 1000];
  report(
    'engine, one rule, 1M bars',
    own,
    `${ownRate.toFixed(1)} M bars/s; grademark ${rivalRate.toFixed(2)} M bars/s (${(ownRate / rivalRate).toFixed(1)} ×); at most ${(peak / MB).toFixed(0)} MB held`,
  );
}

/**
 * Measures five rules on three symbols, without memory and with 1,000 outcomes to search at each decision.
 * @param like an outcome whose kinds of features the made-up ones share.
 */
async function benchMemoryOn(like: OutcomeFacts): Promise<void> {
  const count = 20_000;
  const bars = ['AUSD', 'BUSD', 'CUSD'].map((symbol, index) => randomWalk(symbol, count, index + 2));
  const random = randomNumbers(9);
  const outcomes = Array.from(
    { length: 1000 },
    (_, index): OutcomeFacts => ({
      ...like,
      id: `old_${String(index).padStart(4, '0')}`,
      run: 'old',
      exitTime: Date.UTC(2019, 5, 1),
      features: Object.fromEntries(Object.keys(like.features).map((name) => [name, random()])),
    }),
  );
  const uses = ['rule:trend', 'rule:breakout', 'rule:reversion', 'rule:momentum', 'rule:calm'];
  const play = async (remember: boolean) => {
    const definition = definitionOf(['AUSD', 'BUSD', 'CUSD'], uses);
    const members = uses.flatMap((use) => {
      const rule = ruleNamed(use);
      return rule ? [{ provider: new RuleProvider(use, rule, {}), weight: 1 }] : [];
    });
    const ensemble = new Ensemble(members, 1, new AbortController().signal);
    const view = new MemoryView({ run: 'r', refresh: 'quarter', include: ['old'] }, outcomes, 1000);
    let shown = 0;
    await runEngine({
      run: 'r',
      definition,
      // New objects each time, because indicators are cached by the object of bars.
      bars: bars.map((own) => ({ ...own })),
      decide(request) {
        if (remember) {
          view.moveTo(request.time, request.quarter);
          shown += request.memories.length;
        }
        return ensemble.decide(request);
      },
      recall: ({ situation, regime, time }) =>
        situation
          ? view.index
              .search({ situation: { features: situation, regime, side: null }, text: null, time }, 5)
              .map(({ outcome, score }) => ({ outcome, similarity: score }))
          : [],
    });
    return shown;
  };
  const without = await warmMedian(() => play(false));
  const withMemory = await warmMedian(() => play(true));
  const decisions = 3 * count;
  report(
    'five rules, three symbols, 60k bars',
    without,
    `${(decisions / without / 1000).toFixed(2)} M bars/s; with 1,000 outcomes shown five at each decision ${((1000 * (withMemory - without)) / decisions).toFixed(0)} µs a decision more`,
  );
}

/** Measures beside grademark's time, ms, and with outcomes like those of a memory folder: both named on the command line. */
async function main(): Promise<void> {
  const [rival, memory] = process.argv.slice(2);
  const { outcomes } = await loadOutcomes(memory);
  await benchOneRule(Number(rival));
  await benchMemoryOn(rowOf(outcomes[0]));
}

void main();
