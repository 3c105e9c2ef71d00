// Measures how fast learned weights move to the providers that are right, how much such weights earn, and how far they stray
// where no provider knows anything.
import { LEARNING_METHODS, type LearningMethod } from '../../src/decision/learning/learningMethods';
import { COIN, EXPERTS_AND_COINS, type Played, playSkills, settled } from '../decision/learning/plantedSkill';
import { median } from './report';

/** The first seed. By default the seeds are none of those used in tests or in making the methods. */
const FIRST = Number(process.env.LEARNING_SEEDS ?? 101);
const SEEDS = Array.from({ length: 50 }, (_, index) => FIRST + index);
const COINS = Array.from({ length: 6 }, () => COIN);

const line = (what: string, text: string) => console.log(`${what.padEnd(34)} ${text}`);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const winRate = ({ outcomes }: Played) => outcomes.filter(({ pnl }) => pnl > 0).length / outcomes.length;

async function playAll(
  skills: typeof COINS,
  how: { method: LearningMethod | null; refresh?: 'trade' | 'quarter' },
): Promise<Played[]> {
  const runs: Played[] = [];
  for (const seed of SEEDS) runs.push(await playSkills(skills, { seed, ...how }));
  return runs;
}

const above = (runs: readonly Played[], others: readonly Played[]) =>
  runs.filter(({ finalEquity }, index) => finalEquity > others[index].finalEquity).length;

/** Plays two experts (65 % right in one regime, 40 % elsewhere) with four coins, then six coins; 50 seeds each. */
export async function benchLearning(): Promise<void> {
  const equal = await playAll(EXPERTS_AND_COINS, { method: null });
  const coinsEqual = await playAll(COINS, { method: null });
  for (const method of LEARNING_METHODS) {
    for (const refresh of ['trade', 'quarter'] as const) {
      const runs = await playAll(EXPERTS_AND_COINS, { method, refresh });
      line(
        `learning by ${method}, each ${refresh}`,
        `${above(runs, equal)} of 50 above equal weights; ${percent(mean(runs.map(winRate)))} of trades won against ${percent(mean(equal.map(winRate)))}; regret ${mean(runs.map(({ regret }) => regret?.regret ?? 0)).toFixed(1)} of ${mean(runs.map(({ outcomes }) => outcomes.length)).toFixed(0)} trades`,
      );
      if (refresh === 'trade')
        line(
          '  the right one weighs most after',
          `${median(runs.map((run) => settled(run, 'TRENDING', 'rule:p0')))} trades in TRENDING, ${median(runs.map((run) => settled(run, 'RANGING', 'rule:p1')))} in RANGING (medians)`,
        );
      const coins = await playAll(COINS, { method, refresh });
      const weights = coins.flatMap((run) =>
        [run.weights.overall, ...Object.values(run.weights.regimes)].flatMap((one) => Object.values(one)),
      );
      line(
        '  six coins',
        `${percent(mean(coins.map(winRate)))} of trades won; weights ${mean(weights.map((one) => Math.abs(one - 1))).toFixed(2)} off 1 on average, ${Math.max(...weights).toFixed(2)} at most; ${above(coins, coinsEqual)} of 50 above equal weights`,
      );
    }
  }
}
