import { exp, ln } from '../../common/numbers/sameMath';
import { REGIMES, type Regime } from '../../market/regime';
import type { OutcomeFacts } from '../../memory/outcomeRow';
import type { LearnedWeights, Learner } from './learner';
import { multipliersOf } from './multipliers';
import { HALF_LIFE, type ScoredVotes, VoteScorer } from './scoredVotes';

/** Number of trades T for which the learning rate's regret bound is least. */
const HORIZON = 1000;
/** Part of the vote that each trade shares out equally, so that a provider that was bad for long can come back. */
export const HEDGE_SHARE = 1 / HALF_LIFE;
/** Loss of a provider that voted for no side: the expected loss of a tossed coin. */
export const NO_VOTE_LOSS = 0.5;

/** √(8·ln N / T): the rate whose regret bound over T trades is least (Cesa-Bianchi & Lugosi, 2006, theorem 2.2). */
export const hedgeRate = (providers: number) => Math.sqrt((8 * ln(providers)) / HORIZON);

/**
 * Weighs providers by exponential weights: at each trade a wrong vote costs exp(−rate) of the weight (Hedge: Freund &
 * Schapire, 1997), then a part of all is shared equally (fixed share: Herbster & Warmuth, Tracking the Best Expert, 1998).
 * Whatever the market does, the weighted vote's loss is bounded by the best provider's loss plus a term that grows with
 * the root of the number of trades. Assuming nothing about the market costs calm: where nobody knows anything, Hedge swings
 * more than a record does. Each regime's weights learn from trades in the regime; the overall weights learn from all.
 */
export class HedgeLearner implements Learner {
  readonly #scorer = new VoteScorer();
  readonly #overall: Shares;
  readonly #regimes: ReadonlyMap<Regime, Shares>;

  constructor(private readonly providers: readonly string[]) {
    this.#overall = new Shares(providers);
    this.#regimes = new Map(REGIMES.map((regime) => [regime, new Shares(providers)]));
  }

  learn(outcomes: readonly OutcomeFacts[]): void {
    for (const outcome of outcomes) {
      const scored = this.#scorer.score(outcome);
      this.#overall.learn(scored);
      if (outcome.regime) this.#regimes.get(outcome.regime)?.learn(scored);
    }
  }

  get weights(): LearnedWeights {
    const multipliers = (shares: Shares | undefined) =>
      multipliersOf(
        this.providers,
        this.providers.map((_, index) => this.providers.length * (shares?.of(index) ?? 0)),
      );
    const regimes = REGIMES.map((regime) => [regime, multipliers(this.#regimes.get(regime))]);
    return { overall: multipliers(this.#overall), regimes: Object.fromEntries(regimes) };
  }
}

/** Shares of the providers in the vote, which add up to 1. */
class Shares {
  readonly #shares: number[];
  readonly #rate: number;

  constructor(private readonly providers: readonly string[]) {
    this.#shares = providers.map(() => 1 / providers.length);
    this.#rate = hedgeRate(providers.length);
  }

  of(index: number): number {
    return this.#shares[index];
  }

  learn({ right, weight }: ScoredVotes): void {
    const left = this.providers.map((provider, index) => {
      const wasRight = right.get(provider);
      const loss = wasRight === undefined ? NO_VOTE_LOSS : wasRight ? 0 : 1;
      return this.#shares[index] * exp(-this.#rate * weight * loss);
    });
    const sum = left.reduce((total, share) => total + share, 0);
    left.forEach((share, index) => {
      this.#shares[index] = (1 - HEDGE_SHARE) * (share / sum) + HEDGE_SHARE / left.length;
    });
  }
}
