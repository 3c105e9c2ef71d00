import { exp, ln } from '../../common/numbers/sameMath';
import { REGIMES, type Regime } from '../../market/regime';
import type { OutcomeFacts } from '../../memory/outcomeRow';
import { FadingRecord, priorStrength } from './fadingRecord';
import type { LearnedWeights, Learner, Multipliers } from './learner';
import { multipliersOf } from './multipliers';
import { VoteScorer } from './scoredVotes';

/** Log-odds credited to an average provider, right in 51 of 100: the unit in which differences count. */
const EDGE = 0.05;
/** Part of the vote that is always shared equally, so that no provider is silenced for good. */
const SHARED = 0.1;
/** Weight, in trades, of the mean over all regimes in the mean of one regime. */
const MEAN_PRIOR = 20;

const logOdds = (share: number) => ln(share / (1 - share));
const chance = (odds: number) => 1 / (1 + exp(-odds));
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

interface ProviderRecords {
  readonly overall: FadingRecord;
  readonly regimes: Readonly<Record<Regime, FadingRecord>>;
}

/**
 * Weighs providers by their record. Independent voters are best weighed by the log-odds of being right (Nitzan &
 * Paroush, Optimal Decision Rules in Uncertain Dichotomous Choice Situations, 1982). A ratio of accuracies hides the
 * difference: 65 % against 50 % are 1.3 to 1 as a ratio, but 0.62 against 0 in log-odds.
 *
 * - Accuracy (see `VoteScorer`; half-life 500 trades) is shrunk to the mean of all providers by a Beta prior. The less the
 *   providers differ beyond chance, the stronger the prior: six tossed coins come out nearly equal. Shrinkage alone keeps
 *   luck from moving weights, so that skill may move them far.
 * - Accuracy in a regime is shrunk in the same way to the overall accuracy, shifted by the regime's effect on all providers.
 * - The weight of a provider is its log-odds above the average provider's, plus 0.05, not below 0. A multiplier is nine
 *   parts of weight over mean weight and one part of 1: multipliers average 1 and lie between 0.1 and 0.1 + 0.9 × the
 *   number of providers.
 */
export class RecordLearner implements Learner {
  readonly #scorer = new VoteScorer();
  readonly #records: ReadonlyMap<string, ProviderRecords>;

  constructor(private readonly providers: readonly string[]) {
    this.#records = new Map(providers.map((provider) => [provider, emptyRecords()]));
  }

  learn(outcomes: readonly OutcomeFacts[]): void {
    for (const outcome of outcomes) {
      const { right, weight } = this.#scorer.score(outcome);
      for (const [provider, wasRight] of right) {
        const records = this.#records.get(provider);
        records?.overall.add(wasRight, weight);
        if (outcome.regime) records?.regimes[outcome.regime].add(wasRight, weight);
      }
    }
  }

  get weights(): LearnedWeights {
    const records = [...this.#records.values()];
    const mean = meanAccuracy(
      records.map(({ overall }) => overall),
      0.5,
    );
    const strength = priorStrength(records.map(({ overall }) => ({ record: overall, mean })));
    const overall = records.map((own) => own.overall.shrunk(strength, mean));
    const cells = REGIMES.map((regime) => {
      const inRegime = records.map(({ regimes }) => regimes[regime]);
      const shift = logOdds(meanAccuracy(inRegime, mean)) - logOdds(mean);
      return inRegime.map((record, index) => ({ record, mean: chance(logOdds(overall[index]) + shift) }));
    });
    const regimeStrength = priorStrength(cells.flat());
    const regimes = cells.map((own, index) => [
      REGIMES[index],
      this.weighed(own.map((cell) => cell.record.shrunk(regimeStrength, cell.mean))),
    ]);
    return { overall: this.weighed(overall), regimes: Object.fromEntries(regimes) };
  }

  private weighed(accuracies: readonly number[]): Multipliers {
    const odds = accuracies.map(logOdds);
    const average = meanOf(odds);
    const earned = odds.map((own) => Math.max(0, EDGE + own - average));
    const mean = meanOf(earned);
    return multipliersOf(
      this.providers,
      earned.map((own) => SHARED + ((1 - SHARED) * own) / mean),
    );
  }
}

function emptyRecords(): ProviderRecords {
  const regimes = Object.fromEntries(REGIMES.map((regime) => [regime, new FadingRecord()]));
  return { overall: new FadingRecord(), regimes: regimes as Record<Regime, FadingRecord> };
}

/** Accuracy of all votes together, shrunk to `prior` so that it is never 0 or 1. */
function meanAccuracy(records: readonly FadingRecord[], prior: number): number {
  const right = records.reduce((sum, record) => sum + record.right, MEAN_PRIOR * prior);
  const scored = records.reduce((sum, record) => sum + record.scored, MEAN_PRIOR);
  return right / scored;
}
