import { exp2 } from '../../common/numbers/sameMath';
import type { OutcomeFacts } from '../../memory/outcomeRow';
import { actionOf } from '../../memory/side';

/** Half-life of a record, in trades: a provider that changes shows its new record within a year or so. */
export const HALF_LIFE = 500;
/** Factor by which a record fades at each newer trade. */
export const FADING = exp2(-1 / HALF_LIFE);
/** Number of trades, half of them won, assumed before the first trade. */
const ASSUMED = 20;

/** The votes of a trade's decision, scored by the trade's result. */
export interface ScoredVotes {
  /** Whether each provider was right, of those that voted for a side; HOLD and CLOSE choose no side. */
  readonly right: ReadonlyMap<string, boolean>;
  /** Weight of the result: wins and losses count the same in sum, however much rarer one of them is. */
  readonly weight: number;
}

/**
 * Scores votes as trades become known: a vote for a trade that won, or against a trade that lost, was right.
 * Where two trades in three lose, as with a near stop and a far target, a provider that is always against would be right
 * in two of three and know nothing. So a result weighs 1 / (2 × the result's share so far), which makes accuracies balanced
 * (Brodersen et al., The Balanced Accuracy and Its Posterior Distribution, 2010): always for and always against are both
 * right in half.
 */
export class VoteScorer {
  #wins = ASSUMED / 2;
  #trades = ASSUMED;

  score({ side, pnl, votes }: Pick<OutcomeFacts, 'side' | 'pnl' | 'votes'>): ScoredVotes {
    const opened = actionOf(side);
    const won = pnl > 0;
    const share = (won ? this.#wins : this.#trades - this.#wins) / this.#trades;
    this.#wins = this.#wins * FADING + (won ? 1 : 0);
    this.#trades = this.#trades * FADING + 1;
    const right = new Map<string, boolean>();
    for (const vote of votes) {
      if (vote.action === 'BUY' || vote.action === 'SELL')
        right.set(vote.provider, (vote.action === opened) === won);
    }
    return { right, weight: 1 / (2 * share) };
  }
}
