import { z } from 'zod';
import { wilsonInterval } from '../common/wilson';

/** Fewest trades to conclude from: below, a win rate's 95 % interval is wider than 35 points, and shows no edge. */
export const LEAST_TO_CONCLUDE = 30;

const interval = z.tuple([z.number(), z.number()]).nullable().describe('Wilson 95 %; null for no trade.');

export const evidenceSchema = z.object({
  n: z.number().int().describe('Closed trades counted.'),
  wins: z.number().int().describe('Of them, trades with pnl > 0 after all costs.'),
  win_rate: z.number().nullable(),
  win_rate_interval_95: interval,
  too_few_to_conclude: z
    .boolean()
    .describe(`True below ${LEAST_TO_CONCLUDE} trades: say so instead of drawing a conclusion.`),
});
export type Evidence = z.infer<typeof evidenceSchema>;

/** Counts and win rate with its interval, and whether the trades are enough to conclude from. */
export function evidenceOf(wins: number, n: number): Evidence {
  const bounds = wilsonInterval(wins, n);
  return {
    n,
    wins,
    win_rate: n > 0 ? share(wins / n) : null,
    win_rate_interval_95: bounds && [share(bounds[0]), share(bounds[1])],
    too_few_to_conclude: n < LEAST_TO_CONCLUDE,
  };
}

export const evidenceOfTrades = (trades: readonly { readonly pnl: number }[]) =>
  evidenceOf(trades.filter(({ pnl }) => pnl > 0).length, trades.length);

/** Rounds a share from 0 to 1 to a hundredth of a percent. */
const share = (value: number) => Number(value.toFixed(4));
