import { createHash } from 'node:crypto';
import { definitionSchema } from '../../../src/backtest/definition/definition';
import { runEngine } from '../../../src/backtest/engine/engine';
import { closedTradeOf } from '../../../src/backtest/results/closedTradeOf';
import { randomNumbers } from '../../../src/common/randomNumbers';
import { DAY, HOUR } from '../../../src/common/timeframe';
import { Ensemble } from '../../../src/decision/ensemble';
import type { LearnedWeights } from '../../../src/decision/learning/learner';
import { Learning } from '../../../src/decision/learning/learning';
import { type LearningMethod, learnerOf } from '../../../src/decision/learning/learningMethods';
import { type Regret, regretOf } from '../../../src/decision/learning/regret';
import type { Provider } from '../../../src/decision/provider';
import { type Bars, emptyBars } from '../../../src/market/bars';
import type { Regime } from '../../../src/market/regime';
import type { ClosedTrade } from '../../../src/memory/closedTrade';
import { MemoryView } from '../../../src/memory/memoryView';

/** How often a provider is right about the next trade in a regime. */
export type Skill = (regime: Regime | null) => number;

export const TREND_EXPERT: Skill = (regime) => (regime === 'TRENDING' ? 0.65 : 0.4);
export const OTHER_EXPERT: Skill = (regime) => (regime === 'TRENDING' ? 0.4 : 0.65);
export const COIN: Skill = () => 0.5;
export const EXPERTS_AND_COINS = [TREND_EXPERT, OTHER_EXPERT, COIN, COIN, COIN, COIN];

const START = Date.UTC(2025, 0, 1);
const STEP = 4 * HOUR;
/** A year of them: whoever learns by quarter votes with weights in three quarters of it. */
const BARS = (365 * DAY) / STEP;
/** Bars that a trade lasts. */
const HOLDING = 4;

export interface Played {
  readonly outcomes: readonly ClosedTrade[];
  readonly finalEquity: number;
  readonly weights: LearnedWeights;
  readonly regret: Regret | null;
  /** What the weights were after each trade, oldest first. */
  readonly course: readonly LearnedWeights[];
}

/** Streams of one generator that begin beside each other go in step; these begin anywhere in it. */
function independentNumbers(name: string): () => number {
  return randomNumbers(createHash('sha256').update(name).digest().readUInt32LE());
}

const markets = new Map<number, Bars>();

/** That of a seed is made and measured once, whoever plays in it. */
function marketOf(seed: number): Bars {
  const known = markets.get(seed) ?? makeMarket(independentNumbers(`market ${seed}`));
  markets.set(seed, known);
  return known;
}

/** A market without drift, calm for some days, then trending or wild for some. */
function makeMarket(random: () => number): Bars {
  const bars = emptyBars('SYN', STEP, BARS);
  let price = 100;
  let drift = 0;
  for (let bar = 0; bar < BARS; bar += 1) {
    if (random() < 1 / 100) drift = [0.35, -0.35, 0, 0][Math.floor(random() * 4)];
    bars.time[bar] = START + bar * STEP;
    bars.open[bar] = price;
    bars.high[bar] = price;
    bars.low[bar] = price;
    for (let part = 0; part < 4; part += 1) {
      price *= Math.exp(0.005 * (drift / 4 + (random() + random() + random() - 1.5)));
      bars.high[bar] = Math.max(bars.high[bar], price);
      bars.low[bar] = Math.min(bars.low[bar], price);
    }
    bars.close[bar] = price;
    bars.volume[bar] = 1;
  }
  return bars;
}

/** Says where the price will go, as often rightly as its skill is; it looks into the future, which no provider can. */
function seer(id: string, bars: Bars, skill: Skill, random: () => number): Provider {
  return {
    id,
    decide({ history, position, regime }) {
      const right = random() < skill(regime);
      if (position) return { action: 'HOLD', confidence: 60, reason: '' };
      const entry = bars.open[Math.min(history.count, bars.open.length - 1)];
      const exit = bars.open[Math.min(history.count + HOLDING, bars.open.length - 1)];
      return { action: exit > entry === right ? 'BUY' : 'SELL', confidence: 60, reason: '' };
    },
  };
}

/** Plays some providers through the engine. @param method null: with equal weights. */
export async function playSkills(
  skills: readonly Skill[],
  { seed, method, refresh = 'trade' }: PlaySkills,
): Promise<Played> {
  const bars = marketOf(seed);
  const definition = definitionSchema.parse({
    name: 'planted',
    symbols: [{ symbol: 'SYN', file: 'x', quote: 'USD' }],
    timeframe: '4h',
    from: '2025-01-01',
    to: '2025-12-31',
    providers: skills.map((_, index) => ({ use: `rule:p${index}` })),
    sizing: { cap: 0.3 },
    stops: { max_holding: HOLDING },
    costs: { fee_bps: 1, slippage_bps: 0.5 },
    memory: { refresh },
  });
  const members = definition.providers.map(({ use }, index) => ({
    provider: seer(use, bars, skills[index], independentNumbers(`${use} ${seed}`)),
    weight: 1,
  }));
  const ensemble = new Ensemble(members, 4, new AbortController().signal);
  const view = new MemoryView({ run: 'r', refresh, include: [] }, [], 1000);
  const learning = new Learning(view, ensemble, learnerOf(method ?? 'record', ensemble.providers), () => {});
  const outcomes: ClosedTrade[] = [];
  const course: LearnedWeights[] = [];
  const { equity, trades } = await runEngine({
    run: 'r',
    definition,
    bars: [bars],
    decide(request) {
      if (method) learning.moveTo(request.time, request.quarter);
      if (course.length < outcomes.length) course.push(learning.weights);
      return ensemble.decide(request);
    },
    onClosed(closed) {
      const own = closed.map((trade) => closedTradeOf(trade, 'r', 'planted', []));
      outcomes.push(...own);
      view.add(own);
    },
  });
  const weighed = outcomes.map((outcome, index) => ({
    outcome,
    weights: trades[index].opening.decision.weights,
  }));
  return {
    outcomes,
    finalEquity: equity.equity.at(-1) ?? 0,
    weights: learning.learnRest(),
    regret: regretOf(ensemble.providers, weighed),
    course,
  };
}

interface PlaySkills {
  readonly seed: number;
  readonly method: LearningMethod | null;
  readonly refresh?: 'trade' | 'quarter';
}

const best = (one: Readonly<Record<string, number>>) => Math.max(...Object.values(one));

/** After how many trades in a regime a provider weighs most there, and does to the end; Infinity for never. */
export function settled({ course, outcomes }: Played, regime: Regime, provider: string): number {
  const last = course.findLastIndex(({ regimes }) => regimes[regime][provider] < best(regimes[regime]));
  if (last === course.length - 1) return Infinity;
  return outcomes.slice(0, last + 2).filter((trade) => trade.regime === regime).length;
}
