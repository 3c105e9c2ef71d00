import { DataFrame } from 'data-forge';
import { backtest, type IBar } from 'grademark';
import { definitionSchema } from '../../src/backtest/definition/definition';
import { runEngine } from '../../src/backtest/engine/engine';
import { randomNumbers } from '../../src/common/randomNumbers';
import { MINUTE } from '../../src/common/timeframe';
import type { Decision } from '../../src/decision/decision';
import { Ensemble } from '../../src/decision/ensemble';
import { RuleProvider, ruleNamed } from '../../src/decision/providers/ruleProvider';
import { type Bars, emptyBars } from '../../src/market/bars';
import { MemoryView } from '../../src/memory/memoryView';
import type { OutcomeFacts } from '../../src/memory/outcomeRow';
import { loadOutcomes } from '../../src/memory/store/memoryFolder';
import { median, report } from './report';

const BARS = 1_000_000;
const REPEATS = 9;
/** Runs before the measured ones: both engines are compared warm, and V8 still compiles ours after four runs. */
const WARM_UPS = 12;
const START = Date.UTC(2020, 0, 1);
const LENGTHS = { fast: 10, slow: 50 };
const MB = 1024 * 1024;

function randomWalk(symbol: string, count: number, seed: number): Bars {
  const bars = emptyBars(symbol, MINUTE, count);
  const random = randomNumbers(seed);
  let price = 100;
  for (let index = 0; index < count; index += 1) {
    bars.time[index] = START + index * MINUTE;
    bars.open[index] = price;
    price *= 1 + (random() - 0.5) * 0.002;
    bars.close[index] = price;
    bars.high[index] = Math.max(bars.open[index], price) * 1.0003;
    bars.low[index] = Math.min(bars.open[index], price) * 0.9997;
    bars.volume[index] = 1;
  }
  return bars;
}

/** The difference of a fast and a slow running average at each bar: the cheap rule of both engines. */
function crossings({ close }: Bars, count: number): Float64Array {
  const gap = new Float64Array(count);
  let [fast, slow] = [0, 0];
  for (let index = 0; index < count; index += 1) {
    fast += close[index] - (index >= LENGTHS.fast ? close[index - LENGTHS.fast] : 0);
    slow += close[index] - (index >= LENGTHS.slow ? close[index - LENGTHS.slow] : 0);
    gap[index] = index < LENGTHS.slow ? 0 : fast / LENGTHS.fast - slow / LENGTHS.slow;
  }
  return gap;
}

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

async function timed(work: () => Promise<unknown> | unknown): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function medianOf(work: () => Promise<unknown> | unknown): Promise<number> {
  const times: number[] = [];
  for (let repeat = 0; repeat < WARM_UPS; repeat += 1) await work();
  for (let repeat = 0; repeat < REPEATS; repeat += 1) times.push(await timed(work));
  return median(times);
}

/**
 * Measures one cheap rule on one symbol, long only with a stop, beside grademark with the same rule on the same bars.
 * Each engine has the bars in its own form, made beforehand. (grademark needs chai without naming chai: hence the
 * dependency in the package.json beside this file.)
 */
async function benchOneRule(): Promise<void> {
  const bars = randomWalk('XUSD', BARS, 1);
  const gap = crossings(bars, BARS);
  const definition = definitionOf(['XUSD'], ['rule:cross']);
  const own = await medianOf(() =>
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
  const rows = Array.from({ length: BARS }, (_, index) => ({
    time: new Date(bars.time[index]),
    open: bars.open[index],
    high: bars.high[index],
    low: bars.low[index],
    close: bars.close[index],
    volume: 1,
    gap: gap[index],
  }));
  const series = new DataFrame<number, IBar & { gap: number }>(rows).bake();
  const rival = await medianOf(() =>
    backtest(
      {
        entryRule: (enter, { bar }) => bar.gap > 0 && enter(),
        exitRule: (exit, { bar }) => bar.gap < 0 && exit(),
        stopLoss: ({ entryPrice }) => entryPrice * 0.03,
      },
      series,
    ),
  );
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
      decision_id: `old_${String(index).padStart(4, '0')}`,
      run_id: 'old',
      exit_time: '2019-06-01T00:00:00Z',
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
              .search({ situation: { features: situation, regime, action: null }, text: null, time }, 5)
              .map(({ outcome, score }) => ({ outcome, similarity: score }))
          : [],
    });
    return shown;
  };
  const without = await medianOf(() => play(false));
  const withMemory = await medianOf(() => play(true));
  const decisions = 3 * count;
  report(
    'five rules, three symbols, 60k bars',
    without,
    `${(decisions / without / 1000).toFixed(2)} M bars/s; with 1,000 outcomes shown five at each decision ${((1000 * (withMemory - without)) / decisions).toFixed(0)} µs a decision more`,
  );
}

/** Measures with outcomes like those in the folder that the command line names. */
async function main(): Promise<void> {
  const { outcomes } = await loadOutcomes(process.argv[2]);
  await benchOneRule();
  await benchMemoryOn(outcomes[0]);
}

void main();
