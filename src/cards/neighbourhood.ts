import { wilsonInterval } from '../common/wilson';
import type { OutcomeFacts } from '../memory/outcomeRow';
import type { Side } from '../memory/side';
import type { Situation } from '../memory/similar/situationTable';
import { whySimilar } from '../memory/similar/whySimilar';
import { plainSymbol } from '../tradelog/cells/symbolName';
import type { SimilarTrade, TradeCard } from './cardProtocol';
import { type KnownOutcomes, winsOf } from './knownOutcomes';

/** How many of the most similar outcomes make a neighbourhood: fewer would tell nothing, more would not be alike. */
const NEIGHBOURS = 20;
/** How many of the neighbours a card shows one by one, with the reasons of their similarity. */
const CLOSEST = 3;

/** Results of the outcomes that resemble a trade. */
export type Neighbourhood = Pick<
  TradeCard,
  'comparedBy' | 'similar' | 'of' | 'wins' | 'mean' | 'worst' | 'interval' | 'known' | 'knownWins'
>;

/** What is known of a trade at its entry; `situation` is null where only symbol and side are known. */
export interface Entry {
  readonly symbol: string | null;
  readonly side: Side | null;
  readonly situation: Situation | null;
  /** Epoch ms. */
  readonly time: number;
}

/** Finds the known outcomes that resemble a trade most, and sums up their results. */
export function neighbourhoodOf(known: KnownOutcomes, entry: Entry): Neighbourhood {
  const { situation, time } = entry;
  const base = { known: known.count, knownWins: known.wins };
  if (!situation) {
    const found = known
      .rows()
      .filter((one) => isLike(one, entry))
      .slice(-NEIGHBOURS)
      .reverse();
    return { ...base, comparedBy: 'plain', ...figures(found), similar: found.slice(0, CLOSEST).map(recent) };
  }
  const index = known.index();
  const found = index.search({ situation, text: null, time }, NEIGHBOURS);
  const similar = found.slice(0, CLOSEST).map((one): SimilarTrade => {
    return { ...one, why: whySimilar(index, situation, one.outcome) };
  });
  return { ...base, comparedBy: 'situation', ...figures(found.map(({ outcome }) => outcome)), similar };
}

function isLike({ symbol, side }: OutcomeFacts, entry: Entry): boolean {
  const sameSymbol = entry.symbol === null || plainSymbol(symbol) === plainSymbol(entry.symbol);
  return sameSymbol && (entry.side === null || side === entry.side);
}

const recent = (outcome: OutcomeFacts): SimilarTrade => ({
  outcome,
  score: 0,
  situation: null,
  recency: 1,
  why: { agree: [], differ: [] },
});

function figures(found: readonly OutcomeFacts[]) {
  const wins = winsOf(found);
  const results = found.map(({ pnlPct: percent }) => percent);
  const sum = results.reduce((total, percent) => total + percent, 0);
  return {
    of: found.length,
    wins,
    mean: found.length > 0 ? sum / found.length : null,
    worst: found.length > 0 ? Math.min(...results) : null,
    interval: wilsonInterval(wins, found.length),
  };
}

/** Says why a card has no similar trades. @param known how many outcomes there were to compare with. */
export function noNeighbourText(known: number, refresh: 'quarter' | 'trade'): string {
  if (known === 1) return 'The one outcome known then does not resemble it.';
  if (known > 0) return `None of the ${known} outcomes known then resembles it.`;
  return refresh === 'quarter'
    ? 'No earlier outcome was admissible: this run remembers only trades of earlier quarters, and there were none.'
    : 'No earlier outcome was known when it was decided.';
}
