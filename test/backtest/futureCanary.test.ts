import assert from 'node:assert/strict';
import fc from 'fast-check';
import { definitionSchema } from '../../src/backtest/definition';
import { runEngine } from '../../src/backtest/engine';
import { outcomeOf } from '../../src/backtest/outcomeOf';
import { copyOf } from '../../src/decision/decision';
import { Ensemble } from '../../src/decision/ensemble';
import { learnerOf } from '../../src/decision/learner';
import { Learning } from '../../src/decision/learning';
import { RULES, RuleProvider } from '../../src/decision/ruleProvider';
import { type Bars, emptyBars } from '../../src/market/bars';
import { HOUR } from '../../src/market/timeframe';
import { MemoryView } from '../../src/memory/memoryView';
import { randomNumbers } from '../bench/randomNumbers';

// A month on either side of a quarter's end, so that memory and weights are refreshed on the way.
const START = Date.UTC(2025, 2, 10);
const COUNT = 1000;
const LENGTHS = { length: 24, fast: 5, slow: 20, entry: 12, exit: 6, least: 1, gap: 0.2, threshold: 0.5 };

function walk(symbol: string, seed: number): Bars {
  const bars = emptyBars(symbol, HOUR, COUNT);
  const random = randomNumbers(seed);
  let price = 100;
  for (let index = 0; index < COUNT; index += 1) {
    const open = price * (1 + (random() - 0.5) * 0.004);
    price = open * (1 + (random() - 0.5) * 0.02);
    bars.time[index] = START + index * HOUR;
    bars.open[index] = open;
    bars.close[index] = price;
    bars.high[index] = Math.max(open, price) * (1 + random() * 0.004);
    bars.low[index] = Math.min(open, price) * (1 - random() * 0.004);
    bars.volume[index] = 1;
  }
  return bars;
}

/** Other prices from `until` on. */
function scrambled(bars: Bars, until: number, seed: number): Bars {
  const random = randomNumbers(seed);
  const columns = ['open', 'high', 'low', 'close'] as const;
  const copy = { ...bars, ...Object.fromEntries(columns.map((column) => [column, bars[column].slice()])) };
  bars.time.forEach((time, index) => {
    const factor = 0.3 + 3 * random();
    if (time >= until) for (const column of columns) copy[column][index] *= factor;
  });
  return copy;
}

/** Every built-in rule, memory and learned weights, as a run has them. @returns all that each decision was made of. */
async function decisions(bars: readonly Bars[]): Promise<{ time: number; text: string }[]> {
  const use = [...RULES.keys()].map((name) => `rule:${name}`);
  const definition = definitionSchema.parse({
    name: 'canary',
    symbols: bars.map(({ symbol }) => ({ symbol, file: 'x' })),
    timeframe: '1h',
    from: '2025-03-10',
    to: '2025-12-31',
    providers: use.map((one) => ({ use: one })),
    stops: { stop_loss_pct: 2, take_profit_pct: 3, max_holding: 48 },
  });
  const members = [...RULES].map(([name, rule]) => {
    const own = Object.entries(LENGTHS).filter(([parameter]) => parameter in rule.defaults);
    return { provider: new RuleProvider(`rule:${name}`, rule, Object.fromEntries(own)), weight: 1 };
  });
  const ensemble = new Ensemble(members, 1, new AbortController().signal);
  const view = new MemoryView({ run: 'r', refresh: 'trade', include: [] }, [], 1000);
  const made: { time: number; text: string }[] = [];
  const learner = learnerOf(definition.learning.method, ensemble.providers);
  const learning = new Learning(view, ensemble, learner, (time, weights) => {
    made.push({ time, text: JSON.stringify(weights) });
  });
  await runEngine({
    run: 'r',
    definition,
    bars,
    decide(request) {
      learning.moveTo(request.time, request.quarter);
      const decision = ensemble.decide(request);
      assert.ok(!(decision instanceof Promise));
      const { symbol, time, cash, equity, position, situation, regime, memories } = request;
      const shown = memories.map(({ outcome, similarity }) => [outcome.decision_id, outcome.pnl, similarity]);
      const known = { symbol, cash, equity, position, situation, regime, shown };
      made.push({ time, text: JSON.stringify([known, copyOf(decision)]) });
      return decision;
    },
    recall: ({ situation, regime, time }) =>
      situation
        ? view.index
            .search({ situation: { features: situation, regime, action: null }, text: null, time }, 5)
            .map(({ outcome, score }) => ({ outcome, similarity: score }))
        : [],
    onClosed: (trades) => view.add(trades.map((trade) => outcomeOf(trade, 'r', 'canary', []))),
  });
  return made;
}

describe('the future, scrambled', function () {
  this.timeout(60_000);

  it('changes no decision before: not a vote, reason, weight, memory, situation or balance', async () => {
    const original = [walk('A', 1), walk('B', 2)];
    const made = await decisions(original);
    assert.ok(made.some(({ text }) => /"shown":\[\[/.test(text) && !/"situation":null/.test(text)));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 150, max: COUNT - 1 }), fc.nat(), async (cut, seed) => {
        const until = START + cut * HOUR;
        const other = await decisions(original.map((bars, index) => scrambled(bars, until, seed + index)));
        const early = (all: typeof made) => all.filter(({ time }) => time <= until).map(({ text }) => text);
        assert.deepEqual(early(other), early(made));
        assert.notDeepEqual(other, made, 'later decisions do change');
      }),
      { seed: 21, numRuns: 12 },
    );
  });
});
