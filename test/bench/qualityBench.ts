// Measures the quality of the search, on synthetic trades with planted structure and on the trades of a run.

import { isoTime } from '../../src/common/calendar';
import { randomNumbers } from '../../src/common/randomNumbers';
import { SITUATION_FEATURES } from '../../src/market/situationFeatures';
import { lexicalEmbedder } from '../../src/memory/embedding/embedder';
import { OutcomeVectors } from '../../src/memory/embedding/outcomeVectors';
import { type OutcomeFacts, rowOf } from '../../src/memory/outcomeRow';
import { OutcomeIndex } from '../../src/memory/similar/similarity';
import { situationText } from '../../src/memory/similar/situationText';
import { loadOutcomes } from '../../src/memory/store/memoryFolder';
import { type Pair, slopeOf } from './slope';

const SITUATIONS = 20;
const TRADES = 1000;
const NEIGHBOURS = 5;
/** The fewest known trades whose nearest are looked at. */
const LEAST_KNOWN = 50;

const line = (what: string, text: string) => console.log(`${what.padEnd(34)} ${text}`);

/** Makes trades of twenty kinds of situation: each kind has a centre, around which the kind's trades lie. */
function planted(like: OutcomeFacts): { outcome: OutcomeFacts; kind: number }[] {
  const random = randomNumbers(7);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const centres = Array.from({ length: SITUATIONS }, () => SITUATION_FEATURES.map(normal));
  return Array.from({ length: TRADES }, (_, index) => {
    const kind = index % SITUATIONS;
    const features = Object.fromEntries(
      SITUATION_FEATURES.map((feature, place) => [feature, centres[kind][place] + 0.5 * normal()]),
    );
    return { kind, outcome: { ...like, id: `planted-${index}`, features } };
  });
}

/** Counts the neighbours of each trade, the trade itself left out, that are of the trade's own kind. */
async function benchPlanted(like: OutcomeFacts): Promise<void> {
  const trades = planted(like);
  const outcomes = trades.map(({ outcome }) => outcome);
  const kinds = new Map(trades.map(({ outcome, kind }) => [outcome.id, kind]));
  const index = new OutcomeIndex(outcomes);
  const vectors = new OutcomeVectors('none', lexicalEmbedder);
  await vectors.update(
    outcomes.map((outcome) => ({ ...outcome, note: null })),
    new AbortController().signal,
  );
  let similarity = 0;
  let byFeatures = 0;
  let byText = 0;
  let byBoth = 0;
  for (const { outcome, kind } of trades) {
    const situation = { features: outcome.features, regime: null, side: null };
    const score = await vectors.scorer(situationText(outcome));
    const query = { situation, text: null, time: null };
    const all = index.search(query, TRADES);
    similarity += all.reduce((sum, { score: alike }) => sum + alike, -1) / (TRADES - 1);
    const same = (found: readonly { outcome: OutcomeFacts }[]) =>
      found
        .filter((one) => one.outcome.id !== outcome.id)
        .slice(0, NEIGHBOURS)
        .filter((one) => kinds.get(one.outcome.id) === kind).length;
    byFeatures += same(index.search(query, NEIGHBOURS + 1));
    byText += same(index.search({ situation: null, ...score, time: null }, NEIGHBOURS + 1));
    byBoth += same(index.search({ situation, ...score, time: null }, NEIGHBOURS + 1));
  }
  const share = (found: number) => (found / (TRADES * NEIGHBOURS)).toFixed(3);
  line(
    'mean similarity of any two',
    `${(similarity / TRADES).toFixed(3)} (negative ones as 0), synthetic trades`,
  );
  line(
    'of the same situation, in 5',
    `${share(byFeatures)} by features, ${share(byText)} by text alone, ${share(byBoth)} by both, ${(1 / SITUATIONS).toFixed(3)} by chance`,
  );
}

/**
 * Measures whether the results of the neighbours known at a decision foretell the result of the decision itself: the slope of a
 * trade's result (percent of the entry's notional, after costs) on the mean result of its neighbours. 1: it comes as they went; 0:
 * they tell nothing. Trades that were decided in one month share a market, and are not taken for independent.
 */
function benchPrediction(title: string, outcomes: readonly OutcomeFacts[]): void {
  const pairs: Pair[] = [];
  for (const outcome of outcomes) {
    const known = outcomes.filter(({ exitTime }) => exitTime <= outcome.decisionTime);
    if (known.length < LEAST_KNOWN) continue;
    const query = { situation: outcome, text: null, time: outcome.decisionTime };
    const found = new OutcomeIndex(known).search(query, NEIGHBOURS);
    const theirs = found.reduce((sum, one) => sum + one.outcome.pnlPct, 0) / found.length;
    pairs.push({ x: theirs, y: outcome.pnlPct, group: isoTime(outcome.decisionTime).slice(0, 7) });
  }
  const { slope, interval } = slopeOf(pairs);
  const [low, high] = interval;
  const verdict = low > 0 || high < 0 ? 'not 0' : 'indistinguishable from 0';
  line(
    `result on neighbours’ mean, ${title}`,
    `slope ${slope.toFixed(3)} (95 %: ${low.toFixed(3)} to ${high.toFixed(3)}), ${pairs.length} trades in ${new Set(pairs.map(({ group }) => group)).size} months: ${verdict}`,
  );
}

/** @param runs memory folders with the outcomes of one run each, by title. */
export async function benchQuality(runs: Readonly<Record<string, string>>): Promise<void> {
  for (const [index, [title, folder]] of Object.entries(runs).entries()) {
    const outcomes = (await loadOutcomes(folder)).outcomes.map(rowOf);
    if (index === 0) await benchPlanted(outcomes[0]);
    benchPrediction(title, outcomes);
  }
}
