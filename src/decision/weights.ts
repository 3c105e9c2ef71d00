/** A provider's record on the trades it voted on: for one that won or against one that lost is right. */
export interface VoteRecord {
  readonly right: number;
  readonly scored: number;
}

/** How many trades' worth of the mean a record is mixed with, so that a few lucky trades move a weight little. */
const PRIOR_TRADES = 20;

/**
 * What each provider's vote is multiplied by. A provider's accuracy is shrunk towards the accuracy of all of them,
 * (right + k·m) / (scored + k) with k = 20: the posterior mean under a Beta(k·m, k·(1 − m)) prior (Gelman et al.,
 * Bayesian Data Analysis, section 2.4). The multipliers are those accuracies over their mean, so they average 1.
 * @param records by provider id; every provider of the ensemble must be named in `providers`, with or without a record.
 */
export function learnWeights(
  providers: readonly string[],
  records: ReadonlyMap<string, VoteRecord>,
): Record<string, number> {
  const known = providers.map((provider) => records.get(provider) ?? { right: 0, scored: 0 });
  const scored = known.reduce((sum, record) => sum + record.scored, 0);
  const right = known.reduce((sum, record) => sum + record.right, 0);
  const mean = scored > 0 ? right / scored : 0.5;
  const accuracies = known.map(
    (record) => (record.right + PRIOR_TRADES * mean) / (record.scored + PRIOR_TRADES),
  );
  const average = accuracies.reduce((sum, accuracy) => sum + accuracy, 0) / providers.length;
  return Object.fromEntries(
    providers.map((provider, index) => [provider, average > 0 ? accuracies[index] / average : 1]),
  );
}
