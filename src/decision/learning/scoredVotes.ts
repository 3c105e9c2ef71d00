import type { OutcomeFacts } from '../../memory/outcomeRow';

/** As many trades are forgotten by half: a provider that changes is known again within a year or so. */
export const HALF_LIFE = 500;
/** What a record is multiplied by at each newer trade. */
export const FADING = 0.5 ** (1 / HALF_LIFE);
/** How many trades, half of them won, are assumed before the first. */
const ASSUMED = 20;

/** An outcome as what it says of each provider. */
export interface ScoredVotes {
  /** By provider, of those that voted for the trade's side or against it; HOLD and CLOSE say nothing of a side. */
  readonly right: ReadonlyMap<string, boolean>;
  /** How much it counts: wins and losses as much as each other, however much rarer one of them is. */
  readonly weight: number;
}

/**
 * Scores votes as trades become known: one for a trade that won, or against one that lost, was right.
 * Where two trades in three lose, as they do with a near stop and a far target, whoever is always against would be right
 * in two of three and know nothing. So a result weighs 1 / (2 × its share so far), which makes accuracies balanced
 * (Brodersen et al., The Balanced Accuracy and Its Posterior Distribution, 2010): always for and always against are both
 * right in half.
 */
export class VoteScorer {
  #wins = ASSUMED / 2;
  #trades = ASSUMED;

  score({ action, pnl, votes }: Pick<OutcomeFacts, 'action' | 'pnl' | 'votes'>): ScoredVotes {
    const won = pnl > 0;
    const share = (won ? this.#wins : this.#trades - this.#wins) / this.#trades;
    this.#wins = this.#wins * FADING + (won ? 1 : 0);
    this.#trades = this.#trades * FADING + 1;
    const right = new Map<string, boolean>();
    for (const vote of votes) {
      if (vote.action === 'BUY' || vote.action === 'SELL')
        right.set(vote.provider, (vote.action === action) === won);
    }
    return { right, weight: 1 / (2 * share) };
  }
}
