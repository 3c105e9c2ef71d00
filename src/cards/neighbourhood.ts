import { wilsonInterval } from '../common/wilson';
import type { OutcomeFacts } from '../memory/outcomeRow';
import type { Side } from '../memory/side';
import type { OutcomeIndex } from '../memory/similar/similarity';
import type { Situation } from '../memory/similar/situationTable';
import { whySimilar } from '../memory/similar/whySimilar';
import { plainSymbol } from '../tradelog/cells/symbolName';
import type { SimilarTrade, TradeCard } from './cardProtocol';

/** So many of the most similar make a neighbourhood: fewer would tell nothing, more would not be alike. */
const NEIGHBOURS = 20;
/** So many of them are told apart, with why. */
const CLOSEST = 3;

/** What similar earlier trades did. */
export type Neighbourhood = Pick<
  TradeCard,
  'comparedBy' | 'similar' | 'of' | 'wins' | 'mean' | 'worst' | 'interval' | 'known' | 'knownWins'
>;

/** What is known of a trade at its entry. `situation` null: only symbol and side are. */
export interface Entry {
  readonly symbol: string | null;
  readonly side: Side | null;
  readonly situation: Situation | null;
  /** Epoch ms. */
  readonly time: number;
}

/** The outcomes that were known at an entry: it may be a hundred thousand, so no more of them is made than is asked for. */
export interface KnownOutcomes {
  readonly count: number;
  readonly wins: number;
  /** In the order of their exits. */
  rows(): readonly OutcomeFacts[];
  index(): OutcomeIndex;
}

/** What similar earlier trades did. */
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

export const winsOf = (outcomes: readonly OutcomeFacts[]) =>
  outcomes.reduce((sum, { pnl }) => sum + (pnl > 0 ? 1 : 0), 0);

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
