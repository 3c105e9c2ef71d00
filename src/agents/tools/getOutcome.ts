import { z } from 'zod';
import { knownAt } from '../../memory/admissible';
import { outcomeSchema } from '../../memory/outcome';
import { ACTIONS } from '../../memory/side';
import { defineTool } from '../tool';
import { ToolRefusal } from '../toolRefusal';
import { tradeRow, tradeSchema } from '../tradeRow';
import { nameOf, untrusted, untrustedSchema } from '../untrusted';

const MOST_NAMES = 30;
const LONGEST_REASONING = 2000;

const number = z.number();

export const getOutcome = defineTool({
  name: 'backtest_get_outcome',
  title: 'Get Outcome',
  description:
    'Everything that is kept of one closed trade: prices, quantity, levels, costs, votes, reasoning, the situation at entry in numbers, and the file it lies in.',
  args: {
    decision: outcomeSchema.shape.decision_id.describe('Decision id, as other tools list it.'),
  },
  result: {
    trade: tradeSchema,
    file: z.string().describe('Where it lies now, relative to the workspace.'),
    entered: z.string().describe('ISO 8601 UTC.'),
    entry_price: number,
    exit_price: number,
    quantity: number,
    stop_loss: number.nullable(),
    take_profit: number.nullable(),
    fees: number.describe('Both legs, already taken off pnl.'),
    slippage: number.describe('What slippage cost on both legs, already taken off pnl.'),
    quarter: z.string().describe('In which it closed.'),
    confidence: number.describe('0 to 100.'),
    reasoning: untrustedSchema,
    votes: z.array(z.object({ provider: z.string(), action: z.enum(ACTIONS), confidence: number })),
    tags: z.array(z.string()),
    features: z.record(z.string(), number).describe('The situation at entry.'),
  },
  bounds:
    'Told only once the exit was known at as_of. What people wrote about a trade afterwards is left out.',
  async answer({ decision: id }, { host, asOf }) {
    const memory = await host.workspace.memory();
    const row = memory.rows.find((one) => one.id === id);
    const known = row && knownAt(row, asOf) ? row : null;
    const outcome = known && (await host.workspace.outcome(known, memory));
    if (!outcome)
      throw new ToolRefusal(
        `No trade ${id} had ended by ${new Date(asOf).toISOString()}`,
        'Take an id from backtest_search_outcomes, or a later "as_of"',
      );
    return {
      trade: tradeRow(known),
      file: memory.fileOf(known),
      entered: outcome.entry_time,
      entry_price: outcome.entry_price,
      exit_price: outcome.exit_price,
      quantity: outcome.quantity,
      stop_loss: outcome.stop_loss,
      take_profit: outcome.take_profit,
      fees: outcome.fees,
      slippage: outcome.slippage,
      quarter: outcome.quarter,
      confidence: outcome.confidence,
      reasoning: untrusted(outcome.reasoning, LONGEST_REASONING),
      votes: outcome.votes
        .slice(0, MOST_NAMES)
        .map(({ provider, action, confidence }) => ({ provider: nameOf(provider), action, confidence })),
      tags: outcome.tags.slice(0, MOST_NAMES).map((tag) => nameOf(tag)),
      features: Object.fromEntries(
        Object.entries(outcome.features)
          .slice(0, MOST_NAMES)
          .map(([name, value]) => [nameOf(name), value]),
      ),
    };
  },
});
