import { z } from 'zod';
import { type GROUPINGS, groupOutcomes } from '../../memory/grouping';
import type { OutcomeFacts } from '../../memory/outcomeRow';
import { providerPerformance } from '../../memory/performance';
import { evidenceOf, evidenceOfTrades, evidenceSchema } from '../evidence';
import { choiceArguments, chosen } from '../outcomeChoice';
import { pageArguments, pageOf, pageSchema } from '../page';
import { rounded } from '../roundedNumbers';
import { defineTool } from '../tool';
import { nameOf } from '../untrusted';

const groupSchema = evidenceSchema.extend({
  name: z.string(),
  pnl: z.number().describe('After all costs, account currency.'),
  votes_right: z.number().int().nullable().describe('Providers only: votes that were right.'),
  votes_scored: z.number().int().nullable().describe('Providers only: BUY and SELL votes on closed trades.'),
});

export const performance = defineTool({
  name: 'backtest_performance',
  title: 'Performance',
  description:
    'Win rates with 95 % intervals and profit of closed trades, grouped by provider (who voted for them), market regime, symbol or quarter. For providers also how often its votes, for and against a trade, were right. Use it before saying that a provider, symbol or regime is good or bad, and say when there is too little to conclude.',
  args: {
    by: z.enum(['provider', 'regime', 'symbol', 'quarter']).describe('What to group by.'),
    ...choiceArguments,
    ...pageArguments,
  },
  result: {
    total: evidenceSchema.describe(
      'Of all trades that passed the filters; with providers one trade counts for several rows.',
    ),
    pnl: z.number().describe('Of all those trades, after costs.'),
    unreadable_files: z.number().int(),
    page: pageSchema,
    rows: z.array(groupSchema),
  },
  bounds:
    'Only trades whose exit was known at as_of are counted. Which runs the memory holds (the latest of each definition) is as it is now.',
  async answer({ by, limit, cursor: _, ...choice }, asked) {
    const memory = await asked.host.workspace.memory();
    const filtered = chosen(memory.rows, choice, asked.asOf);
    const pnl = filtered.reduce((sum, row) => sum + row.pnl, 0);
    return pageOf(asked, groupsOf(filtered, by), limit, (row) => row, {
      total: evidenceOfTrades(filtered),
      pnl: rounded(pnl),
      unreadable_files: memory.unreadable,
    });
  },
});

function groupsOf(rows: readonly OutcomeFacts[], by: keyof typeof GROUPINGS): z.infer<typeof groupSchema>[] {
  if (by === 'provider')
    return Object.entries(providerPerformance(rows)).map(([name, record]) => ({
      name: nameOf(name),
      ...evidenceOf(record.wins, record.trades),
      pnl: rounded(record.pnl),
      votes_right: record.right,
      votes_scored: record.scored,
    }));
  return groupOutcomes(rows, by).map(({ name, trades, wins, pnl }) => ({
    name: nameOf(name),
    ...evidenceOf(wins, trades),
    pnl: rounded(pnl),
    votes_right: null,
    votes_scored: null,
  }));
}
