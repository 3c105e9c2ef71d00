import { z } from 'zod';
import { isoTime } from '../../common/calendar';
import { evidenceOfTrades, evidenceSchema } from '../evidence';
import { choiceArguments, chosen } from '../outcomeChoice';
import { pageArguments, pageOf, pageSchema } from '../page';
import { roundedOrNull } from '../roundedNumbers';
import { defineTool } from '../tool';
import { tradeRow, tradeSchema } from '../tradeRow';

/** How many of the best outcomes a search by words pages through. */
const MOST_FOUND = 200;

export const searchOutcomes = defineTool({
  name: 'backtest_search_outcomes',
  title: 'Search Outcomes',
  description:
    'Lists closed trades (outcomes) that backtests left in this workspace, with their results after costs. Filter by symbol, side, regime, provider, result, run, definition or time; with "words" they are ranked by how well the situation at entry fits (for example "short strong downtrend high volatility"), without they come newest exit first. Returns trades with their ids, and how many of those that passed the filters won, with a 95 % interval.',
  args: {
    words: z
      .string()
      .min(1)
      .max(500)
      .optional()
      .describe('Describes the situation at entry. Words rank trades and filter none out.'),
    ...choiceArguments,
    ...pageArguments,
  },
  result: {
    evidence: evidenceSchema.describe('Of all trades that passed the filters, on every page together.'),
    ranked_by: z
      .string()
      .nullable()
      .describe('What scores mean: "lexical" is shared words, no meanings; null without words.'),
    unreadable_files: z.number().int().describe('Outcome files that are damaged and therefore not counted.'),
    page: pageSchema,
    rows: z.array(
      tradeSchema.extend({ score: z.number().nullable().describe('0 to 1; null without words.') }),
    ),
  },
  bounds:
    'Only trades whose exit was known at as_of are listed, counted and compared. Which runs the memory holds (the latest of each definition) is as it is now. Notes that people wrote about trades are not searched.',
  async answer({ words, limit, cursor: _, ...choice }, asked) {
    const { host, asOf, signal } = asked;
    const memory = await host.workspace.memory();
    const filtered = chosen(memory.rows, choice, asOf);
    const shared = { evidence: evidenceOfTrades(filtered), unreadable_files: memory.unreadable };
    if (words === undefined)
      return pageOf(asked, filtered.reverse(), limit, (row) => ({ ...tradeRow(row), score: null }), {
        ...shared,
        ranked_by: null,
      });
    const query = { text: words, asOf: isoTime(asOf), count: MOST_FOUND };
    const { found, scoredBy } = await host.workspace.searchWords(filtered, query, signal);
    return pageOf(
      asked,
      found,
      limit,
      ({ outcome, score }) => ({ ...tradeRow(outcome), score: roundedOrNull(score) }),
      { ...shared, ranked_by: scoredBy },
    );
  },
});
